"""A drawn scenario as the conversation that a friend would see, for the preview page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from linesteps.messages.models import Coupon
from linesteps.scenarios.outline import Line

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
    """One line of the conversation: a note between the bubbles, or a send with its bubbles."""

    kind: str
    text: str
    depth: int
    step_id: str
    bubbles: list[Bubble] = field(default_factory=list)


def conversation(lines: Iterable[Line], *, account_name: str = "") -> list[Shown]:
    """What the preview draws, in reading order."""
    lines = list(lines)
    coupons = _coupon_titles(lines)
    return [
        Shown(
            kind=line.kind,
            text=line.text,
            # A path and its steps stand one level in, however the outline counts them.
            depth=(line.depth + 1) // 2,
            step_id=line.step_id,
            bubbles=[_bubble(message, coupons, account_name) for message in line.messages],
        )
        for line in lines
    ]


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
