"""How much a template sends, how long it lasts, and what it needs before it can be published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from linesteps.messages.links import EXAMPLE_SITE
from linesteps.scenarios.templates.template import Template
from linesteps.scenarios.templates.walks import Walk, longest, walks


@dataclass(frozen=True, kw_only=True)
class Measure:
    """The facts that stand on a template's card.

    Args:
        sends: messages at the most, for one person.
        days: from the start to the last message.
        coupons: their titles.
        links: how many addresses of the example shop must become one's own.
        tags: by which friends are told apart, or with which they start.
        attributes: the names of attributes that are asked for.
        images: file names.
        ways: the ways through it.
    """

    sends: int
    days: int
    coupons: tuple[str, ...]
    links: int
    tags: tuple[str, ...]
    attributes: tuple[str, ...]
    images: tuple[str, ...]
    ways: tuple[Walk, ...]


def measure(template: Template) -> Measure:
    """The facts, read off the template's own steps."""
    entry = template.scenario
    ways = walks(template.steps)
    parts = [entry.get("triggers") or [], template.steps]
    return Measure(
        sends=len(longest(ways).moments),
        days=max(walk.last_day for walk in ways),
        coupons=tuple(str(one.get("title") or "") for one in (entry.get("coupons") or {}).values()),
        links=sum(text.count(EXAMPLE_SITE) for name, text in _texts(parts) if name in {"url", "text"}),
        tags=tuple(dict.fromkeys(text for name, text in _texts(parts) if name == "tag" and text)),
        attributes=tuple(str(one.get("name") or "") for one in entry.get("attributes") or []),
        images=tuple(entry.get("images") or {}),
        ways=tuple(ways),
    )


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _texts(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part, name)
