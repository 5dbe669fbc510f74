"""Flex messages: bubbles, carousels and their components.

Limits: Messaging API reference, "Flex Message". LINE writes "30 KB" and "50 KB"; the smaller
reading (1 KB = 1000 bytes) is used, so that nothing passes here which LINE may refuse.
"""

from __future__ import annotations

import re
from typing import Any

from linesteps.line.limits.actions import Place, check_action
from linesteps.line.limits.lengths import json_size
from linesteps.line.limits.report import Report

MAX_BUBBLE_BYTES = 30_000
MAX_CAROUSEL_BYTES = 50_000
MAX_BUBBLES = 12
MAX_ANIMATED_IMAGES = 10
BUBBLE_SIZES = ("nano", "micro", "deca", "hecto", "kilo", "mega", "giga")
_VIDEO_SIZES = ("kilo", "mega", "giga")
_LAYOUTS = ("horizontal", "vertical", "baseline")
_COMPONENTS = ("box", "button", "image", "video", "icon", "text", "separator", "filler")
_BASELINE = ("icon", "text", "filler")
_MAX_DEPTH = 60


def check_flex(report: Report, contents: Any, path: str) -> None:
    """Check the ``contents`` of a Flex message."""
    if not report.is_object(contents, path):
        return
    kind = report.choice(contents, "type", path, ("bubble", "carousel"), required=True)
    if kind == "bubble":
        _bubble(report, contents, path)
    elif kind == "carousel":
        _too_big(report, contents, path, MAX_CAROUSEL_BYTES)
        bubbles = list(report.items(contents, "contents", path, low=1, high=MAX_BUBBLES))
        for bubble, place in bubbles:
            report.choice(bubble, "type", place, ("bubble",), required=True)
            _bubble(report, bubble, place)
            if bubble.get("size", "mega") != bubbles[0][0].get("size", "mega"):
                report.add(f"{place}.size", "unequal", "All bubbles of a carousel must have the same size")
    animated = _animated(contents)
    if animated > MAX_ANIMATED_IMAGES:
        wording = f"The number of animated images must be {MAX_ANIMATED_IMAGES} or less"
        report.add(path, "too_many", wording, limit=MAX_ANIMATED_IMAGES, size=animated)


def _too_big(report: Report, value: dict[str, Any], path: str, limit: int) -> None:
    size = json_size(value)
    if size > limit:
        report.add(path, "too_big", f"The size must be {limit} bytes or less", limit=limit, size=size)


def _animated(value: Any) -> int:
    if isinstance(value, dict):
        own = value.get("type") == "image" and value.get("animated") is True
        return own + sum(_animated(item) for item in value.values())
    return sum(_animated(item) for item in value) if isinstance(value, list) else 0


def _bubble(report: Report, bubble: dict[str, Any], path: str) -> None:
    _too_big(report, bubble, path, MAX_BUBBLE_BYTES)
    report.choice(bubble, "size", path, BUBBLE_SIZES)
    report.choice(bubble, "direction", path, ("ltr", "rtl"))
    for block in ("header", "body", "footer"):
        if bubble.get(block) is not None and report.is_object(bubble[block], f"{path}.{block}"):
            report.choice(bubble[block], "type", f"{path}.{block}", ("box",), required=True)
            _component(report, bubble[block], f"{path}.{block}", depth=0)
    hero = bubble.get("hero")
    if hero is not None and report.is_object(hero, f"{path}.hero"):
        kind = report.choice(hero, "type", f"{path}.hero", ("box", "image", "video"), required=True)
        if kind == "video":
            _video(report, hero, f"{path}.hero", bubble.get("size", "mega"))
        elif kind is not None:
            _component(report, hero, f"{path}.hero", depth=0)
    if bubble.get("action") is not None:
        check_action(report, bubble["action"], f"{path}.action", Place.FLEX_AREA)


def _component(report: Report, component: dict[str, Any], path: str, *, depth: int) -> None:
    kind = component.get("type")
    if depth > _MAX_DEPTH:
        report.add(path, "too_many", "The components are nested too deeply", limit=_MAX_DEPTH)
    elif kind == "box":
        _box(report, component, path, depth)
    elif kind == "button":
        report.choice(component, "style", path, ("primary", "secondary", "link"))
        report.choice(component, "height", path, ("md", "sm"))
        check_action(report, component.get("action"), f"{path}.action", Place.FLEX_BUTTON)
    elif kind == "text":
        _text(report, component, path)
    elif kind in ("image", "icon"):
        report.media_url(component, "url", path)
        _aspect_ratio(report, component, path)
    if kind != "button" and component.get("action") is not None:
        check_action(report, component["action"], f"{path}.action", Place.FLEX_AREA)


def _box(report: Report, box: dict[str, Any], path: str, depth: int) -> None:
    layout = report.choice(box, "layout", path, _LAYOUTS, required=True)
    for item, place in report.items(box, "contents", path, low=0, high=10_000):
        kind = item.get("type")
        if kind == "video":
            report.add(
                f"{place}.type", "not_allowed_here", "A video is allowed directly in the hero block only"
            )
        elif kind == "icon" and layout != "baseline":
            report.add(f"{place}.type", "not_allowed_here", "An icon is allowed in a baseline box only")
        elif layout == "baseline" and kind in _COMPONENTS and kind not in _BASELINE:
            wording = f"A component of type {kind} is not allowed in a baseline box"
            report.add(f"{place}.type", "not_allowed_here", wording, type=str(kind))
        elif report.choice(item, "type", place, _COMPONENTS, required=True) is not None:
            _component(report, item, place, depth=depth + 1)


def _text(report: Report, component: dict[str, Any], path: str) -> None:
    spans = component.get("contents")
    if not spans:
        if not isinstance(component.get("text"), str) or not component["text"]:
            report.add(f"{path}.text", "required", "must be non-empty text")
        return
    for span, place in report.items(component, "contents", path, low=0, high=10_000):
        report.choice(span, "type", place, ("span",), required=True)


def _video(report: Report, video: dict[str, Any], path: str, size: Any) -> None:
    if size not in _VIDEO_SIZES:
        wording = "A video is allowed in a bubble of size kilo, mega or giga only"
        report.add(f"{path}.type", "not_allowed_here", wording)
    report.media_url(video, "url", path)
    report.media_url(video, "previewUrl", path)
    _aspect_ratio(report, video, path)
    alternative = video.get("altContent")
    if report.is_object(alternative, f"{path}.altContent") and report.choice(
        alternative, "type", f"{path}.altContent", ("box", "image"), required=True
    ):
        _component(report, alternative, f"{path}.altContent", depth=0)
    if video.get("action") is not None:
        check_action(report, video["action"], f"{path}.action", Place.FLEX_AREA)
        if isinstance(video["action"], dict) and video["action"].get("type") != "uri":
            report.add(f"{path}.action.type", "not_allowed_here", "A video takes a URI action only")


def _aspect_ratio(report: Report, component: dict[str, Any], path: str) -> None:
    value = component.get("aspectRatio")
    if value is None:
        return
    found = (
        re.fullmatch(r"(\d{1,6}(?:\.\d+)?):(\d{1,6}(?:\.\d+)?)", value) if isinstance(value, str) else None
    )
    if found is None or not 1 <= float(found[1]) <= 100_000 or not 1 <= float(found[2]) <= 100_000:
        report.add(
            f"{path}.aspectRatio", "bad_value", "Must be in the form {width}:{height}, each 1 to 100000"
        )
    elif component.get("type") == "image" and float(found[2]) > 3 * float(found[1]):
        report.add(f"{path}.aspectRatio", "out_of_range", "The height may not exceed three times the width")
