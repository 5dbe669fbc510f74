"""Problems of a drawn scenario, placed where they belong in the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import BaseStreamBlock, StreamBlockValidationError
from wagtail.blocks.struct_block import BaseStructBlock, StructBlockValidationError

from linesteps.scenarios.compiler import Found, Place


@dataclass
class _Spot:
    """What is wrong here, and further down by name or index."""

    messages: list[str] = field(default_factory=list)
    inside: dict[str | int, _Spot] = field(default_factory=dict)

    def add(self, place: Place, message: str) -> None:
        spot = self
        for part in place:
            spot = spot.inside.setdefault(part, _Spot())
        spot.messages.append(message)

    def all_messages(self) -> list[str]:
        found = list(self.messages)
        for spot in self.inside.values():
            found += spot.all_messages()
        return found


def place_errors(found: Sequence[Found], values: dict[str, Any]) -> dict[str, ValidationError]:
    """One error for each field of the form, nested as deep as each problem's place.

    Args:
        found: problems as the compiler named them; warnings are left out.
        values: the StreamValues of the form's fields by name.
    """
    fields: dict[str, _Spot] = {}
    for one in found:
        if one.problem.is_error:
            name, *rest = one.place
            fields.setdefault(str(name), _Spot()).add(tuple(rest), str(one.problem.message))
    return {
        name: _error(spot, values[name].stream_block, values[name])
        for name, spot in fields.items()
        if name in values
    }


def _error(spot: _Spot, block: blocks.Block, value: Any) -> ValidationError:
    own = list(spot.messages)
    inside: dict[Any, ValidationError] = {}
    for part, deeper in spot.inside.items():
        child = _child(block, value, part)
        if child is None:
            # A place that the form does not show: as near to it as possible.
            own += deeper.all_messages()
        else:
            inside[part] = _error(deeper, *child)
    errors = [ValidationError(message) for message in own]
    if isinstance(block, BaseStreamBlock):
        return StreamBlockValidationError(block_errors=inside, non_block_errors=errors)
    if isinstance(block, blocks.ListBlock):
        return ListBlockValidationError(block_errors=inside, non_block_errors=errors)
    if isinstance(block, BaseStructBlock):
        return StructBlockValidationError(block_errors=inside, non_block_errors=errors)
    return ValidationError(errors)


def _child(block: blocks.Block, value: Any, part: str | int) -> tuple[blocks.Block, Any] | None:
    if isinstance(block, BaseStructBlock):
        return (block.child_blocks[part], value.get(part)) if part in block.child_blocks else None
    if not isinstance(part, int) or value is None:
        return None
    if isinstance(block, BaseStreamBlock) and part < len(value):
        return value[part].block, value[part].value
    if isinstance(block, blocks.ListBlock) and part < len(value):
        return block.child_block, value[part]
    return None
