"""Action objects: what a tap does, and where in a message each kind is allowed.

Limits: Messaging API reference, "Action objects" (texts marked as grapheme clusters there are so here).
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Any

from linesteps.line.limits.lengths import grapheme_length, utf16_length
from linesteps.line.limits.report import Report

MAX_POSTBACK_DATA = 300
MAX_ACTION_TEXT = 300
MAX_CLIPBOARD_TEXT = 1000


class Place(Enum):
    """Where an action stands, which decides its label and its allowed types."""

    TEMPLATE = "template"  #: a button of buttons, confirm or carousel
    IMAGE_CAROUSEL = "image_carousel"  #: a column of an image carousel
    DEFAULT = "default"  #: the area of a template's image, title and text
    QUICK_REPLY = "quick_reply"  #: a quick reply button
    FLEX_BUTTON = "flex_button"  #: a Flex button
    FLEX_AREA = "flex_area"  #: any other tappable Flex component
    RICH_MENU = "rich_menu"  #: an area of a rich menu


# (label required, longest label, how it is counted); None: the label is not shown and not checked.
_LABELS = {
    Place.TEMPLATE: (True, 20, utf16_length),
    Place.IMAGE_CAROUSEL: (False, 12, utf16_length),
    Place.DEFAULT: (False, 20, utf16_length),
    Place.QUICK_REPLY: (True, 20, utf16_length),
    Place.FLEX_BUTTON: (True, 40, grapheme_length),
    Place.FLEX_AREA: (False, 40, grapheme_length),
    Place.RICH_MENU: (False, 20, utf16_length),
}
_EVERYWHERE = ("postback", "message", "uri", "datetimepicker", "clipboard")
_ONLY_QUICK_REPLY = ("camera", "cameraRoll", "location")
_ONLY_RICH_MENU = ("richmenuswitch",)
_INPUT_OPTIONS = ("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice")
_DATETIME_FORMS = {
    "date": r"\d{4}-\d{2}-\d{2}",
    "time": r"\d{2}:\d{2}",
    "datetime": r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}",
}


def check_action(report: Report, action: Any, path: str, place: Place) -> None:
    """Check one action object standing at ``place``."""
    if not report.is_object(action, path):
        return
    allowed: tuple[str, ...] = _EVERYWHERE
    if place is Place.QUICK_REPLY:
        allowed += _ONLY_QUICK_REPLY
    elif place is Place.RICH_MENU:
        allowed += _ONLY_RICH_MENU
    kind = action.get("type")
    if kind in _ONLY_QUICK_REPLY + _ONLY_RICH_MENU and kind not in allowed:
        report.add(
            f"{path}.type", "not_allowed_here", f"The action {kind} is not allowed here", type=str(kind)
        )
        return
    if report.choice(action, "type", path, allowed, required=True) is None:
        return
    required, longest, measure = _LABELS[place]
    report.text(action, "label", path, high=longest, required=required, measure=measure)
    check = _CHECKS.get(str(kind))
    if check is not None:
        check(report, action, path)


def _postback(report: Report, action: dict[str, Any], path: str) -> None:
    report.text(action, "data", path, low=0, high=MAX_POSTBACK_DATA)
    for key in ("displayText", "text", "fillInText"):
        report.text(action, key, path, high=MAX_ACTION_TEXT, required=False, measure=grapheme_length)
    if action.get("displayText") is not None and action.get("text") is not None:
        report.add(f"{path}.text", "not_allowed_here", "displayText and text cannot both be specified")
    option = report.choice(action, "inputOption", path, _INPUT_OPTIONS)
    if action.get("fillInText") is not None and option != "openKeyboard":
        report.add(f"{path}.fillInText", "not_allowed_here", "Valid only when inputOption is openKeyboard")


def _message(report: Report, action: dict[str, Any], path: str) -> None:
    report.text(action, "text", path, high=MAX_ACTION_TEXT, measure=grapheme_length)


def _uri(report: Report, action: dict[str, Any], path: str) -> None:
    report.action_url(action, "uri", path)
    alternative = action.get("altUri")
    if alternative is not None and report.is_object(alternative, f"{path}.altUri"):
        report.action_url(alternative, "desktop", f"{path}.altUri", required=False)


def _datetimepicker(report: Report, action: dict[str, Any], path: str) -> None:
    report.text(action, "data", path, low=0, high=MAX_POSTBACK_DATA)
    mode = report.choice(action, "mode", path, tuple(_DATETIME_FORMS), required=True)
    if mode is None:
        return
    for key in ("initial", "max", "min"):
        value = action.get(key)
        if value is not None and not (isinstance(value, str) and re.fullmatch(_DATETIME_FORMS[mode], value)):
            report.add(f"{path}.{key}", "bad_value", f"Must be a {mode}", mode=mode)
            return
    low, high = action.get("min"), action.get("max")
    if low is not None and high is not None and low.lower() >= high.lower():
        report.add(f"{path}.max", "out_of_range", "max must be later than min")


def _clipboard(report: Report, action: dict[str, Any], path: str) -> None:
    report.text(action, "clipboardText", path, high=MAX_CLIPBOARD_TEXT)


def _richmenuswitch(report: Report, action: dict[str, Any], path: str) -> None:
    report.text(action, "data", path, low=0, high=MAX_POSTBACK_DATA)
    report.text(action, "richMenuAliasId", path, high=32)


_CHECKS = {
    "postback": _postback,
    "message": _message,
    "uri": _uri,
    "datetimepicker": _datetimepicker,
    "clipboard": _clipboard,
    "richmenuswitch": _richmenuswitch,
}
