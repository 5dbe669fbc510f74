"""Imagemap messages (a "rich message" in LINE Official Account Manager).

Limits: Messaging API reference, "Imagemap message".
"""

from __future__ import annotations

from typing import Any

from linesteps.line.limits.actions import MAX_CLIPBOARD_TEXT
from linesteps.line.limits.report import Report

BASE_WIDTH = 1040
MAX_ACTIONS = 50
MAX_MESSAGE_TEXT = 400
_ACTION_TYPES = ("uri", "message", "clipboard")
_ANY = 2**31 - 1


def check_imagemap(report: Report, message: dict[str, Any], path: str) -> None:
    """Check the properties of an imagemap message; ``altText`` is checked by the caller."""
    report.media_url(message, "baseUrl", path)
    size = message.get("baseSize")
    if report.is_object(size, f"{path}.baseSize"):
        report.number(size, "width", f"{path}.baseSize", low=BASE_WIDTH, high=BASE_WIDTH)
        report.number(size, "height", f"{path}.baseSize", low=1, high=_ANY)
    if message.get("video") is not None:
        _video(report, message["video"], f"{path}.video")
    for action, place in report.items(message, "actions", path, low=0, high=MAX_ACTIONS):
        _action(report, action, place)


def _action(report: Report, action: dict[str, Any], path: str) -> None:
    _area(report, action.get("area"), f"{path}.area")
    kind = report.choice(action, "type", path, _ACTION_TYPES, required=True)
    if kind == "uri":
        report.action_url(action, "linkUri", path)
    elif kind == "message":
        report.text(action, "text", path, high=MAX_MESSAGE_TEXT)
    elif kind == "clipboard":
        report.text(action, "clipboardText", path, high=MAX_CLIPBOARD_TEXT)


def _area(report: Report, area: Any, path: str) -> None:
    if not report.is_object(area, path):
        return
    report.number(area, "x", path, low=0, high=_ANY)
    report.number(area, "y", path, low=0, high=_ANY)
    report.number(area, "width", path, low=1, high=_ANY)
    report.number(area, "height", path, low=1, high=_ANY)


def _video(report: Report, video: Any, path: str) -> None:
    if not report.is_object(video, path):
        return
    report.media_url(video, "originalContentUrl", path)
    report.media_url(video, "previewImageUrl", path)
    _area(report, video.get("area"), f"{path}.area")
    link = video.get("externalLink")
    if link is not None and report.is_object(link, f"{path}.externalLink"):
        report.action_url(link, "linkUri", f"{path}.externalLink")
        report.text(link, "label", f"{path}.externalLink", high=30)
