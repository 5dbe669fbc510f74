"""Template messages: buttons, confirm, carousel and image carousel.

Limits: Messaging API reference, "Template messages"; text and title count grapheme clusters.
"""

from __future__ import annotations

from typing import Any

from linesteps.line.limits.actions import Place, check_action
from linesteps.line.limits.lengths import grapheme_length
from linesteps.line.limits.report import Report

MAX_TITLE = 40
MAX_COLUMNS = 10
MAX_COLUMN_ACTIONS = 3
TEMPLATE_TYPES = ("buttons", "confirm", "carousel", "image_carousel")


def check_template(report: Report, template: Any, path: str) -> None:
    """Check the ``template`` of a template message."""
    if not report.is_object(template, path):
        return
    kind = report.choice(template, "type", path, TEMPLATE_TYPES, required=True)
    if kind is not None:
        _CHECKS[kind](report, template, path)


def _card(report: Report, card: dict[str, Any], path: str, *, plain: int, headed: int, actions: int) -> None:
    has_head = bool(card.get("thumbnailImageUrl") or card.get("title"))
    report.media_url(card, "thumbnailImageUrl", path, required=False)
    report.color(card, "imageBackgroundColor", path)
    report.text(card, "title", path, high=MAX_TITLE, required=False, measure=grapheme_length)
    report.text(card, "text", path, high=headed if has_head else plain, measure=grapheme_length)
    if card.get("defaultAction") is not None:
        check_action(report, card["defaultAction"], f"{path}.defaultAction", Place.DEFAULT)
    for action, place in report.items(card, "actions", path, low=1, high=actions):
        check_action(report, action, place, Place.TEMPLATE)


def _image_style(report: Report, template: dict[str, Any], path: str) -> None:
    report.choice(template, "imageAspectRatio", path, ("rectangle", "square"))
    report.choice(template, "imageSize", path, ("cover", "contain"))


def _buttons(report: Report, template: dict[str, Any], path: str) -> None:
    _image_style(report, template, path)
    _card(report, template, path, plain=160, headed=60, actions=4)


def _confirm(report: Report, template: dict[str, Any], path: str) -> None:
    report.text(template, "text", path, high=240, measure=grapheme_length)
    for action, place in report.items(template, "actions", path, low=2, high=2):
        check_action(report, action, place, Place.TEMPLATE)


def _carousel(report: Report, template: dict[str, Any], path: str) -> None:
    _image_style(report, template, path)
    columns = list(report.items(template, "columns", path, low=1, high=MAX_COLUMNS))
    for column, place in columns:
        _card(report, column, place, plain=120, headed=60, actions=MAX_COLUMN_ACTIONS)
    if not columns:
        return
    first = columns[0][0]
    for column, place in columns[1:]:
        if _count(column) != _count(first):
            wording = "The number of actions must be the same for all columns"
            report.add(f"{place}.actions", "unequal", wording, expected=_count(first), size=_count(column))
        for key in ("thumbnailImageUrl", "title"):
            if bool(column.get(key)) != bool(first.get(key)):
                wording = f"{key} must be specified for all columns or for none"
                report.add(f"{place}.{key}", "unequal", wording)


def _count(column: dict[str, Any]) -> int:
    actions = column.get("actions")
    return len(actions) if isinstance(actions, list) else 0


def _image_carousel(report: Report, template: dict[str, Any], path: str) -> None:
    for column, place in report.items(template, "columns", path, low=1, high=MAX_COLUMNS):
        report.media_url(column, "imageUrl", place)
        check_action(report, column.get("action"), f"{place}.action", Place.IMAGE_CAROUSEL)


_CHECKS = {"buttons": _buttons, "confirm": _confirm, "carousel": _carousel, "image_carousel": _image_carousel}
