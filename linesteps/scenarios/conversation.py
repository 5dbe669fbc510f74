"""A drawn scenario as the conversation that a friend would see, for the preview page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from linesteps.messages.models import Coupon
from linesteps.scenarios.outline import Line
from linesteps.steps.kind import registry as step_kinds

Steps = Sequence[Mapping[str, Any]]
_TOKEN = re.compile(r"\{\{\s*([a-z][a-z0-9_.-]*)\s*(?:\|([^{}]*))?\}\}")


@dataclass(frozen=True, kw_only=True)
class Button:
    """A button under a card; ``is_link`` when it opens a page."""

    label: str
    is_link: bool


@dataclass(frozen=True, kw_only=True)
class Bubble:
    """One message as the phone shows it.

    Args:
        kind: ``text``, ``image``, ``card``, ``coupon`` or ``other``.
    """

    kind: str
    text: str = ""
    title: str = ""
    image: str = ""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One line of the conversation: a note between the bubbles, or a send with its bubbles.

    Args:
        day: how many days after the start a wait ends, where that is the same for everybody.
    """

    kind: str
    text: str
    depth: int
    step_id: str
    day: int | None = None
    bubbles: list[Bubble] = field(default_factory=list)


def conversation(lines: Iterable[Line], *, account_name: str = "", steps: Steps = ()) -> list[Shown]:
    """What the preview draws, in reading order.

    Args:
        lines: the outline.
        account_name: who sends.
        steps: the plain steps, from which the days since the start are counted.
    """
    lines = list(lines)
    coupons = _coupon_titles(lines)
    days: dict[str, int] = {}
    _count_days(steps, 0, days)
    return [
        Shown(
            kind=line.kind,
            text=line.text,
            # A path and its steps stand one level in, however the outline counts them.
            depth=(line.depth + 1) // 2,
            step_id=line.step_id,
            day=days.get(line.step_id),
            bubbles=[_bubble(message, coupons, account_name) for message in line.messages],
        )
        for line in lines
    ]


def _count_days(steps: Steps, day: int | None, days: dict[str, int]) -> int | None:
    """Note on which day each wait ends; returns the day on which ``steps`` end, ``None`` if nobody can say."""
    for step in steps:
        value = step["value"]
        if step["type"] == "wait":
            is_fixed = value.get("unit") == "days" and not value.get("until") and not value.get("weekdays")
            day = day + (value.get("amount") or 0) if is_fixed and day is not None else None
            if day is not None:
                days[str(step.get("id"))] = day
        elif step["type"] in step_kinds:
            start = None if value.get("wait_hours") else day
            ends = {
                _count_days(path.steps, start, days) for path in step_kinds.get(step["type"]).paths(value)
            }
            if ends:
                day = ends.pop() if len(ends) == 1 else None
    return day


def _coupon_titles(lines: list[Line]) -> dict[str, str]:
    ids = {message["couponId"] for line in lines for message in line.messages if "couponId" in message}
    if not ids:
        return {}
    return dict(Coupon.objects.filter(line_coupon_id__in=ids).values_list("line_coupon_id", "title"))


def _bubble(message: Mapping[str, Any], coupons: Mapping[str, str], account_name: str) -> Bubble:
    kind = message.get("type")
    if kind == "text":
        return Bubble(kind="text", text=readable(message.get("text", ""), account_name))
    if kind == "image":
        return Bubble(kind="image", image=str(message.get("previewImageUrl") or ""), text=_("Image"))
    if kind == "coupon":
        return Bubble(kind="coupon", title=coupons.get(str(message.get("couponId")), ""), text=_("Coupon"))
    if kind == "template":
        template = message["template"]
        return Bubble(
            kind="card",
            title=readable(template.get("title", ""), account_name),
            text=readable(template.get("text", ""), account_name),
            image=str(template.get("thumbnailImageUrl") or ""),
            buttons=tuple(_buttons(template.get("actions") or [])),
        )
    return Bubble(kind="other", text=readable(str(message.get("altText") or kind), account_name))


def _buttons(actions: Iterable[Mapping[str, Any]]) -> Iterator[Button]:
    for action in actions:
        yield Button(label=str(action.get("label") or "…"), is_link=action.get("type") == "uri")


def readable(text: str, account_name: str = "") -> str:
    """A message text with an example where each friend's own words will stand."""

    def example(match: re.Match[str]) -> str:
        name, fallback = match[1], (match[2] or "").strip()
        if name == "display_name":
            return str(_("Hanako"))
        if name == "account_name":
            return account_name or fallback
        if name.startswith("link."):
            return str(_("(link)"))
        return fallback or "…"

    return _TOKEN.sub(example, text)
