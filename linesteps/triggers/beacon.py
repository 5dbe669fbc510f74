"""Starts when a friend comes near a LINE Beacon."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, Problem
from linesteps.triggers.kind import TriggerKind, registry

#: LINE's types (reference, “Beacon event”).
_WHEN = (("enter", _("comes near it")), ("banner", _("taps its banner")), ("stay", _("stays near it")))
_HARDWARE = re.compile(r"[0-9a-f]{10}")


class Beacon(TriggerKind):
    """Only friends who allowed it in their LINE app are noticed."""

    name = "beacon"
    activity_kind = "beacon_met"
    gives_reply = True

    def block(self) -> blocks.Block:
        """Which beacon, and what happens."""
        return blocks.StructBlock(
            [
                (
                    "hardware",
                    blocks.CharBlock(
                        label=_("hardware ID of the beacon"),
                        required=False,
                        max_length=10,
                        help_text=_("10 characters, such as d41d8cd98f. Empty: any beacon of the account."),
                    ),
                ),
                ("when", blocks.ChoiceBlock(choices=_WHEN, default="enter", label=_("when somebody"))),
            ],
            icon="radio-full",
            label=_("Near a beacon"),
            label_format="{hardware}",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """An id that no beacon has."""
        if (value.get("when") or "enter") not in dict(_WHEN):
            raise ValueError("No form offers this.")
        hardware = _plain(value)
        if hardware and not _HARDWARE.fullmatch(hardware):
            text = gettext("A hardware ID has 10 characters out of 0-9 and a-f, such as d41d8cd98f.")
            return [Problem(message=text, path=("hardware",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The id, empty for any, and LINE's type."""
        return {"hardware": _plain(value), "when": value.get("when") or "enter"}

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """The same beacon and type."""
        beacon = data.get("beacon")
        if not isinstance(beacon, Mapping) or beacon.get("type") != config["when"]:
            return False
        return config["hardware"] in {"", str(beacon.get("hwid") or "").lower()}

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which beacon."""
        texts = {
            "enter": gettext("When near the beacon %(beacon)s"),
            "banner": gettext("When the banner of the beacon %(beacon)s is tapped"),
            "stay": gettext("While near the beacon %(beacon)s"),
        }
        text = texts.get(value.get("when") or "enter", texts["enter"])
        return (text % {"beacon": value.get("hardware") or ""}).strip()


def _plain(value: Mapping[str, Any]) -> str:
    return (value.get("hardware") or "").strip().lower()


registry.register(Beacon())
