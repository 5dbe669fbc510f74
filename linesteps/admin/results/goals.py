"""Goals, paths of splits and friends who are held out, on the page of results: figures and plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps import clock
from linesteps.admin.results.course import Course
from linesteps.admin.results.shares import Share, number, people_words
from linesteps.engine.versions import graph_of
from linesteps.goals.models import SplitDecision
from linesteps.scenarios.models import Scenario, ScenarioVersion
from linesteps.stats.goals import GoalFigures, Reached, goal_figures, sides
from linesteps.stats.proportions import chance_of_accident
from linesteps.stats.scope import Scope
from linesteps.stats.split import Standing, Verdict, judge

#: A difference that comes about by accident less often than this can be trusted.
_TRUSTED = 0.05


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a table.

    Args:
        label: what it is about.
        reached: the figures.
        share: people who reached it, of all.
    """

    label: str
    reached: Reached
    share: Share

    @property
    def value(self) -> str:
        """What it was worth."""
        return worth_words(self.reached.value)


@dataclass(frozen=True, kw_only=True)
class GoalShown:
    """One goal.

    Args:
        line: as a whole.
        messages: the same by the message that it counts for.
        compared: who got something against who was held out, in a sentence; empty if nobody was.
        with_share: who got something.
        without_share: who was held out.
        note: within how many days it counts.
    """

    line: Line
    messages: list[Line] = field(default_factory=list)
    compared: str = ""
    with_share: Share | None = None
    without_share: Share | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SplitShown:
    """One split.

    Args:
        step_id: which.
        title: what it is called.
        rows: label, people, share of successes, value, chance in percent, and whether it is taken.
        sentence: what can be said.
        take: addresses at which a path is taken by hand, by port; empty for whoever may not.
        undo_url: where the decision is undone; empty if there is none, or for whoever may not.
        by: by what the paths are compared.
    """

    step_id: str
    title: str
    rows: list[dict[str, Any]]
    sentence: str
    undo_url: str
    by: str


def goals_shown(course: Course, scope: Scope) -> list[GoalShown]:
    """All goals of the scenario."""
    return [_goal(one, course) for one in goal_figures(scope)]


def _goal(one: GoalFigures, course: Course) -> GoalShown:
    people, started = one.all.people, one.treated[1]
    rows = sorted(one.by_step.items(), key=lambda item: -item[1].people)
    note = ngettext(
        "counts within %(n)s day after a message", "counts within %(n)s days after a message", one.goal.days
    )
    return GoalShown(
        line=Line(label=one.goal.name, reached=one.all, share=Share(people=people, of=started)),
        messages=[
            Line(label=_called(step_id, course), reached=reached, share=_of_sent(step_id, reached, course))
            for step_id, reached in rows
        ],
        compared=_compared(one),
        with_share=Share(people=one.treated[0], of=started) if one.held_out else None,
        without_share=Share(people=one.held_out[0], of=one.held_out[1]) if one.held_out else None,
        note=note % {"n": one.goal.days},
    )


def _of_sent(step_id: str, reached: Reached, course: Course) -> Share:
    """Of those to whom the message was delivered."""
    stop = course.stop(step_id)
    return Share(people=reached.people, of=stop.figures.delivered if stop else 0)


def _called(step_id: str, course: Course) -> str:
    if not step_id:
        return _("Before any message")
    stop = course.stop(step_id)
    return f"{stop.number}. {stop.title}" if stop and stop.number else _("A message of an older version")


def _compared(one: GoalFigures) -> str:
    """Whether the scenario brings something, and whether that can be trusted."""
    if one.held_out is None:
        return ""
    with_it, without = one.treated, one.held_out
    if not with_it[1] or not without[1]:
        return _("There is nobody to compare with yet.")
    difference = 100 * (with_it[0] / with_it[1] - without[0] / without[1])
    chance = chance_of_accident(with_it, without)
    values = {"points": f"{abs(difference):.1f}"}
    if chance is None:
        return _("Too few people yet to tell whether the scenario makes a difference.")
    if chance >= _TRUSTED:
        return (
            _("A difference of %(points)s points, which can well be an accident: it cannot be trusted yet.")
            % values
        )
    if difference > 0:
        return (
            _(
                "With the scenario, %(points)s points more people reach the goal. This is hardly an accident: it can "
                "be trusted."
            )
            % values
        )
    return (
        _(
            "With the scenario, %(points)s points fewer people reach the goal. This is hardly an accident: look at the "
            "messages."
        )
        % values
    )


