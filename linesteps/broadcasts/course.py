"""A one-off send as the engine sees it: a course of one step, and the filter that chooses who enters it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from linesteps import clock
from linesteps.accounts.quiet import after_quiet_hours
from linesteps.audiences.census import Compiled, Counted, count, some_matching
from linesteps.broadcasts.content import STEP, stored
from linesteps.broadcasts.models import Broadcast
from linesteps.conditions.filters import Filter, compile_filter, filter_problems, filter_words
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.followers.attributes import facts_of
from linesteps.messages.kind import Compiling, Problem, problems_of
from linesteps.outbox.guards.frequency import who_has_enough
from linesteps.scenarios.compiler import Found
from linesteps.scenarios.models import Scenario
from linesteps.steps.kind import registry as step_kinds


def compiling_for(broadcast: Broadcast) -> Compiling:
    """What its messages and conditions are checked and shown with."""
    return Compiling(
        account=broadcast.account,
        scenario_id=broadcast.scenario_id or 0,
        step_id=STEP,
        facts=facts_of(broadcast.account) if broadcast.account.pk else {},
        step_kinds={STEP: "send"},
        step_values={STEP: broadcast.sent_content},
    )


def course_of(broadcast: Broadcast) -> Scenario:
    """The drawn course, unsaved: what test sends and the compiler read."""
    drawn: Any = Scenario(
        pk=broadcast.scenario_id,
        account=broadcast.account,
        name=broadcast.name,
        is_broadcast=True,
        re_entry=Scenario.ReEntry.NEVER,
    )
    drawn.steps = stored({**broadcast.sent_content, "name": broadcast.name})
    # Nobody enters by themselves.
    drawn.triggers = [{"type": "by_hand", "id": "start", "value": {}}]
    found: Scenario = drawn
    return found


def problems_with(broadcast: Broadcast) -> list[Found]:
    """What must be mended before it can be sent, each at its field of the form; warnings included."""
    compiling = compiling_for(broadcast)
    content = problems_of(step_kinds.get("send"), broadcast.sent_content, compiling)
    found = [Found(problem=one, place=("content", *one.path)) for one in content]
    found += [Found(problem=one, place=place) for place, one in _audience_problems(broadcast, compiling)]
    if broadcast.send_at is not None and broadcast.send_at <= clock.now():
        text = _("This time has passed. Choose a later one, or leave it empty to send now.")
        found.append(Found(problem=Problem(message=text), place=("send_at",)))
    if broadcast.pace != Broadcast.Pace.AT_ONCE and not broadcast.pace_number:
        text = _("Say how many people in an hour, or how many hours.")
        found.append(Found(problem=Problem(message=text), place=("pace_number",)))
    return found


def _audience_problems(
    broadcast: Broadcast, compiling: Compiling
) -> list[tuple[tuple[str | int, ...], Problem]]:
    if broadcast.to == Broadcast.To.SEGMENT:
        kind = condition_kinds.get("in_segment")
        return [(("segment",), one) for one in problems_of(kind, _in_segment(broadcast), compiling)]
    if broadcast.to == Broadcast.To.CONDITIONS:
        if not broadcast.who.get("conditions"):
            text = _("Choose at least one condition, or send to all friends.")
            return [(("who",), Problem(message=text))]
        return [(("who", *one.path), one) for one in filter_problems(broadcast.who, compiling)]
    return []


def filters_of(broadcast: Broadcast) -> list[Filter]:
    """Who gets it, as the engine asks it; nothing for everybody. Only for one without problems."""
    if broadcast.to == Broadcast.To.EVERYBODY:
        return []
    chosen: Mapping[str, Any] = broadcast.who
    if broadcast.to == Broadcast.To.SEGMENT:
        chosen = {"match": "all", "conditions": [{"type": "in_segment", "value": _in_segment(broadcast)}]}
    compiled = compile_filter(chosen, compiling_for(broadcast))
    return [] if compiled is None else [compiled]


def count_people(broadcast: Broadcast) -> Counted | None:
    """How many friends would get it if it were sent now; ``None`` while nobody is chosen soundly.

    Of very many friends an estimate, as everywhere (``linesteps.audiences.census``).
    """
    compiling = compiling_for(broadcast)
    if any(one.is_error for _place, one in _audience_problems(broadcast, compiling)):
        return None
    return count(broadcast.account, *_conditions(broadcast), now=clock.now())


def count_held(broadcast: Broadcast, people: int) -> int:
    """How many of those people would have to wait, since they have had as many messages as one friend may get.

    Counted for the moment at which it goes out, by what was sent until now.

    Args:
        people: what ``count_people`` found; of very many the rest is an estimate here, too.
    """
    account = broadcast.account
    at = after_quiet_hours(account, broadcast.send_at or clock.now())
    some = some_matching(account, *_conditions(broadcast), now=clock.now())
    return round(len(who_has_enough(account, some, at)) * people / len(some)) if some else 0


def _conditions(broadcast: Broadcast) -> tuple[Compiled, str]:
    found = filters_of(broadcast)
    return (found[0]["conditions"], found[0]["match"]) if found else ([], "all")


def to_words(broadcast: Broadcast) -> str:
    """Who gets it, in words."""
    if broadcast.to == Broadcast.To.SEGMENT:
        return _("Friends in the segment “%(name)s”") % {"name": broadcast.segment or "…"}
    if broadcast.to == Broadcast.To.CONDITIONS:
        return capfirst(filter_words(broadcast.who)) or "…"
    return _("All friends")


def _in_segment(broadcast: Broadcast) -> dict[str, Any]:
    return {"segment": str(broadcast.segment_id or ""), "is_absent": False}
