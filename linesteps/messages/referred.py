"""Rows that messages refer to, such as images and coupons: one by one, or many looked up ahead at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import models
from wagtail import blocks

from linesteps.messages.kind import registry

M = TypeVar("M", bound=models.Model)
Key = tuple[type[models.Model], str]

_ahead: ContextVar[Mapping[Key, Any] | None] = ContextVar("linesteps_referred", default=None)


def referred(model: type[M], pk: Any) -> M | None:
    """The row with this key, or ``None`` if there is none (any more)."""
    ahead = _ahead.get() or {}
    if (model, str(pk)) in ahead:
        found: M | None = ahead[(model, str(pk))]
        return found
    return model._default_manager.filter(pk=pk).first()


@contextmanager
def standing_in(model: type[M], row: M) -> Iterator[None]:
    """Inside, ``row`` stands for what is stored under its key: to see what a change would bring."""
    token = _ahead.set({**(_ahead.get() or {}), (model, str(row.pk)): row})
    try:
        yield
    finally:
        _ahead.reset(token)


@contextmanager
def looked_up_ahead(messages: Iterable[Mapping[str, Any]]) -> Iterator[None]:
    """Inside, whatever these plain messages refer to is known already: two queries for each model."""
    wanted: dict[type[models.Model], set[str]] = {}
    for message in messages:
        if message.get("type") in registry:
            block = registry.get(message["type"]).block()
            for model, pk in _choices(block, message.get("value")):
                wanted.setdefault(model, set()).add(pk)
    token = _ahead.set({key: row for model, pks in wanted.items() for key, row in _load(model, pks)})
    try:
        yield
    finally:
        _ahead.reset(token)


def _load(model: type[models.Model], pks: set[str]) -> Iterator[tuple[Key, Any]]:
    rows = model._default_manager.filter(pk__in=pks)
    if hasattr(model, "renditions"):
        rows = rows.prefetch_related("renditions")
    found = {str(row.pk): row for row in rows}
    return (((model, pk), found.get(pk)) for pk in pks)


def _choices(block: blocks.Block, value: Any) -> Iterator[tuple[type[models.Model], str]]:
    """What choosers in a plain value point to; drafts may hold anything, so shapes are checked."""
    if isinstance(block, blocks.ChooserBlock):
        if str(value).isdecimal():
            yield block.model_class, str(value)
    elif isinstance(block, blocks.ListBlock) and isinstance(value, list):
        for item in value:
            inner = item.get("value", item) if isinstance(item, Mapping) else item
            yield from _choices(block.child_block, inner)
    elif isinstance(block, blocks.StructBlock) and isinstance(value, Mapping):
        for name, child in block.child_blocks.items():
            yield from _choices(child, value.get(name))
    elif isinstance(block, blocks.StreamBlock) and isinstance(value, list):
        for part in value:
            if isinstance(part, Mapping) and part.get("type") in block.child_blocks:
                yield from _choices(block.child_blocks[part["type"]], part.get("value"))
