"""Starts when the site tells that something happened, such as a purchase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.followers.events import is_event_name
from linesteps.followers.property_values import COMPARISONS, compares, in_words, is_comparable, property_of
from linesteps.messages.kind import Compiling, Problem
from linesteps.triggers.kind import TriggerKind, registry

_MAX_PARTS = 8


class Event(TriggerKind):
    """What the site's code tells with ``linesteps.track``; one event starts a scenario once, whatever is done twice."""

    name = "event"
    activity_kind = "event"

    def block(self) -> blocks.Block:
        """Its name, and what must be true of what it says."""
        part = blocks.StructBlock(
            [
                ("name", blocks.CharBlock(label=_("property"), required=False, max_length=100)),
                ("comparison", blocks.ChoiceBlock(choices=COMPARISONS, default="is", label=_("comparison"))),
                ("value", blocks.CharBlock(label=_("value"), required=False, max_length=200)),
            ],
            label=_("property"),
            label_format="{name} {value}",
        )
        return blocks.StructBlock(
            [
                (
                    "name",
                    blocks.CharBlock(
                        label=_("name of the event"),
                        required=False,
                        max_length=60,
                        help_text=_(
                            "As your site tells it, such as purchase. Your developers know the names."
                        ),
                    ),
                ),
                (
                    "parts",
                    blocks.ListBlock(
                        part,
                        label=_("only if all of this is true"),
                        default=[],
                        max_num=_MAX_PARTS,
                        required=False,
                    ),
                ),
            ],
            icon="site",
            label=_("Event of the site"),
            label_format="{name}",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No name, one that no event can have, or half a comparison."""
        name = (value.get("name") or "").strip()
        if not name:
            return [Problem(message=_("Write the name of the event, such as purchase."), path=("name",))]
        if not is_event_name(name):
            text = gettext(
                "“%(name)s” cannot name an event. Use small letters a-z, digits, _ and ., at most 60."
            )
            return [Problem(message=text % {"name": name}, path=("name",))]
        found = []
        for number, part in enumerate(_parts(value)):
            place: tuple[str | int, ...] = ("parts", number)
            comparison = part.get("comparison") or "is"
            if comparison not in dict(COMPARISONS):
                raise ValueError("No form offers this.")
            if not (part.get("name") or "").strip():
                text = gettext("Write the name of the property, or delete this line.")
                found.append(Problem(message=text, path=(*place, "name")))
            elif not is_comparable(comparison, part.get("value")):
                text = gettext("Write a number, such as 3000, or a day, such as 2026-12-24.")
                found.append(Problem(message=text, path=(*place, "value")))
            elif comparison == "contains" and not str(part.get("value") or "").strip():
                text = gettext("Say which value is asked for.")
                found.append(Problem(message=text, path=(*place, "value")))
        return found

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Name and comparisons."""
        parts = [
            {
                "name": part["name"].strip(),
                "comparison": part.get("comparison") or "is",
                "value": str(part.get("value") or "").strip(),
            }
            for part in _parts(value)
        ]
        return {"name": value["name"].strip(), "parts": parts}

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """The name, and every comparison; what the event does not say is never true of it."""
        if data.get("name") != config["name"]:
            return False
        return all(
            compares(property_of(data, part["name"]), part["comparison"], part["value"])
            for part in config["parts"]
        )

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which event, and what must be true of it."""
        name = value.get("name") or "…"
        parts = [
            in_words(part.get("comparison"), part.get("name") or "…", part.get("value"))
            for part in _parts(value)
        ]
        if not parts:
            return gettext("When the site tells of “%(name)s”") % {"name": name}
        said = {"name": name, "parts": gettext(" and ").join(parts)}
        return gettext("When the site tells of “%(name)s” and %(parts)s") % said

    def beginning(self, value: Mapping[str, Any]) -> str:
        """The event."""
        return gettext("the event")


def _parts(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    # A plain ListBlock holds {"type": "item", "value": …}; older data holds the bare values.
    return [
        item.get("value", item) if item.get("type") == "item" else item for item in value.get("parts") or []
    ]


registry.register(Event())
