"""One scenario as the list shows it: words and figures, for the table, its live cells and the export."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name

from linesteps.admin.scenarios.operation import Status, status_of
from linesteps.admin.scenarios.sparkline import sparkline
from linesteps.blocks.recursion import walk_plain
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from linesteps.stats.overview import Overview, overview
from linesteps.stats.period import beginning_of_last
from linesteps.triggers.kind import registry as trigger_kinds

#: How far back the list counts, today included.
DAYS = 30
#: A share of fewer people says nothing; the people themselves are said instead.
ENOUGH = 20


@dataclass(frozen=True, kw_only=True)
class Listed:
    """What the cells of one row say."""

    scenario: Scenario
    figures: Overview

    @property
    def name(self) -> str:
        """As the newest draft has it."""
        return name_of(self.scenario)

    @property
    def summary(self) -> str:
        """One sentence."""
        return summary_of(self.scenario)

    @property
    def status(self) -> Status:
        """What it does now."""
        return status_of(self.scenario)

    @property
    def tone(self) -> str:
        """How strongly to show that: a CSS suffix."""
        return "live" if self.status.is_strong else "warning" if self.status.is_warning else ""

    @property
    def inside(self) -> str:
        """People inside now."""
        return number_format(self.figures.inside, force_grouping=True)

    @property
    def sent(self) -> str:
        """People whom a message was delivered to, for each message."""
        return number_format(self.figures.delivered, force_grouping=True)

    @property
    def click_rate(self) -> str:
        """Of those, who tapped."""
        return share(self.figures.clicked, self.figures.delivered)

    @property
    def block_rate(self) -> str:
        """Of those, who blocked the account within a day."""
        return share(self.figures.blocked, self.figures.delivered)

    @property
    def starts(self) -> SafeString:
        """The starts of each day."""
        total = self.figures.entered
        said = ngettext("%(n)s start in %(days)s days", "%(n)s starts in %(days)s days", total)
        title = _("%(total)s. By day, oldest first: %(numbers)s") % {
            "total": said % {"n": total, "days": DAYS},
            "numbers": ", ".join(str(one) for one in self.figures.starts_by_day),
        }
        return sparkline(self.figures.starts_by_day, title=title)

    @property
    def entered(self) -> str:
        """How many began."""
        return number_format(self.figures.entered, force_grouping=True)

    @property
    def author(self) -> str:
        """Who saved the newest draft."""
        revision = self.scenario.latest_revision
        return str(user_display_name(revision.user)) if revision is not None and revision.user else ""

    @property
    def live(self) -> dict[str, str]:
        """What changes while somebody looks at the list."""
        return {
            "status": str(self.status.word),
            "sentence": str(self.status.sentence),
            "tone": self.tone,
            "inside": self.inside,
            "sent": self.sent,
            "click_rate": self.click_rate,
            "block_rate": self.block_rate,
        }


def list_scenarios(scenarios: Sequence[Scenario]) -> list[Listed]:
    """The rows for scenarios that ``listing.for_list`` loaded; the figures take seven queries in all."""
    figures = overview([scenario.pk for scenario in scenarios], since=beginning_of_last(DAYS))
    return [Listed(scenario=scenario, figures=figures[scenario.pk]) for scenario in scenarios]


def share(part: int, whole: int) -> str:
    """A share in percent; of few people, the people themselves; of none, a dash."""
    if not whole:
        return "–"
    if whole < ENOUGH:
        return _("%(part)s of %(whole)s") % {"part": part, "whole": whole}
    percent = 100 * part / whole
    # A tenth of a percent is one of a thousand people: it counts where the share is small.
    return f"{number_format(percent, 1 if 0 < percent < 10 else 0)}%"


def name_of(scenario: Scenario) -> str:
    """The name as the newest draft has it."""
    revision = scenario.latest_revision
    return str(revision.object_str) if revision is not None else scenario.name


def summary_of(scenario: Scenario) -> str:
    """One sentence: when it starts, how many sends it has, for whom. Reads the row's own streams only."""
    drawn = _latest(scenario)
    starts = [
        str(trigger_kinds.get(one["type"]).said(one["value"]))
        for one in drawn["triggers"]
        if one["type"] in trigger_kinds
    ]
    kinds = [step["type"] for step in walk_plain(drawn["steps"])]
    parts = [_(" or ").join(starts)] if starts else [_("No start condition yet")]
    sends = kinds.count("send")
    if sends:
        parts.append(ngettext("%(n)s send", "%(n)s sends", sends) % {"n": sends})
    if branches := kinds.count("branch"):
        parts.append(ngettext("%(n)s branch", "%(n)s branches", branches) % {"n": branches})
    return _(": ").join([parts[0], _(", ").join(parts[1:])]) if len(parts) > 1 else parts[0]


def _latest(scenario: Scenario) -> dict[str, list[dict[str, Any]]]:
    """The drawn streams as the editor would show them: those of the newest revision."""
    revision = scenario.latest_revision
    if revision is not None:
        # Not by with_content_json(), which asks the database for every foreign key of every row.
        return {name: json.loads(revision.content.get(name) or "[]") for name in ("triggers", "steps")}
    return {"triggers": plain(scenario.triggers), "steps": plain(scenario.steps)}
