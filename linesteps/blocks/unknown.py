"""Streams that keep blocks of kinds which are not installed (any more), instead of losing them.

``StreamBlock.to_python`` silently drops unknown types, and the next save would lose them: a message
could vanish from a send, a condition from a branch.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

#: The block type of the placeholder.
LOST = "lost_step"


class LostBlock(blocks.StructBlock):
    """Stands in for a block whose kind is not installed, so that saving does not lose its data."""

    kind = blocks.CharBlock(label=_("kind"))
    data = blocks.TextBlock(label=_("data"), required=False)

    class Meta:
        icon = "warning"
        label = _("Of an unknown kind")
        label_format = "{kind}"


class KeepsUnknownKinds(blocks.StreamBlock):
    """A stream in which a block whose kind is not installed is shown as a placeholder, never dropped.

    ``StreamBlock.to_python`` silently drops unknown types, and the next save would lose them.
    """

    def to_python(self, value: Any) -> Any:
        """Put placeholders where kinds are unknown."""
        if isinstance(value, str) and value:
            try:
                value = json.loads(value)
            except ValueError:
                return super().to_python(value)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            value = [self._known(step) for step in value]
        return super().to_python(value)

    def _known(self, step: dict[str, Any]) -> dict[str, Any]:
        if step["type"] in self.child_blocks:
            return step
        kept = {"kind": step["type"], "data": json.dumps(step["value"], ensure_ascii=False)}
        return {**step, "type": LOST, "value": kept}

    def get_prep_value(self, value: Any) -> Any:
        """Store what a placeholder stands for, so that the step is back when its kind is."""
        prepared = super().get_prep_value(value)
        return [_restored(step) for step in prepared]


def _restored(step: dict[str, Any]) -> dict[str, Any]:
    if step["type"] != LOST:
        return step
    return {**step, "type": step["value"]["kind"], "value": json.loads(step["value"]["data"])}


class KindsBlock(KeepsUnknownKinds):
    """A stream of registered kinds.

    Args:
        local_blocks: (name, block) pairs; a placeholder for unknown kinds is added.
    """

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__([*(local_blocks or []), (LOST, LostBlock())], **kwargs)

    class Meta:
        required = False
