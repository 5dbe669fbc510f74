"""Between a step's plain value, which the browser keeps, and its form, which Wagtail draws."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from wagtail.blocks import BaseStreamBlock, BaseStructBlock, Block, ListBlock

from linesteps.blocks.note import without_empty_note
from linesteps.steps.stream import root_block

#: The name of the form fields of the one step whose form is on the page.
OPEN_PREFIX = "ls-open-step"


def plain_value(block: Block, value: Any) -> Any:
    """A block's value as plain JSON."""
    return json.loads(json.dumps(block.get_prep_value(value), cls=DjangoJSONEncoder))


def form_state(kind: str, plain: Mapping[str, Any]) -> Any:
    """What Wagtail's script needs to draw the form of a step; steps inside it are left out."""
    block = root_block().child_blocks[kind]
    bare = copy.deepcopy(dict(plain))
    for holder in _holders(bare):
        holder["steps"] = []
    return json.loads(json.dumps(block.get_form_state(block.to_python(bare)), cls=DjangoJSONEncoder))


def from_form(kind: str, before: Mapping[str, Any], data: Any, files: Any) -> dict[str, Any]:
    """The plain value of a step whose form was posted; steps inside it are kept from ``before``.

    A path is recognised by the id of its list item, so paths may be moved, added and removed.
    """
    block = root_block().child_blocks[kind]
    posted = _cleaned(block, block.value_from_datadict(data, files, OPEN_PREFIX))
    value = without_empty_note(block, plain_value(block, posted))
    kept = {key: holder["steps"] for key, holder in _keyed_holders(before, ())}
    for key, holder in _keyed_holders(value, ()):
        holder["steps"] = kept.get(key, [])
    return dict(value)


def posted_stream(block: Any, data: Any, name: str) -> list[Any]:
    """A stream whose form fields were posted, as plain JSON; no fields, no stream."""
    if f"{name}-count" not in data:
        return []
    return list(plain_value(block, _cleaned(block, block.value_from_datadict(data, {}, name))))


def _cleaned(block: Block, value: Any) -> Any:
    """A posted value with numbers and times as such; what cannot be read stays as it was typed."""
    if isinstance(block, BaseStructBlock):
        for name, child in block.child_blocks.items():
            value[name] = _cleaned(child, value.get(name))
    elif isinstance(block, BaseStreamBlock):
        for part in value:
            part.value = _cleaned(part.block, part.value)
    elif isinstance(block, ListBlock):
        for part in value.bound_blocks:
            part.value = _cleaned(block.child_block, part.value)
    else:
        with suppress(ValidationError):
            value = block.clean(value)
        if isinstance(value, str):
            # A browser posts line ends as two characters, and LINE would count both.
            return value.replace("\r\n", "\n")
    return value


def _holders(value: Any) -> Iterator[dict[str, Any]]:
    return (holder for _key, holder in _keyed_holders(value, ()))


def _keyed_holders(value: Any, key: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every mapping with a list of steps of its own, with a key that survives moving."""
    if isinstance(value, dict):
        if isinstance(value.get("steps"), list):
            yield key, value
        for name, part in value.items():
            if name != "steps":
                yield from _keyed_holders(part, (*key, name))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            item_id = part.get("id") if isinstance(part, dict) else None
            yield from _keyed_holders(part, (*key, str(item_id or number)))
