"""A StreamBlock that contains itself: branches hold steps, which hold branches.

Wagtail 8 has no recursive blocks (wagtail issue 13460). ``StepsRefBlock`` has no children of its
own: it borrows those of the root block when they are asked for, on the server and in the browser.
Each override below stops one walk over block definitions that would otherwise never end.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import Adapter, register
from wagtail.blocks.base import Block
from wagtail.blocks.stream_block import StreamBlockAdapter

from linesteps.blocks.note import without_empty_note
from linesteps.blocks.unknown import LOST, KeepsUnknownKinds, LostBlock

#: By this the browser finds the root definition again.
ROOT_KEY = "linesteps"
SCRIPT = "linesteps/recursion.js"


class _Steps(KeepsUnknownKinds):
    """What the root stream and those inside branches have in common."""

    def get_prep_value(self, value: Any) -> Any:
        """As it is stored."""
        known = self.child_blocks
        return [
            {**step, "value": without_empty_note(known.get(step["type"]), step["value"])}
            for step in super().get_prep_value(value)
        ]


class StepsBlock(_Steps):
    """The root stream of steps.

    Args:
        local_blocks: (name, block) pairs; a placeholder for unknown kinds is added.
    """

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__([*(local_blocks or []), (LOST, LostBlock())], **kwargs)

    def clean(self, value: Any) -> Any:
        """Besides the usual: give every nested item an id of its own.

        Wagtail packs the default child of a ListBlock once, so each insert of a branch brings the
        same ids for its paths (upstream defect, proven in the design).
        """
        cleaned = super().clean(value)
        _renew_doubled_ids(cleaned, set())
        return cleaned

    class Meta:
        required = False


class StepsRefBlock(_Steps):
    """A nested stream of steps, whose definition is that of the root, looked up on first use.

    Args:
        target: dotted name of the root block or of a callable that returns it.
    """

    def __init__(self, target: str = "linesteps.steps.stream.root_block", **kwargs: Any) -> None:
        self.target_path = target
        super().__init__(**kwargs)

    @cached_property
    def target(self) -> Any:
        """The root block."""
        found = import_string(self.target_path)
        return found if isinstance(found, Block) else found()

    @property
    def child_blocks(self) -> Any:
        """The root's children; BaseStreamBlock would keep a list of its own here."""
        return self.target.child_blocks

    @child_blocks.setter
    def child_blocks(self, value: Any) -> None:
        """Ignored: the children are borrowed."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Check this block only, not what it borrows."""
        return list(Block.check(self, **kwargs))

    def defer_required_validation(self) -> None:
        """Not into the cycle."""
        Block.defer_required_validation(self)

    def restore_deferred_validation(self) -> None:
        """Not into the cycle."""
        Block.restore_deferred_validation(self)

    def deconstruct(self) -> Any:
        """By the path of the root."""
        return ("linesteps.blocks.recursion.StepsRefBlock", [self.target_path], self._constructor_kwargs)

    def deconstruct_with_lookup(self, lookup: Any) -> Any:
        """By the path of the root, without descending."""
        return self.deconstruct()

    @classmethod
    def construct_from_lookup(cls, lookup: Any, *args: Any, **kwargs: Any) -> StepsRefBlock:
        """The inverse of ``deconstruct_with_lookup``."""
        return cls(*args, **kwargs)

    class Meta:
        required = False


class StepsBlockAdapter(StreamBlockAdapter):
    """The browser's root definition, which registers itself under ``ROOT_KEY``."""

    js_constructor = "linesteps.StepsBlock"

    def js_args(self, block: Any) -> list[Any]:
        """Wagtail's arguments, and the key."""
        args = super().js_args(block)
        args[3]["stepsKey"] = ROOT_KEY
        return list(args)

    @cached_property
    def media(self) -> forms.Media:
        """Wagtail's scripts, then ours."""
        return super().media + forms.Media(js=[versioned_static(SCRIPT)])


class StepsRefAdapter(Adapter):
    """The browser's nested definition, which borrows the root's at render time."""

    js_constructor = "linesteps.StepsRef"

    def js_args(self, block: Any) -> list[Any]:
        """What a StreamBlock's definition needs, without children."""
        meta = {
            "label": block.label,
            "description": block.get_description(),
            "required": block.required,
            "icon": block.meta.icon,
            "blockDefId": block.definition_prefix,
            "isPreviewable": False,
            "classname": block.meta.form_classname,
            "attrs": {"data-ls-steps": ""},
            "maxNum": block.meta.max_num,
            "minNum": block.meta.min_num,
            "blockCounts": block.meta.block_counts,
            "collapsed": block.meta.collapsed,
            "stepsKey": ROOT_KEY,
        }
        return [block.name, meta]

    @cached_property
    def media(self) -> forms.Media:
        """Wagtail's block scripts, then ours."""
        return forms.Media(
            js=[versioned_static("wagtailadmin/js/telepath/blocks.js"), versioned_static(SCRIPT)]
        )


register(StepsBlockAdapter(), StepsBlock)
register(StepsRefAdapter(), StepsRefBlock)


def _renew_doubled_ids(value: Any, seen: set[str]) -> None:
    for child in _children(value):
        if getattr(child, "id", None) in seen:
            child.id = str(uuid.uuid4())
        if getattr(child, "id", None):
            seen.add(child.id)
        _renew_doubled_ids(child.value, seen)


def _children(value: Any) -> Iterator[Any]:
    if isinstance(value, blocks.StreamValue):
        yield from value
    elif isinstance(value, blocks.list_block.ListValue):
        yield from value.bound_blocks
    elif isinstance(value, blocks.StructValue):
        yield from (bound for bound in value.bound_blocks.values() if not isinstance(bound.value, str))


def walk_plain(steps: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every ``{"type", "value", "id"}`` of a plain stream, with those in branches, in reading order."""
    for step in steps:
        yield step
        if isinstance(step["value"], dict):
            yield from _walk_inside(step["value"])


def _walk_inside(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "steps" and isinstance(part, list):
                yield from walk_plain(part)
            else:
                yield from _walk_inside(part)
    elif isinstance(value, list):
        for part in value:
            yield from _walk_inside(part)
