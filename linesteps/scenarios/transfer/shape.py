"""Between stored stream values and the file, led by the block definitions themselves.

Nothing here knows a kind of step or message: a new kind, a site's own included, is carried without
a line of code. In the file, list items stand bare, only steps have ids, and what a chooser points
to stands as a key, never as a primary key.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from wagtail import blocks

from linesteps.blocks.recursion import StepsBlock, StepsRefBlock
from linesteps.blocks.scenario_reference import ScenarioReferenceBlock, scenario_model
from linesteps.blocks.segment_reference import SegmentReferenceBlock, segment_model
from linesteps.blocks.step_reference import StepReferenceBlock
from linesteps.blocks.unknown import LOST
from linesteps.conditions.filters import WhoBlock
from linesteps.conditions.stream import exits_block
from linesteps.errors import FormatError
from linesteps.followers.names import AttributeBlock
from linesteps.goals.stream import goals_block
from linesteps.scenarios.transfer.reading import expect, inside, members_of
from linesteps.steps.stream import root_block
from linesteps.triggers.stream import triggers_block

#: The definitions behind the streams of a scenario, by the name of the field.
STREAMS = {
    "triggers": triggers_block,
    "steps": root_block,
    "goals": goals_block,
    "exit_rules": exits_block,
}

#: Settings that most scenarios leave as they are, with what that is.
SELDOM: Mapping[str, Any] = {"exit_match": "any", "exits_at_goal": False, "holdout_percent": 0}

#: Ids of what is no step are made from their place, so that one file always makes the same data.
_IDS = uuid.UUID("6f0f3a52-3c1d-4d0e-9a53-0d7a3f1c8b21")

#: Fields that hold what another field, row or step is known by, as text.
_REFERENCES = (StepReferenceBlock, ScenarioReferenceBlock, SegmentReferenceBlock, AttributeBlock)


class Writing(Protocol):
    """What the way into a file asks about references."""

    def key_of(self, model: Any, pk: Any, place: str) -> str | None:
        """The key for a stored primary key; ``None`` leaves the reference out."""

    def has_step(self, step_id: str, place: str) -> bool:
        """Whether the scenario has this step, so that a reference to it can stand in the file."""


class Reading(Protocol):
    """What the way out of a file asks about references."""

    def pk_of(self, model: Any, key: str, place: str) -> Any:
        """The primary key for a key; ``None`` leaves the reference out."""

    def see_step(self, step_id: Any, place: str) -> str:
        """Take note of a step; returns its id."""

    def refer_to(self, step_id: str, place: str) -> None:
        """Take note of a reference to a step."""


def is_steps(block: blocks.Block) -> bool:
    """Whether the block is a stream of steps, whose ids matter."""
    return isinstance(block, StepsBlock | StepsRefBlock)


def kinds_of(block: Any) -> tuple[str, ...]:
    """The kinds that a stream can hold."""
    return tuple(name for name in block.child_blocks if name != LOST)


# -- stored -> file --


def to_file(block: Any, value: Any, place: str, names: Writing) -> Any:
    """What stands in the file for a plain stored value; parts that are empty anyway are left out."""
    if isinstance(block, blocks.BaseStreamBlock):
        return [_part_to_file(block, part, inside(place, n), names) for n, part in enumerate(value or [])]
    if isinstance(block, blocks.ListBlock):
        items = [item["value"] if _is_item(item) else item for item in value or []]
        return [to_file(block.child_block, item, inside(place, n), names) for n, item in enumerate(items)]
    if isinstance(block, blocks.BaseStructBlock):
        return _struct_to_file(block, value or {}, place, names)
    if isinstance(block, blocks.ChooserBlock):
        return None if value is None else names.key_of(block.model_class, value, place)
    if isinstance(block, StepReferenceBlock):
        return value if value and names.has_step(value, place) else ""
    if isinstance(block, ScenarioReferenceBlock):
        # An id of this site means nothing elsewhere; the export says so, and publishing asks for it again.
        return names.key_of(scenario_model(), value, place) or "" if value else ""
    if isinstance(block, SegmentReferenceBlock):
        return names.key_of(segment_model(), value, place) or "" if value else ""
    if isinstance(block, blocks.TimeBlock) and isinstance(value, str):
        return value[:5] if value[5:] in {"", ":00"} else value
    return value


def _part_to_file(block: Any, part: Mapping[str, Any], place: str, names: Writing) -> dict[str, Any]:
    if part["type"] not in kinds_of(block):
        reason = _("The kind “%(kind)s” is not installed on this site, so it cannot be exported.")
        kind = part["value"]["kind"] if part["type"] == LOST else part["type"]
        raise FormatError(place, reason % {"kind": kind})
    value = to_file(block.child_blocks[part["type"]], part["value"], inside(place, "value"), names)
    entry = {"type": part["type"], "value": value}
    return {"id": part["id"], **entry} if is_steps(block) else entry


def _struct_to_file(block: Any, value: Mapping[str, Any], place: str, names: Writing) -> dict[str, Any]:
    found = {}
    for name, child in block.child_blocks.items():
        stored = value[name] if name in value else _missing(child)
        if isinstance(child, WhoBlock) and not (stored or {}).get("conditions"):
            # A filter that lets everybody in says nothing, whatever it would be joined by.
            continue
        written = to_file(child, stored, inside(place, name), names)
        if not (_is_empty(written) and _is_empty(_missing(child))):
            found[name] = written
    return found


def _is_empty(value: Any) -> bool:
    # Not by equality: 0 equals False, but is a number that somebody wrote.
    return value is None or value is False or (isinstance(value, str | list | dict) and not value)


def _is_item(item: Any) -> bool:
    return isinstance(item, Mapping) and item.get("type") == "item" and "value" in item


# -- file -> stored --


def from_file(block: Any, value: Any, place: str, names: Reading, seed: str) -> Any:
    """The plain stored value for what stands in the file.

    Args:
        seed: from which ids of parts other than steps are made.

    Raises:
        FormatError: a type, key, kind or value that the block definition does not allow.
    """
    if isinstance(block, blocks.BaseStreamBlock):
        _check_count(block, expect(value, list, place), place)
        return [_part_from_file(block, part, inside(place, n), names, seed) for n, part in enumerate(value)]
    if isinstance(block, blocks.ListBlock):
        _check_count(block, expect(value, list, place), place)
        return [_item_from_file(block, item, inside(place, n), names, seed) for n, item in enumerate(value)]
    if isinstance(block, blocks.BaseStructBlock):
        return _struct_from_file(block, value, place, names, seed)
    if value is None or (value == "" and _is_written_as_text(block)):
        return _nothing(block)
    if isinstance(block, blocks.ChooserBlock):
        return names.pk_of(block.model_class, expect(value, str, place), place)
    return _field_from_file(block, value, place, names)


def _part_from_file(block: Any, part: Any, place: str, names: Reading, seed: str) -> dict[str, Any]:
    found = members_of(part, place, ("id", "type", "value") if is_steps(block) else ("type", "value"), ())
    kind, known = expect(found["type"], str, inside(place, "type")), kinds_of(block)
    if kind not in known:
        reason = _("There is no kind “%(kind)s” here. Known ones: %(known)s")
        raise FormatError(inside(place, "type"), reason % {"kind": kind, "known": ", ".join(known)})
    value = from_file(block.child_blocks[kind], found["value"], inside(place, "value"), names, seed)
    part_id = names.see_step(found["id"], inside(place, "id")) if is_steps(block) else _id_for(seed, place)
    return {"type": kind, "value": value, "id": part_id}


def _item_from_file(block: Any, item: Any, place: str, names: Reading, seed: str) -> dict[str, Any]:
    value = from_file(block.child_block, item, place, names, seed)
    return {"type": "item", "value": value, "id": _id_for(seed, place)}


def _id_for(seed: str, place: str) -> str:
    # Without the scenario's number in the file, which another file would not repeat.
    return str(uuid.uuid5(_IDS, f"{seed}/{place.partition('.')[2]}"))


def _struct_from_file(block: Any, value: Any, place: str, names: Reading, seed: str) -> dict[str, Any]:
    found = members_of(value, place, (), tuple(block.child_blocks))
    return {
        name: from_file(child, found[name], inside(place, name), names, seed)
        if name in found
        else _missing(child)
        for name, child in block.child_blocks.items()
    }


def _check_count(block: Any, value: Sequence[Any], place: str) -> None:
    high = block.meta.max_num
    if high is not None and len(value) > high:
        text = _("Here may be %(max)s entries at most; there are %(n)s. Remove some.")
        raise FormatError(place, text % {"max": high, "n": len(value)})


def _field_from_file(block: Any, value: Any, place: str, names: Reading) -> Any:
    if not isinstance(block, blocks.FieldBlock):
        raise FormatError(place, _("Nothing can stand here."))
    field = block.field
    if isinstance(field, forms.BooleanField):
        return expect(value, bool, place)
    if isinstance(field, forms.MultipleChoiceField):
        for number, one in enumerate(expect(value, list, place)):
            expect(one, str, inside(place, number))
    elif isinstance(field, forms.FloatField | forms.DecimalField):
        value = value if isinstance(value, float | str) else expect(value, int, place)
    else:
        expect(value, int if isinstance(field, forms.IntegerField) else str, place)
    if isinstance(block, ScenarioReferenceBlock):
        reason = _(
            "A file cannot name another scenario. Leave it out, and choose the scenario after the import."
        )
        raise FormatError(place, reason)
    if isinstance(block, SegmentReferenceBlock):
        return str(names.pk_of(segment_model(), value, place) or "")
    if isinstance(block, StepReferenceBlock):
        names.refer_to(value, place)
    return _cleaned(block, value, place)


def _cleaned(block: Any, value: Any, place: str) -> Any:
    try:
        native = block.to_python(value)
        if native is None:
            raise FormatError(place, _("“%(value)s” cannot be read here.") % {"value": value})
        return plain_value(block, block.clean(native))
    except ValidationError as error:
        raise FormatError(place, " ".join(error.messages)) from None
    except (ValueError, ArithmeticError):
        raise FormatError(place, _("“%(value)s” cannot be read here.") % {"value": value}) from None


def plain_value(block: Any, native: Any) -> Any:
    """A native block value as plain JSON."""
    return json.loads(json.dumps(block.get_prep_value(native), cls=DjangoJSONEncoder))


def _missing(block: Any) -> Any:
    """What a part has that the file leaves out: the form's default, but no entries in lists."""
    if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock):
        return []
    if isinstance(block, blocks.BaseStructBlock):
        return {name: _missing(child) for name, child in block.child_blocks.items()}
    return plain_value(block, block.normalize(block.get_default()))


def _nothing(block: Any) -> Any:
    """The stored form of “not filled in yet”."""
    field = block.field if isinstance(block, blocks.FieldBlock) else None
    if isinstance(field, forms.BooleanField):
        return False
    if isinstance(field, forms.MultipleChoiceField):
        return []
    return "" if type(field) is forms.CharField or isinstance(block, _REFERENCES) else None


def _is_written_as_text(block: Any) -> bool:
    if not isinstance(block, blocks.FieldBlock):
        return False
    return not isinstance(block.field, forms.BooleanField | forms.IntegerField | forms.MultipleChoiceField)
