"""What a one-off send holds: the form of a send step without its name, which the one-off send itself has."""

from __future__ import annotations

from functools import cache
from typing import Any

from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from linesteps.steps.kind import registry as step_kinds

#: The id of the one step of the course.
STEP = "send"


def send_block() -> Any:
    """A new block for the messages, quick replies, lateness and sender."""
    block: Any = step_kinds.get("send").block()
    del block.child_blocks["name"]
    layout = block.meta.form_layout
    children = [child for child in layout.children if child != "name"]
    block.meta.form_layout = BlockGroup(children, settings=layout.settings)
    return block


@cache
def content_block() -> blocks.StreamBlock:
    """The stream of the model's field: one send."""
    return blocks.StreamBlock([(STEP, send_block())], max_num=1, required=False)


def stored(plain: dict[str, Any]) -> list[dict[str, Any]]:
    """The raw stream for a plain send value."""
    return [{"type": STEP, "id": STEP, "value": plain}]
