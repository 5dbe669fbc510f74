"""Some days before or after a date of the friend, at a clock time, as a step or a start condition chooses it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.followers.models import Attribute
from linesteps.followers.names import AttributeBlock, attributes_of
from linesteps.messages.kind import Compiling, Problem

#: So far before or after the date, at most.
MAX_DAYS = 366


def which_date() -> tuple[str, blocks.Block]:
    """The field ``attribute``."""
    return "attribute", AttributeBlock(only=("date",), label=_("date"))


def distance_fields() -> list[tuple[str, blocks.Block]]:
    """The fields ``days``, ``direction`` and ``at``."""
    sides = [("before", _("before the date")), ("after", _("after the date"))]
    clock_time = blocks.TimeBlock(
        label=_("at"), required=False, default=time(10), help_text=_("The clock time, such as 19:00.")
    )
    return [
        ("days", blocks.IntegerBlock(label=_("how many days"), required=False, default=0)),
        ("direction", blocks.ChoiceBlock(choices=sides, default="before", label=_("before or after"))),
        ("at", clock_time),
    ]


def yearly_field(*, default: bool, help_text: Any) -> tuple[str, blocks.Block]:
    """The field ``every_year``."""
    label = _("comes every year")
    return "every_year", blocks.BooleanBlock(
        label=label, required=False, default=default, help_text=help_text
    )


def chosen_date_problems(value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
    """No date attribute, no time, or a number of days out of range.

    Raises:
        ValueError: no form makes this value.
    """
    key = value.get("attribute") or ""
    if not key:
        text = gettext("Choose the attribute that holds the date, such as the birthday.")
        return [Problem(message=text, path=("attribute",))]
    attribute = attributes_of(compiling.account).get(key)
    if attribute is None or attribute.type != Attribute.Type.DATE:
        text = gettext("The account has no date called “%(key)s”. Choose an attribute of the type “Date”.")
        return [Problem(message=text % {"key": key}, path=("attribute",))]
    if not value.get("at"):
        return [Problem(message=_("Say at which time of that day, such as 10:00."), path=("at",))]
    time.fromisoformat(value["at"])
    if (value.get("direction") or "before") not in {"before", "after"}:
        raise ValueError("No form offers this.")
    days = value.get("days") or 0
    if not isinstance(days, int) or not 0 <= days <= MAX_DAYS:
        text = gettext("Between 0 and %(days)s days before or after the date.") % {"days": MAX_DAYS}
        return [Problem(message=text, path=("days",))]
    return []


def chosen_date(value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
    """``{"attribute_id", "days", "at", "every_year"}``; days are counted from the date, negative before it."""
    days = int(value.get("days") or 0)
    is_before = (value.get("direction") or "before") == "before"
    return {
        "attribute_id": attributes_of(compiling.account)[value["attribute"]].pk,
        "days": -days if is_before else days,
        "at": time.fromisoformat(value["at"]).strftime("%H:%M"),
        "every_year": bool(value.get("every_year")),
    }
