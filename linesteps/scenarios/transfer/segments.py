"""Segments in the file: those that a scenario, or another segment in the file, asks for; by their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from linesteps.accounts.models import Account
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import save_segment, segment_problems
from linesteps.conditions.stream import segment_conditions_block
from linesteps.errors import FormatError
from linesteps.scenarios.transfer.reading import expect, inside, members_of
from linesteps.scenarios.transfer.shape import Reading, Writing, from_file, to_file

#: Segments within segments, before the file is taken for a ring.
_MOST = 100


def segment_to_file(segment: Segment, place: str, names: Writing) -> dict[str, Any]:
    """The segment as it stands in the file."""
    written: dict[str, Any] = {"name": segment.name, "match": str(segment.match)}
    if segment.description:
        written["description"] = segment.description
    block = segment_conditions_block()
    written["conditions"] = to_file(block, segment.conditions, inside(place, "conditions"), names)
    return written


def check_segments(entries: Any, place: str, names: Reading, known: set[str]) -> None:
    """Whether segments could be made of the entries. Nothing is written.

    Args:
        known: takes each name as soon as it was read: an entry may ask for those that stand before it.

    Raises:
        FormatError: one could not.
    """
    for number, entry in enumerate(expect(entries, list, place)):
        here = inside(place, number)
        found = members_of(entry, here, ("name", "conditions"), ("match", "description"))
        name = expect(found["name"], str, inside(here, "name"))
        longest = Segment._meta.get_field("name").max_length or 0
        if not 0 < len(name.strip()) <= longest:
            text = _("A name has 1 to %(max)s characters.") % {"max": longest}
            raise FormatError(inside(here, "name"), text)
        if name in known or number >= _MOST:
            raise FormatError(
                inside(here, "name"), _("The segment “%(name)s” stands twice.") % {"name": name}
            )
        if expect(found.get("match", "all"), str, inside(here, "match")) not in Segment.Match.values:
            reason = _("“%(value)s” is not known here. Known ones: %(known)s")
            values = {"value": found["match"], "known": ", ".join(Segment.Match.values)}
            raise FormatError(inside(here, "match"), reason % values)
        if len(expect(found.get("description", ""), str, inside(here, "description"))) > 500:
            raise FormatError(inside(here, "description"), _("This text is too long."))
        _conditions(found, here, names)
        known.add(name)


def write_segment(
    entry: Mapping[str, Any], place: str, account: Account, names: Reading, notes: list[str]
) -> Segment | None:
    """The account's segment of this name: the one it has, which stays as it is, or a new one.

    ``None``, with a note, where it cannot be asked here, such as for a coupon that no file carries.
    """
    conditions = _conditions(entry, place, names)
    known = Segment.objects.filter(account=account, name=entry["name"]).first()
    if known is not None:
        if (known.match, _bare(known.conditions)) != (entry.get("match", "all"), _bare(conditions)):
            text = _("%(place)s: the account has a segment “%(name)s” already, which stays as it is.")
            notes.append(text % {"place": place, "name": known.name})
        return known
    segment = Segment(
        account=account,
        name=entry["name"],
        description=entry.get("description", ""),
        match=entry.get("match", "all"),
        conditions=conditions,
    )
    problems = segment_problems(segment)
    if problems:
        text = _("%(place)s: the segment “%(name)s” was left out: %(reason)s")
        notes.append(text % {"place": place, "name": segment.name, "reason": problems[0].message})
        return None
    save_segment(segment)
    return segment


def _conditions(entry: Mapping[str, Any], place: str, names: Reading) -> list[dict[str, Any]]:
    here = inside(place, "conditions")
    found: list[dict[str, Any]] = from_file(
        segment_conditions_block(), entry["conditions"], here, names, place
    )
    return found


def _bare(value: Any) -> Any:
    """Without ids, which say nothing."""
    if isinstance(value, list):
        return [_bare(part) for part in value]
    if isinstance(value, Mapping):
        return {name: _bare(part) for name, part in value.items() if name != "id"}
    return value
