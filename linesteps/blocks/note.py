"""A note for colleagues, which every kind of step gets beside its own fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

#: Where a step's value keeps it; stored data carries the name.
NOTE = "note"
_LONGEST = 500


class NoteBlock(blocks.TextBlock):
    """A few words that no friend sees: they are neither compiled nor sent."""

    def __init__(self) -> None:
        super().__init__(
            label=_("note"),
            required=False,
            rows=3,
            max_length=_LONGEST,
            help_text=_("For you and your colleagues. It is never sent."),
        )


def with_note(block: blocks.Block) -> blocks.Block:
    """The block of a step, with the note at the end of its form, folded up.

    A kind that has a field of this name keeps its own, and one that draws its form itself has none.
    """
    if not isinstance(block, blocks.StructBlock) or NOTE in block.child_blocks or block.meta.form_template:
        return block
    note = NoteBlock()
    note.set_name(NOTE)
    block.child_blocks[NOTE] = note
    layout = block.meta.form_layout
    group = BlockGroup(
        [NOTE],
        heading=_("Note for colleagues"),
        icon="comment",
        classname="collapsed ls-note-group",
        label_format="{" + NOTE + "}",
    )
    block.meta.form_layout = BlockGroup([*layout.children, group], settings=layout.settings)
    return block


def note_of(block: Any, value: Any) -> str:
    """The note in a step's plain value, if it is one of ours.

    Args:
        block: the step's block in the root stream.
        value: its plain value.
    """
    return str(value.get(NOTE) or "").strip() if has_note(block) and isinstance(value, Mapping) else ""


def without_empty_note(block: Any, value: Any) -> Any:
    """A step's plain value as it is stored: most steps have no note, and say nothing of it."""
    if isinstance(value, Mapping) and value.get(NOTE) == "" and has_note(block):
        return {name: part for name, part in value.items() if name != NOTE}
    return value


def has_note(block: Any) -> bool:
    """Whether the block's note is ours, and not a field that its kind means to use."""
    return isinstance(getattr(block, "child_blocks", {}).get(NOTE), NoteBlock)
