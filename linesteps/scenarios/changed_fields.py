"""What is different between two values of one block, field by field, in the words of its form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail import blocks

from linesteps.blocks.note import NoteBlock
from linesteps.blocks.recursion import StepsRefBlock
from linesteps.blocks.step_reference import StepReferenceBlock

#: Longer values are not quoted.
_QUOTED = 24
Parts = dict[str, Mapping[str, Any]]
#: Fields of a scenario whose values can be said.
_SAID = ("re_entry", "can_repeat", "exits_at_goal", "exit_match", "holdout_percent", "inside", "deleted")


@dataclass(frozen=True, kw_only=True)
class Field:
    """One changed field.

    Args:
        text: such as 「時刻 19:00 → 20:00」.
        is_clear: whether that says enough without the rest of the step.
        is_note: whether it is the note for colleagues, of which no step says anything itself.
        label: the field's name in the form.
        before: its value in words; ``None`` for what has no words, such as an image.
        after: the same, later.
    """

    text: str
    is_clear: bool = False
    is_note: bool = False
    label: str = ""
    before: str | None = None
    after: str | None = None


def shortened(text: Any) -> str:
    """As much of a text as a sentence can quote."""
    return Truncator(str(text).strip().split("\n")[0]).chars(40)


def changed_fields(block: Any, before: Any, after: Any) -> list[Field]:
    """The fields whose values differ, in the order of the form; steps inside do not count."""
    return list(_differences(block, before, after))


def _differences(block: Any, before: Any, after: Any) -> Iterator[Field]:
    if isinstance(block, StepsRefBlock):
        return
    if isinstance(block, blocks.BaseStructBlock):
        old, new = _mapping(before), _mapping(after)
        for name, child in block.child_blocks.items():
            yield from _differences(child, old.get(name), new.get(name))
    elif isinstance(block, blocks.BaseStreamBlock):
        yield from _parts(before, after, lambda part: block.child_blocks.get(str(part.get("type"))))
    elif isinstance(block, blocks.ListBlock):
        yield from _parts(before, after, lambda part: block.child_block)
    elif not _is_same(before, after):
        yield _leaf(block, before, after)


def _parts(before: Any, after: Any, block_of: Any) -> Iterator[Field]:
    """Messages, buttons, paths, conditions: by their ids."""
    new = _by_id(after)
    old = _paired(_by_id(before), new)
    for key, part in old.items():
        if key not in new:
            yield Field(text=_("%(part)s deleted") % {"part": _label(block_of(part), part)})
    for key, part in new.items():
        block = block_of(part)
        if key not in old:
            yield Field(text=_("%(part)s added") % {"part": _label(block, part)})
        elif block is None or old[key].get("type") != part.get("type"):
            if old[key] != part:
                yield Field(text=_("%(part)s changed") % {"part": _label(block, part)})
        else:
            yield from _differences(block, old[key].get("value"), part.get("value"))
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield Field(text=_("order changed"))


def _by_id(value: Any) -> Parts:
    parts = value if isinstance(value, list) else []
    return {
        str(part.get("id") or number): part for number, part in enumerate(parts) if isinstance(part, Mapping)
    }


def _paired(old: Parts, new: Parts) -> Parts:
    """``old`` under the keys of ``new`` where a part was made anew, such as by an import."""
    gone = [key for key in old if key not in new]
    renamed = {}
    for key in [key for key in new if key not in old]:
        twin = next((one for one in gone if old[one].get("type") == new[key].get("type")), None)
        if twin is not None:
            gone.remove(twin)
            renamed[twin] = key
    return {renamed.get(key, key): part for key, part in old.items()}


def _label(block: Any, part: Mapping[str, Any]) -> str:
    return str(block.label) if block is not None else str(part.get("type") or "…")


def _leaf(block: Any, before: Any, after: Any) -> Field:
    label = str(block.label)
    words = [_words(block, value) for value in (before, after)]
    if any(word is None or len(word) > _QUOTED or "\n" in word for word in words):
        text = _("%(part)s changed") % {"part": label}
    else:
        text = f"{label} {words[0] or '–'} → {words[1] or '–'}"
    return Field(
        text=text,
        is_clear=isinstance(block, blocks.TimeBlock) and all(words),
        is_note=isinstance(block, NoteBlock),
        label=label,
        before=words[0],
        after=words[1],
    )


def _words(block: Any, value: Any) -> str | None:
    """A value as the form shows it; ``None`` for what has no words, such as an image."""
    if value in (None, "", []):
        return ""
    if isinstance(block, blocks.ChooserBlock | StepReferenceBlock):
        return None
    if isinstance(block, blocks.BooleanBlock):
        return _("yes") if value else _("no")
    if isinstance(block, blocks.ChoiceBlock | blocks.MultipleChoiceBlock):
        known = {str(key): str(label) for key, label in _flat(block.field.choices)}
        chosen: Sequence[Any] = value if isinstance(value, list) else [value]
        return _(", ").join(known.get(str(one), str(one)) for one in chosen)
    if isinstance(block, blocks.TimeBlock):
        return str(value)[:5]
    return str(value)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield key, label


def _is_same(before: Any, after: Any) -> bool:
    """Unfilled is unfilled, whichever way it is stored."""
    empty: tuple[Any, ...] = (None, "", False, [], [""])
    # Not by equality alone: 0 equals False, but is a number that somebody wrote.
    is_empty = [(value in empty and value != 0) or value is False for value in (before, after)]
    return before == after or all(is_empty)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def changed_settings(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each setting of a scenario that differs, in the words of its form."""
    # By name, so that the model may use what stands here.
    model: Any = apps.get_model("linesteps", "Scenario")
    if _differs("account", before, after):
        yield _("%(part)s changed") % {"part": model._meta.get_field("account").verbose_name}
    for name in _SAID:
        if _differs(name, before, after):
            field = model._meta.get_field(name)
            old, new = (_setting(field, side[name]) for side in (before, after))
            yield f"{field.verbose_name}: {old} → {new}"
    if any(_differs(name, before, after) for name in ("go_live_at", "expire_at", "publish_with")):
        yield _("Planned publication changed")


def _differs(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return name in before and name in after and not _is_same(before[name], after[name])


def _setting(field: Any, value: Any) -> str:
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    return str(dict(field.choices or ()).get(value, value) or "–")
