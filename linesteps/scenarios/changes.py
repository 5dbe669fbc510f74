"""What somebody changed between two drafts of a scenario, in sentences.

Pure: it reads plain streams and block definitions, and asks no database.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps.followers.names import remembered_names
from linesteps.scenarios.changed_ends import changed_ends
from linesteps.scenarios.changed_fields import Field, changed_fields, changed_settings, shortened
from linesteps.scenarios.changed_order import moved
from linesteps.steps.kind import registry as step_kinds
from linesteps.steps.stream import root_block
from linesteps.triggers.kind import registry as trigger_kinds

Plain = Mapping[str, Any]
Content = Mapping[str, Any]
_STREAMS = ("triggers", "goals", "exit_rules", "steps")


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference.

    Args:
        kind: ``name``, ``start``, ``setting``, ``added``, ``removed``, ``moved`` or ``changed``.
        text: the sentence.
        step_id: the step that it is about, if it is about one.
        title: what that step is called.
        fields: the fields that differ, of a changed step.
    """

    kind: str
    text: str
    step_id: str = ""
    title: str = ""
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Placed:
    """A step and where it stands.

    Args:
        place: the step that it is in, and which of its paths.
        index: within the path.
        after: the step that follows there.
        before: the step in front of it there.
    """

    step: Plain
    place: tuple[str, str]
    index: int
    before: Plain | None
    after: Plain | None


def content_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """What a revision's ``content`` holds, with its streams as lists."""
    return {**content, **{name: json.loads(content.get(name) or "[]") for name in _STREAMS}}


@remembered_names()
def changes(before: Content, after: Content) -> list[Change]:
    """Every difference: name, start condition and settings first, then the steps in reading order.

    Args:
        before: ``name``, ``triggers`` and ``steps`` (plain), and any of the settings' fields.
        after: the same, later.
    """
    found = []
    if before.get("name") != after.get("name"):
        text = _("Name: %(before)s → %(after)s")
        names = {"before": before.get("name") or "–", "after": after.get("name") or "–"}
        found.append(Change(kind="name", text=text % names))
    found += _start(before.get("triggers") or [], after.get("triggers") or [])
    found += [Change(kind="setting", text=text) for text in changed_settings(before, after)]
    found += [Change(kind="setting", text=text) for text in changed_ends(before, after)]
    return [*found, *_steps(before.get("steps") or [], after.get("steps") or [])]


def summary_of(found: Sequence[Change]) -> str:
    """One sentence for many: the change itself, or how many there are."""
    if not found:
        return _("Nothing was changed")
    if len(found) == 1:
        return found[0].text
    return ngettext("%(n)s change", "%(n)s changes", len(found)) % {"n": len(found)}


def _start(before: Sequence[Plain], after: Sequence[Plain]) -> list[Change]:
    words = [
        " / ".join(
            str(trigger_kinds.get(one["type"]).said(one["value"])) if one["type"] in trigger_kinds else "…"
            for one in triggers
        )
        for triggers in (before, after)
    ]
    if words[0] != words[1]:
        text = _("Start condition: %(before)s → %(after)s")
        return [Change(kind="start", text=text % {"before": words[0] or "–", "after": words[1] or "–"})]
    if [one["value"] for one in before] != [one["value"] for one in after]:
        return [Change(kind="start", text=_("Start condition changed"))]
    return []


def _steps(before: Sequence[Plain], after: Sequence[Plain]) -> list[Change]:
    old = {str(one.step.get("id")): one for one in _walk(before)}
    new = {str(one.step.get("id")): one for one in _walk(after)}
    places = [{key: (one.place, one.index) for key, one in side.items()} for side in (old, new)]
    elsewhere = moved(*places)
    found = []
    for key, one in old.items():
        if key not in new and one.place[0] not in _gone(old, new):
            found.append(_removed(one, key))
    for key, one in new.items():
        if key not in old:
            if one.place[0] not in _gone(new, old) and not _belongs_to_the_next(one, old):
                found.append(_added(one, key, old))
            continue
        if key in elsewhere:
            found.append(Change(kind="moved", text=_("Moved: %(step)s") % {"step": _name(one)}, step_id=key))
        if change := _changed(old[key], one, key):
            found.append(change)
    return found


