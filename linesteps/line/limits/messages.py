"""The messages of one request: count, types, quick replies, senders.

Limits: Messaging API reference, "Message objects"; texts count UTF-16 code units here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from linesteps.line.limits.actions import Place, check_action
from linesteps.line.limits.flex import check_flex
from linesteps.line.limits.imagemap import check_imagemap
from linesteps.line.limits.report import Report, Violation
from linesteps.line.limits.structure import check_structure
from linesteps.line.limits.templates import check_template

MAX_MESSAGES = 5
MAX_TEXT = 5000
MAX_ALT_TEXT = 1500
MAX_EMOJI = 20
MAX_SUBSTITUTIONS = 100
MAX_QUICK_REPLIES = 13
MAX_TRACKING_ID = 100
_TRACKING_ID = r"[a-zA-Z0-9\-.=,+*()%$&;:@{}!?<>\[\]]+"
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


def check_messages(
    messages: Any, *, endpoint: str = "push", http_hosts: Collection[str] = ()
) -> list[Violation]:
    """All breaches of LINE's documented limits in a request's ``messages``.

    Args:
        messages: message objects as they are sent, plain JSON values; anything else is refused politely.
        endpoint: ``push``, ``reply``, ``multicast``, ``narrowcast`` or ``broadcast``.
        http_hosts: hosts that may serve media by plain http (a demo on loopback); LINE allows none.
    """
    report = Report(endpoint=endpoint, http_hosts=http_hosts)
    for message, path in report.items({"messages": messages}, "messages", "", low=1, high=MAX_MESSAGES):
        kind = report.choice(message, "type", path, MESSAGE_TYPES, required=True)
        if kind is not None:
            _CHECKS[kind](report, message, path)
        _common(report, message, path)
        if kind is not None:
            check_structure(report, message, "Message", path)
    return report.violations


def _common(report: Report, message: dict[str, Any], path: str) -> None:
    if message.get("quoteToken") is not None and report.endpoint not in ("push", "reply"):
        wording = "quoteToken is allowed in push and reply messages only"
        report.add(f"{path}.quoteToken", "not_allowed_here", wording)
    quick_reply = message.get("quickReply")
    if quick_reply is not None and report.is_object(quick_reply, f"{path}.quickReply"):
        for item, place in report.items(
            quick_reply, "items", f"{path}.quickReply", low=1, high=MAX_QUICK_REPLIES
        ):
            report.choice(item, "type", place, ("action",))
            report.media_url(item, "imageUrl", place, required=False)
            check_action(report, item.get("action"), f"{place}.action", Place.QUICK_REPLY)
    sender = message.get("sender")
    if sender is not None and report.is_object(sender, f"{path}.sender"):
        report.text(sender, "name", f"{path}.sender", high=20, required=False)
        report.media_url(sender, "iconUrl", f"{path}.sender", required=False)


def _text(report: Report, message: dict[str, Any], path: str) -> None:
    text = report.text(message, "text", path, high=MAX_TEXT)
    if message.get("emojis") is None or text is None:
        return
    units = text.encode("utf-16-le", "surrogatepass")
    for emoji, place in report.items(message, "emojis", path, low=0, high=MAX_EMOJI):
        report.text(emoji, "productId", place, high=100)
        report.text(emoji, "emojiId", place, high=100)
        index = report.number(emoji, "index", place, low=0, high=MAX_TEXT)
        if index is not None and units[int(index) * 2 : int(index) * 2 + 2] != b"$\0":
            report.add(f"{place}.index", "bad_value", "The character at the index must be $")


def _text_v2(report: Report, message: dict[str, Any], path: str) -> None:
    text = report.text(message, "text", path, high=MAX_TEXT)
    substitution = message.get("substitution")
    if substitution is None:
        substitution = {}
    elif not report.is_object(substitution, f"{path}.substitution"):
        return
    if len(substitution) > MAX_SUBSTITUTIONS:
        wording = f"Size must be between 0 and {MAX_SUBSTITUTIONS}"
        report.add(
            f"{path}.substitution", "too_many", wording, limit=MAX_SUBSTITUTIONS, size=len(substitution)
        )
    emoji = 0
    for name, value in substitution.items():
        place = f"{path}.substitution.{name}"
        if not report.is_object(value, place):
            continue
        if value.get("type") == "mention":
            report.add(f"{place}.type", "not_allowed_here", "Mentions are allowed in group chats only")
        elif report.choice(value, "type", place, ("mention", "emoji"), required=True) == "emoji":
            emoji += 1
            report.text(value, "productId", place, high=100)
            report.text(value, "emojiId", place, high=100)
    if emoji > MAX_EMOJI:
        wording = f"The number of emojis must be {MAX_EMOJI} or less"
        report.add(f"{path}.substitution", "too_many", wording, limit=MAX_EMOJI, size=emoji)
    for found in _PLACEHOLDER.finditer(text or ""):
        if found[0] in ("{{", "}}") or found[1] in substitution:
            continue
        wording = "A brace must be escaped as {{ or }}, or enclose the name of a substitution"
        report.add(f"{path}.text", "bad_value", wording, placeholder=found[0])


def _sticker(report: Report, message: dict[str, Any], path: str) -> None:
    report.text(message, "packageId", path, high=100)
    report.text(message, "stickerId", path, high=100)


def _image(report: Report, message: dict[str, Any], path: str) -> None:
    report.media_url(message, "originalContentUrl", path)
    report.media_url(message, "previewImageUrl", path)


def _video(report: Report, message: dict[str, Any], path: str) -> None:
    _image(report, message, path)
    report.pattern(message, "trackingId", path, _TRACKING_ID, high=MAX_TRACKING_ID)


def _audio(report: Report, message: dict[str, Any], path: str) -> None:
    report.media_url(message, "originalContentUrl", path)
    report.number(message, "duration", path, low=1, high=2**53)


def _location(report: Report, message: dict[str, Any], path: str) -> None:
    report.text(message, "title", path, high=100)
    report.text(message, "address", path, high=100)
    report.number(message, "latitude", path, low=-90, high=90, whole=False)
    report.number(message, "longitude", path, low=-180, high=180, whole=False)


def _imagemap(report: Report, message: dict[str, Any], path: str) -> None:
    report.text(message, "altText", path, high=MAX_ALT_TEXT)
    check_imagemap(report, message, path)


def _template(report: Report, message: dict[str, Any], path: str) -> None:
    report.text(message, "altText", path, high=MAX_ALT_TEXT)
    check_template(report, message.get("template"), f"{path}.template")


def _flex(report: Report, message: dict[str, Any], path: str) -> None:
    report.text(message, "altText", path, high=MAX_ALT_TEXT)
    check_flex(report, message.get("contents"), f"{path}.contents")


def _coupon(report: Report, message: dict[str, Any], path: str) -> None:
    report.text(message, "couponId", path, high=1000)
    report.pattern(message, "deliveryTag", path, "[a-zA-Z0-9_]+", high=30)


_CHECKS: dict[str, Callable[[Report, dict[str, Any], str], None]] = {
    "text": _text,
    "textV2": _text_v2,
    "sticker": _sticker,
    "image": _image,
    "video": _video,
    "audio": _audio,
    "location": _location,
    "imagemap": _imagemap,
    "template": _template,
    "flex": _flex,
    "coupon": _coupon,
}
#: The message types of LINE, in its own order.
MESSAGE_TYPES = tuple(_CHECKS)
