"""A place on the map."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.personal import PersonalCharBlock
from linesteps.line.limits import utf16_length
from linesteps.messages.kind import Compiling, MessageKind, Problem, registry
from linesteps.messages.parts.words import words_problems
from linesteps.personalise import readable

#: LINE's bound (reference, “Location message”, ``title`` and ``address``).
_LONGEST = 100
_TITLE, _ADDRESS, _UP_TO = _("name of the place"), _("street address"), _("Up to 100 characters.")
_COORDINATES = re.compile(r"\(?\s*(-?\d{1,3}(?:\.\d+)?)\s*[,、 ]\s*(-?\d{1,3}(?:\.\d+)?)\s*\)?")


class LocationMessage(MessageKind):
    """LINE's location message."""

    name = "location"

    def block(self) -> blocks.Block:
        """The place in words and in numbers."""
        coordinates = blocks.CharBlock(
            label=_("latitude and longitude"),
            required=False,
            max_length=80,
            help_text=_(
                "Such as 35.6812, 139.7671. In Google Maps, right-click the place and press the numbers at the "
                "top of the menu: they are copied and can be pasted here."
            ),
        )
        return blocks.StructBlock(
            [
                ("title", PersonalCharBlock(label=_TITLE, required=False, help_text=_UP_TO)),
                ("address", PersonalCharBlock(label=_ADDRESS, required=False, help_text=_UP_TO)),
                ("coordinates", coordinates),
            ],
            icon="ls-pin",
            label=_("Location"),
            label_format="{title}",
        )

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """``{"type": "location"}``."""
        found = coordinates_in(str(value.get("coordinates") or ""))
        if found is None:
            raise LookupError("Problems are asked for first.")
        latitude, longitude = found
        return {
            "type": "location",
            "title": value.get("title") or "",
            "address": value.get("address") or "",
            "latitude": latitude,
            "longitude": longitude,
        }

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """Missing words, and numbers that are no place on earth."""
        found = []
        for name, field, text in (
            ("title", _TITLE, _("The place has no name yet. LINE shows it above the map.")),
            ("address", _ADDRESS, _("There is no address yet. LINE shows it below the name.")),
        ):
            if not (value.get(name) or "").strip():
                found.append(Problem(message=text, path=(name,)))
            found += words_problems(
                value.get(name), compiling, (name,), field=field, most=_LONGEST, measure=utf16_length
            )
        if coordinates_in(str(value.get("coordinates") or "")) is None:
            text = _("Latitude and longitude are not right. They are two numbers such as 35.6812, 139.7671.")
            found.append(Problem(message=text, path=("coordinates",)))
        return found

    def summary(self, value: Mapping[str, Any]) -> str:
        """The name of the place."""
        title = readable(str(value.get("title") or ""))
        return gettext("Location: %(title)s") % {"title": title[:24]} if title else gettext("Location")


def coordinates_in(text: str) -> tuple[float, float] | None:
    """Latitude and longitude, as maps write them and as Japanese keyboards do; ``None`` if they are none."""
    found = _COORDINATES.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


registry.register(LocationMessage())