def _gone(these: Mapping[str, _Placed], others: Mapping[str, _Placed]) -> set[str]:
    return set(these) - set(others)


def _belongs_to_the_next(one: _Placed, old: Mapping[str, _Placed]) -> bool:
    """A gap that came with the message behind it is told with that message."""
    is_gap = one.step["type"] == "wait" and one.after is not None
    return is_gap and one.after is not None and str(one.after.get("id")) not in old


def _added(one: _Placed, key: str, old: Mapping[str, _Placed]) -> Change:
    gap = one.before
    if gap is not None and gap["type"] == "wait" and str(gap.get("id")) not in old:
        text = _("Added: %(step)s (%(gap)s)") % {"step": _name(one), "gap": _summary(gap)}
    else:
        text = _("Added: %(step)s") % {"step": _name(one)}
    return Change(kind="added", text=_with_inside(text, one.step), step_id=key)


def _removed(one: _Placed, key: str) -> Change:
    text = _("Deleted: %(step)s") % {"step": _name(one)}
    return Change(kind="removed", text=_with_inside(text, one.step), step_id=key)


def _with_inside(text: str, step: Plain) -> str:
    inside = len(list(_walk([step]))) - 1
    if not inside:
        return text
    words = ngettext("%(text)s, with %(n)s step in it", "%(text)s, with %(n)s steps in it", inside)
    return words % {"text": text, "n": inside}


def _changed(old: _Placed, new: _Placed, key: str) -> Change | None:
    """What is different in a step itself; the steps inside it stand for themselves."""
    block = root_block().child_blocks.get(new.step["type"])
    if block is None or old.step["type"] != new.step["type"]:
        is_same = old.step["type"] == new.step["type"] and old.step["value"] == new.step["value"]
        text = _("Changed: %(step)s") % {"step": _name(new)}
        return None if is_same else Change(kind="changed", text=text, step_id=key, title=_title(new))
    fields = tuple(changed_fields(block, old.step["value"], new.step["value"]))
    if not fields:
        return None
    title, summaries = _title(new), [_summary(one.step) for one in (old, new)]
    notes = [field.text for field in fields if field.is_note]
    own = [field for field in fields if not field.is_note]
    is_nameless = "name" not in getattr(block, "child_blocks", {})
    if is_nameless and summaries[0] != summaries[1] and not all(field.is_clear for field in own):
        # What the whole step says, before and after, tells more than one of its fields.
        words = [" → ".join(summaries), *notes]
    else:
        words = [*(field.text for field in own), *notes]
    text = _(", ").join(dict.fromkeys(words))
    if title != summaries[1] or words[0] != " → ".join(summaries):
        text = _("“%(step)s”: %(what)s") % {"step": title, "what": text}
    return Change(kind="changed", text=text, step_id=key, title=title, fields=fields)


def _summary(step: Plain) -> str:
    if step["type"] not in step_kinds:
        return str(step["type"])
    return str(step_kinds.get(step["type"]).summary(step["value"]))


def _name(one: _Placed) -> str:
    """How a sentence names a step: what it does."""
    return shortened(_summary(one.step))


def _title(one: _Placed) -> str:
    """Its own name; a gap is known by the message that it leads to."""
    if one.step["type"] == "wait" and one.after is not None and one.after["type"] == "send":
        return _title_of(one.after)
    return _title_of(one.step)


def _title_of(step: Plain) -> str:
    if step["type"] not in step_kinds:
        return str(step["type"])
    return shortened(step_kinds.get(step["type"]).stats_label(step["value"]))


def _walk(steps: Sequence[Plain], place: tuple[str, str] = ("", "")) -> Iterator[_Placed]:
    for index, step in enumerate(steps):
        before = steps[index - 1] if index else None
        after = steps[index + 1] if index + 1 < len(steps) else None
        yield _Placed(step=step, place=place, index=index, before=before, after=after)
        for path, inside in _lists(step["value"]):
            yield from _walk(inside, (str(step.get("id")), path))


def _lists(value: Any, key: str = "") -> Iterator[tuple[str, list[Plain]]]:
    """The lists of steps in a value, by a key that survives moving a path."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name == "steps" and isinstance(part, list):
                yield key, part
            else:
                yield from _lists(part, f"{key}/{name}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            item = part.get("id") if isinstance(part, Mapping) else None
            yield from _lists(part, f"{key}/{item or number}")
