"""Messages as the drawer shows them: real destinations instead of counting links, and what can be tapped."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from linesteps import conf
from linesteps.accounts.address import liff_url
from linesteps.accounts.models import Account
from linesteps.tracking.models import TrackedLink
from linesteps.tracking.tokens import LIFF_FOLDER, LinkToken, read, read_liff

#: LINE reference, “Action objects”.
_ACTIONS = frozenset(
    {
        "uri",
        "postback",
        "message",
        "datetimepicker",
        "camera",
        "cameraRoll",
        "location",
        "richmenuswitch",
        "clipboard",
    }
)


@dataclass(frozen=True, kw_only=True)
class Target:
    """One thing that can be tapped.

    Args:
        token: of the counting link, if it is one.
        action: the action object of a button as it was sent; empty for a link in a text.
    """

    label: str
    url: str
    token: LinkToken | None
    action: Mapping[str, Any] = field(default_factory=dict)


@dataclass(kw_only=True)
class Bubble:
    """One message object, fit to be shown.

    Args:
        message: the object with destinations; actions carry their number as ``tap``, a text message its
            pieces as ``parts``; a video carries it for being watched to its end.
        links: in texts, in order.
        buttons: all actions, in order.
    """

    message: dict[str, Any]
    links: list[Target] = field(default_factory=list)
    buttons: list[Target] = field(default_factory=list)

    def to_json(self, number: int) -> dict[str, Any]:
        """With its number in the conversation."""
        return {
            "number": number,
            "message": self.message,
            "links": [{"label": one.label, "url": one.url} for one in self.links],
            "buttons": [{"label": one.label, "url": one.url} for one in self.buttons],
        }


def show(messages_json: str) -> list[Bubble]:
    """The bubbles of one send, from the JSON that would go to LINE."""
    pattern = _link_pattern()
    messages = json.loads(messages_json)
    tokens = {found[0]: _read(found) for found in pattern.finditer(messages_json)}
    ids = {token.link_id for token in tokens.values() if token}
    urls = dict(TrackedLink.objects.filter(pk__in=ids).values_list("pk", "url"))
    reader = _Reader(pattern, tokens, urls)
    return [reader.bubble(message) for message in messages]


def _link_pattern() -> re.Pattern[str]:
    """A friend's own link, or the LIFF link of all."""
    before, after = (conf.public_base_url() + reverse("linesteps:link", args=["TOKEN"])).split("TOKEN")
    liff = liff_url(Account(liff_id="ID"), LIFF_FOLDER)
    return re.compile(
        re.escape(before)
        + r"(?P<signed>[A-Za-z0-9_-]+)"
        + re.escape(after)
        + "|"
        + re.escape(liff).replace("ID", r"[A-Za-z0-9_-]+")
        + r"(?P<liff>[A-Za-z0-9_-]+)"
    )


def _read(found: re.Match[str]) -> LinkToken | None:
    if found["signed"]:
        return read(found["signed"])
    link_id = read_liff(found["liff"])
    # Whoever taps is the person who is played; no run stands in the link.
    return None if link_id is None else LinkToken(link_id=link_id, follower_id=0, enrolment_id=0)


class _Reader:
    """Reads message objects of one send."""

    def __init__(
        self, pattern: re.Pattern[str], tokens: Mapping[str, LinkToken | None], urls: Mapping[int, str]
    ) -> None:
        self.pattern, self.tokens, self.urls = pattern, tokens, urls

    def bubble(self, message: Mapping[str, Any]) -> Bubble:
        bubble = Bubble(message={})
        shown = self._copy(message, bubble)
        if message.get("type") in {"text", "textV2"} and isinstance(message.get("text"), str):
            shown["parts"] = self._parts(message["text"], bubble)
        if message.get("type") == "video" and message.get("trackingId"):
            shown["tap"] = len(bubble.buttons)
            bubble.buttons.append(Target(label=_("Watch to the end"), url="", token=None, action=message))
        bubble.message = shown
        return bubble

    def _copy(self, value: Any, bubble: Bubble) -> Any:
        if isinstance(value, list):
            return [self._copy(part, bubble) for part in value]
        if isinstance(value, str):
            return self.pattern.sub(lambda found: self._destination(found[0]), value)
        if not isinstance(value, Mapping):
            return value
        copy = {name: self._copy(part, bubble) for name, part in value.items()}
        # The link of a rich video is an action without a type.
        is_link = "type" not in value and "linkUri" in value
        if is_link or (
            value.get("type") in _ACTIONS
            and any(name in value for name in ("label", "uri", "linkUri", "data", "text"))
        ):
            copy["tap"] = len(bubble.buttons)
            bubble.buttons.append(self._button(value, copy))
        return copy

    def _button(self, action: Mapping[str, Any], shown: Mapping[str, Any]) -> Target:
        found = self.pattern.search(str(action.get("uri") or action.get("linkUri") or ""))
        return Target(
            label=str(shown.get("label") or shown.get("text") or ""),
            url=str(shown.get("uri") or shown.get("linkUri") or ""),
            token=self.tokens.get(found[0]) if found else None,
            action=action,
        )

    def _parts(self, text: str, bubble: Bubble) -> list[dict[str, Any]]:
        parts: list[dict[str, Any]] = []
        end = 0
        for found in self.pattern.finditer(text):
            if found.start() > end:
                parts.append({"text": text[end : found.start()]})
            url = self._destination(found[0])
            parts.append({"text": url, "tap": len(bubble.links)})
            bubble.links.append(Target(label=url, url=url, token=self.tokens.get(found[0])))
            end = found.end()
        if text[end:] or not parts:
            parts.append({"text": text[end:]})
        return parts

    def _destination(self, text: str) -> str:
        token = self.tokens.get(text)
        return self.urls.get(token.link_id, "") if token else ""
