"""Rich menus: the object that is created, and the picture that is uploaded for it.

Limits: Messaging API reference, "Rich menu object" and "Requirements for rich menu image"; openapi/messaging-api.yml,
``RichMenuRequest``. LINE does not mind areas that overlap or end outside: its own examples do.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from linesteps.line.limits.actions import Place, check_action
from linesteps.line.limits.lengths import grapheme_length
from linesteps.line.limits.report import Report, Violation

MAX_NAME = 300
MAX_BAR_TEXT = 14
MAX_AREAS = 20
MAX_MENUS = 1000
MAX_ALIASES = 1000
MAX_IMAGE_BYTES = 1_000_000
IMAGE_TYPES = ("image/jpeg", "image/png")
LEAST_WIDTH, MOST_WIDTH, LEAST_HEIGHT = 800, 2500, 250
#: Width by height, at least.
LEAST_RATIO = 1.45
#: People in one call that links or unlinks many.
MAX_PEOPLE = 500
ALIAS_PATTERN = r"[a-z0-9_-]{1,32}"
_ANY = 2**31 - 1


def check_rich_menu(menu: Any, *, http_hosts: Collection[str] = ()) -> list[Violation]:
    """All breaches of LINE's documented limits in a rich menu object.

    Args:
        menu: ``RichMenuRequest``, plain JSON values.
        http_hosts: as for ``check_messages``.
    """
    report = Report(http_hosts=http_hosts)
    if not report.is_object(menu, ""):
        return report.violations
    _size(report, menu.get("size"))
    if not isinstance(menu.get("selected"), bool):
        report.add(".selected", "required", "May not be empty")
    report.text(menu, "name", "", high=MAX_NAME)
    report.text(menu, "chatBarText", "", high=MAX_BAR_TEXT, measure=grapheme_length)
    for area, path in report.items(menu, "areas", "", low=0, high=MAX_AREAS):
        bounds = area.get("bounds")
        if report.is_object(bounds, f"{path}.bounds"):
            for side, least in (("x", 0), ("y", 0), ("width", 1), ("height", 1)):
                report.number(bounds, side, f"{path}.bounds", low=least, high=_ANY)
        check_action(report, area.get("action"), f"{path}.action", Place.RICH_MENU)
    # A path at the top starts with the dot that would join it to a parent.
    return [
        Violation(property=one.property.lstrip("."), code=one.code, message=one.message, params=one.params)
        for one in report.violations
    ]


def _size(report: Report, size: Any) -> None:
    if not report.is_object(size, ".size"):
        return
    width = report.number(size, "width", ".size", low=LEAST_WIDTH, high=MOST_WIDTH)
    height = report.number(size, "height", ".size", low=LEAST_HEIGHT, high=_ANY)
    if width and height and width / height < LEAST_RATIO:
        report.add(".size", "bad_value", f"Width / height must be {LEAST_RATIO} or more")
