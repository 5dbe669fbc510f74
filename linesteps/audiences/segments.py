"""Checking and saving a segment: what it asks in the form that the engine reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from linesteps import clock, doorbell
from linesteps.accounts.models import Account
from linesteps.audiences.census import Counted, count
from linesteps.audiences.models import Segment
from linesteps.blocks.segment_reference import segment_name
from linesteps.blocks.unknown import LOST
from linesteps.conditions.answers import asks_of_run
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.followers.attributes import facts_of
from linesteps.messages.kind import UNREADABLE, Compiling, Problem, problems_of, unknown_kind

Plain = Mapping[str, Any]


def compiling_for(account: Account, segment_id: int | None = None) -> Compiling:
    """What conditions outside of any scenario are checked with; its lots are drawn for the segment alone."""
    return Compiling(
        account=account,
        scenario_id=0,
        step_id=f"segment-{segment_id or 'new'}",
        facts=facts_of(account),
    )


def condition_problems(parts: Any, compiling: Compiling) -> list[Problem]:
    """What keeps plain conditions from being asked; each with its index first in ``path``."""
    found = []
    for index, part in enumerate(parts if isinstance(parts, list) else [None]):
        if not isinstance(part, Mapping) or part.get("type") not in condition_kinds:
            kind = part.get("type") if isinstance(part, Mapping) else "?"
            if kind == LOST and isinstance(part, Mapping) and isinstance(part.get("value"), Mapping):
                kind = part["value"].get("kind")
            found.append(unknown_kind(str(kind), (index,)))
            continue
        for problem in problems_of(condition_kinds.get(part["type"]), part.get("value"), compiling):
            path = (index, *problem.path)
            found.append(Problem(message=problem.message, path=path, is_error=problem.is_error))
    return found


def compiled_conditions(parts: Sequence[Plain], compiling: Compiling) -> list[dict[str, Any]]:
    """Sound plain conditions as the engine reads them."""
    return [
        {"kind": part["type"], "config": condition_kinds.get(part["type"]).compile(part["value"], compiling)}
        for part in parts
    ]


def segment_problems(segment: Segment) -> list[Problem]:
    """What keeps the segment from being saved: nothing asked, what cannot be asked here, or a ring.

    A problem's ``path`` begins with the number of the condition.
    """
    if not segment.conditions:
        return [Problem(message=_("Choose at least one condition."))]
    compiling = compiling_for(segment.account, segment.pk)
    errors = [one for one in condition_problems(segment.conditions, compiling) if one.is_error]
    if errors:
        return errors
    for index, part in enumerate(segment.conditions):
        [compiled] = compiled_conditions([part], compiling)
        if asks_of_run([compiled]):
            text = _(
                "This asks what a friend did in a scenario, and in a segment nobody is in one. "
                "Choose another condition, or ask it in a branch."
            )
            return [Problem(message=text, path=(index,))]
        ring = _ring(segment, [compiled])
        if ring:
            text = _("The segment would ask whether somebody is in itself: %(way)s. Choose another segment.")
            return [Problem(message=text % {"way": " → ".join(ring)}, path=(index,))]
    return []


def save_segment(segment: Segment, *, is_quiet: bool = True) -> None:
    """Store a sound segment; who asks of it from now on asks what it says now.

    Args:
        segment: without ``segment_problems``.
        is_quiet: whether people who newly belong, or no longer, only because of this change start nothing.

    Raises:
        ValueError: it has problems.
    """
    if segment.pk is None:
        # Lots are drawn by its number.
        problems = segment_problems(segment)
        if problems:
            raise ValueError(str(problems[0].message))
        segment.save()
    before = segment.compiled
    problems = segment_problems(segment)
    if problems:
        raise ValueError(str(problems[0].message))
    conditions = compiled_conditions(segment.conditions, compiling_for(segment.account, segment.pk))
    segment.compiled = {"match": segment.match, "conditions": conditions}
    if segment.compiled != before:
        segment.changed_at, segment.counted_at = clock.now(), None
        if segment.look_at is not None:
            # The look begins anew, so that nobody is judged by two sets of conditions.
            segment.look_at, segment.looked_up_to, segment.is_quiet = clock.now(), 0, is_quiet
            doorbell.ring("look_at_segments")
    segment.save()


def count_segment(segment: Segment) -> Counted:
    """Count it and remember the numbers for the list."""
    moment = clock.now()
    found = count(segment.account, whole(segment), segment.match, now=moment)
    segment.counted_at, segment.is_estimate = moment, found.is_estimate
    segment.matching, segment.not_matching, segment.unknown = (
        found.matching,
        found.not_matching,
        found.unknown,
    )
    names = ["counted_at", "is_estimate", "matching", "not_matching", "unknown"]
    segment.save(update_fields=names)
    return found


def whole(segment: Segment) -> list[dict[str, Any]]:
    """What a saved segment asks."""
    found: list[dict[str, Any]] = segment.compiled.get("conditions", [])
    return found


def segments_in(compiled: Any) -> Iterator[int]:
    """The ids of segments that compiled conditions ask of, groups included."""
    for condition in compiled:
        config = condition["config"]
        if condition["kind"] == "in_segment":
            yield config["segment"]
        elif condition["kind"] == "group":
            yield from segments_in(config["conditions"])


def _ring(segment: Segment, compiled: Sequence[Plain]) -> list[str]:
    """The names on a way that leads from the segment back to it; empty if there is none."""
    known = dict(Segment.objects.filter(account=segment.account_id).values_list("pk", "compiled"))
    waiting: list[tuple[int, tuple[int, ...]]] = [(pk, (segment.pk or 0, pk)) for pk in segments_in(compiled)]
    seen: set[int] = set()
    while waiting:
        pk, way = waiting.pop()
        if pk == segment.pk:
            return [segment.name, *(segment_name(one) for one in way[1:-1]), segment.name]
        if pk in seen:
            continue
        seen.add(pk)
        inner = (known.get(pk) or {}).get("conditions", [])
        waiting += [(one, (*way, one)) for one in segments_in(inner)]
    return []


def count_plain(
    account: Account, parts: Any, match: str, segment_id: int | None = None
) -> Counted | str | None:
    """Count conditions while somebody writes them.

    Returns:
        the numbers; a sentence on why they cannot be counted; ``None`` where they are not finished.
    """
    compiling = compiling_for(account, segment_id)
    if not parts or match not in Segment.Match.values:
        return None
    if any(one.is_error for one in condition_problems(parts, compiling)):
        return None
    try:
        compiled = compiled_conditions(parts, compiling)
        if asks_of_run(compiled):
            return _(
                "Who this holds for shows only when people come here: it asks what they did in this scenario."
            )
        return count(account, compiled, match, now=clock.now())
    except UNREADABLE:
        return None
