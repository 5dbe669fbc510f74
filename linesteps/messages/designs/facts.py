"""Rows of a word and what it says, such as a date and a place: invitations, confirmations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from linesteps.messages.designs.components import Part, box, column, line, quiet, words
from linesteps.messages.designs.fields import Rows, Words
from linesteps.messages.kind import Text


def facts_field(beginning: Sequence[Text], *, most: int, is_needed: bool = False) -> Rows:
    """The field; a new form has these words ready, and rows without an answer are not shown."""
    return Rows(
        name="facts",
        label=_("rows"),
        item=_("Row"),
        most=most,
        fields=(
            Words(name="label", label=_("words on the left"), most=12),
            Words(
                name="words",
                label=_("words on the right"),
                most=60,
                help_text=_("Left empty, the row is left out."),
            ),
        ),
        key="words",
        beginning=[{"label": word, "words": ""} for word in beginning],
        is_needed=is_needed,
    )


def facts(rows: Sequence[Mapping[str, Any]], *, is_parted: bool = False, **looks: Any) -> Part:
    """All rows below each other.

    Args:
        is_parted: whether there is a thin line between two of them.
    """
    parts: list[Part] = []
    for row in rows:
        if is_parted and parts:
            parts.append(line())
        label, said = str(row.get("label") or "").strip(), str(row["words"]).strip()
        # Nothing on the left leaves its place free, so that all answers stand below each other.
        left = quiet(label, flex=2) or {"type": "filler", "flex": 2}
        parts.append(box("horizontal", left, words(said, flex=5), spacing="md"))
    return column(*parts, spacing="md", **looks)
