"""Between a step's plain value, which the browser keeps, and its form, which Wagtail draws."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from wagtail.blocks import (
    BaseStreamBlock,
    BaseStructBlock,
    Block,
    DecimalBlock,
    FloatBlock,
    IntegerBlock,
    ListBlock,
)

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
    value = _with_numbers(block, plain_value(block, block.value_from_datadict(data, files, OPEN_PREFIX)))
    kept = {key: holder["steps"] for key, holder in _keyed_holders(before, ())}
    for key, holder in _keyed_holders(value, ()):
        holder["steps"] = kept.get(key, [])
    return dict(value)


def _with_numbers(block: Block, value: Any) -> Any:
    """Numbers as numbers: a field gives back what was typed, and an empty one an empty text.

    What is no number is none: the checks say so, and the field still shows what was typed.
    """
    if isinstance(block, IntegerBlock | FloatBlock | DecimalBlock):
        try:
            return plain_value(block, block.clean(value)) if isinstance(value, str) else value
        except ValidationError:
            return None
    if isinstance(block, BaseStructBlock):
        return {name: _with_numbers(child, value.get(name)) for name, child in block.child_blocks.items()}
    if isinstance(block, ListBlock):
        return [{**item, "value": _with_numbers(block.child_block, item["value"])} for item in value]
    if isinstance(block, BaseStreamBlock):
        known = block.child_blocks
        return [
            {**part, "value": _with_numbers(known[part["type"]], part["value"])}
            if part["type"] in known
            else part
            for part in value
        ]
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
