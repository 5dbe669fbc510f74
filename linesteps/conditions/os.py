"""On which kind of phone, and which version of its system, the friend tapped a link last."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps import bulk
from linesteps.accounts.models import Account
from linesteps.conditions.kind import ConditionKind, Subject, registry
from linesteps.followers.models import Follower
from linesteps.graph import Context
from linesteps.messages.kind import Compiling, Problem

_SYSTEMS = ((Follower.OS.IOS.value, "iOS"), (Follower.OS.ANDROID.value, "Android"))
_COMPARISONS = (
    ("any", _("any version")),
    ("at_least", _("at least version")),
    ("less_than", _("older than version")),
)
_VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){0,3}")


class OSCondition(ConditionKind):
    """Learnt from the phone's own word at a tap on a link; LINE tells it to nobody."""

    name = "os"
    wakes_on = frozenset({"link_clicked"})
    may_be_unknown = True

    def block(self) -> blocks.Block:
        """System, comparison, version."""
        return blocks.StructBlock(
            [
                ("os", blocks.ChoiceBlock(choices=_SYSTEMS, required=False, label=_("phone"))),
                ("comparison", blocks.ChoiceBlock(choices=_COMPARISONS, default="any", label=_("version"))),
                (
                    "version",
                    blocks.CharBlock(
                        label=_("number"), required=False, help_text=_("Such as 17 or 17.4."), max_length=20
                    ),
                ),
            ],
            icon="mobile-alt",
            label=_("Phone"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """A comparison without a version that can be read."""
        if value.get("os") not in dict(_SYSTEMS):
            return [Problem(message=_("Choose the kind of phone."), path=("os",))]
        comparison = value.get("comparison") or "any"
        if comparison not in dict(_COMPARISONS):
            raise ValueError("No form offers this.")
        version = str(value.get("version") or "").strip()
        if comparison != "any" and not _VERSION.fullmatch(version):
            return [
                Problem(message=_("Write the version as a number, such as 17 or 17.4."), path=("version",))
            ]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The version by its parts."""
        comparison = value.get("comparison") or "any"
        version = _parts(str(value.get("version") or "")) if comparison != "any" else []
        return {"os": value["os"], "comparison": comparison, "version": version}

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """System and version as they were told."""
        rows = Follower.objects.filter(bulk.among("pk", [subject.follower_id for subject in subjects]))
        return {pk: (os, version) for pk, os, version in rows.values_list("pk", "os", "os_version")}

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """By the parts that were written: 17.4 is at least 17. ``None`` before the first tap."""
        if known is None or not known[0]:
            return None
        if known[0] != config["os"]:
            return False
        if config["comparison"] == "any":
            return True
        have, want = _parts(known[1]), list(config["version"])
        if not have:
            return None
        length = max(len(have), len(want))
        is_new = have + [0] * (length - len(have)) >= want + [0] * (length - len(want))
        return is_new == (config["comparison"] == "at_least")

    def unknown_to(self, config: Mapping[str, Any]) -> Q | None:
        """Those who never tapped a link on a phone; where a version is asked for, also those without one."""
        unknown = Q(os="")
        return unknown if config["comparison"] == "any" else unknown | Q(os=config["os"], os_version="")

    def matching(self, config: Mapping[str, Any], account: Account, now: datetime) -> Q | None:
        """By the system alone; versions are compared part by part, which no database does."""
        return Q(os=config["os"]) if config["comparison"] == "any" else None

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which phones."""
        words = {
            "any": gettext("with %(os)s"),
            "at_least": gettext("with %(os)s %(version)s or newer"),
            "less_than": gettext("with %(os)s older than %(version)s"),
        }
        text = words.get(value.get("comparison") or "any", words["any"])
        name = dict(_SYSTEMS).get(str(value.get("os") or ""), "…")
        return text % {"os": name, "version": value.get("version") or "…"}


def _parts(version: str) -> list[int]:
    found = _VERSION.match(version.strip())
    return [int(part) for part in found[0].split(".")] if found else []


registry.register(OSCondition())