def splits_shown(
    scenario: Scenario, version: ScenarioVersion | None, course: Course, scope: Scope, may_decide: bool
) -> Iterator[SplitShown]:
    """All splits of a version that compare their paths, or through which somebody reached a goal."""
    if version is None:
        return
    nodes = [node for node in graph_of(version.pk).nodes.values() if node.kind == "split"]
    if not nodes:
        return
    found = sides(scope)
    decisions = {
        one.step_id: one
        for one in SplitDecision.objects.filter(scenario=scenario, undone_at__isnull=True).select_related(
            "decided_by"
        )
    }
    for node in nodes:
        mine = {port: side for (step_id, port), side in found.items() if step_id == node.id}
        verdict, decision = judge(node.config, mine, clock.now()), decisions.get(node.id)
        is_compared = bool(node.config.get("compare"))
        by_taps = (node.config.get("compare") or {}).get("by") != "goal"
        stop = course.stop(node.id)
        yield SplitShown(
            step_id=node.id,
            title=f"{stop.number}. {stop.title}" if stop and stop.number else node.id,
            rows=[
                _row(one, decision, scenario, node.id, may_decide and is_compared)
                for one in verdict.standings
            ],
            sentence=_decided(decision) if decision else _sentence(verdict, is_compared),
            undo_url=reverse("linesteps_scenarios:undo_winner", args=[scenario.pk, node.id])
            if decision and may_decide
            else "",
            by=_("Tapped something afterwards") if by_taps else _("Reached a goal afterwards"),
        )


def _row(
    one: Standing, decision: SplitDecision | None, scenario: Scenario, step_id: str, may_take: bool
) -> dict[str, Any]:
    url = reverse("linesteps_scenarios:take_winner", args=[scenario.pk, step_id, one.port])
    return {
        "label": one.label,
        "people": number(one.side.people),
        "share": Share(people=one.successes, of=one.side.people),
        "reached": number(one.side.reached),
        "value": worth_words(one.side.value),
        "chance": f"{100 * one.chance:.0f}%" if one.chance is not None else "–",
        "is_taken": decision is not None and decision.port == one.port,
        "url": url if may_take and decision is None and one.side.people else "",
    }


def _sentence(verdict: Verdict, is_compared: bool) -> str:
    best = verdict.best
    if best is None:
        return _("Nobody has come here yet.")
    if not is_compared:
        return ""
    values: Mapping[str, Any] = {"label": best.label, "chance": f"{100 * (best.chance or 0):.0f}"}
    if verdict.is_sure:
        return _("“%(label)s” wins: with %(chance)s%% certainty it is the best path.") % values
    leads = _("“%(label)s” leads, with %(chance)s%% certainty.") % values
    waits = []
    if verdict.lacking:
        waits.append(_("The smallest path lacks %(people)s.") % {"people": people_words(verdict.lacking)})
    if verdict.days_left:
        text = ngettext("%(n)s more day to go.", "%(n)s more days to go.", verdict.days_left)
        waits.append(text % {"n": verdict.days_left})
    return " ".join(
        [leads, *(waits or [_("That is not sure enough to call it the winner; 95 percent are needed.")])]
    )


def _decided(decision: SplitDecision) -> str:
    label = next((one["label"] for one in decision.numbers if one["port"] == decision.port), decision.port)
    values = {"label": label, "day": date_format(localtime(decision.decided_at), "SHORT_DATETIME_FORMAT")}
    if decision.decided_by is None:
        text = _("“%(label)s” has won: since %(day)s everybody new takes it, by itself.")
    else:
        values["user"] = decision.decided_by.get_username()
        text = _("Since %(day)s everybody new takes “%(label)s”: decided by %(user)s.")
    return text % values


def worth_words(value: Decimal | None) -> str:
    """An amount without needless places."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"
