"""Starts when an attribute of a friend gets another value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.followers.attributes import canonical
from linesteps.followers.models import Attribute
from linesteps.followers.names import AttributeBlock, name_of
from linesteps.messages.kind import Compiling, Problem
from linesteps.triggers.kind import TriggerKind, registry


class AttributeChanged(TriggerKind):
    """The first value counts as a change, too; the same value once more does not, and neither does none."""

    name = "attribute_changed"
    activity_kind = "attribute_set"

    def block(self) -> blocks.Block:
        """Which attribute, and from what to what."""
        return blocks.StructBlock(
            [
                ("attribute", AttributeBlock(label=_("attribute"))),
                (
                    "before",
                    blocks.CharBlock(
                        label=_("from"),
                        required=False,
                        max_length=500,
                        help_text=_("Empty: whatever it was, also nothing."),
                    ),
                ),
                (
                    "after",
                    blocks.CharBlock(
                        label=_("to"), required=False, max_length=500, help_text=_("Empty: any value.")
                    ),
                ),
            ],
            icon="list-ul",
            label=_("Attribute changed"),
            label_format="{attribute} {after}",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """An attribute that the account does not have, or a value that it can never have."""
        key = value.get("attribute") or ""
        if not key:
            return [Problem(message=_("Choose which attribute is meant."), path=("attribute",))]
        attribute = Attribute.objects.filter(account=compiling.account, key=key).first()
        if attribute is None:
            text = gettext("The account has no attribute “%(key)s”. Choose another one.") % {"key": key}
            return [Problem(message=text, path=("attribute",))]
        found = []
        for name in ("before", "after"):
            try:
                if value.get(name):
                    canonical(attribute, value[name])
            except ValidationError as error:
                found.append(Problem(message=" ".join(error.messages), path=(name,)))
        if not found and value.get("before") and value.get("before") == value.get("after"):
            text = gettext("From and to are the same, so that it never changes like that.")
            found.append(Problem(message=text, path=("after",)))
        return found

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The key, and both values as they are stored; ``None`` for any."""
        attribute = Attribute.objects.get(account=compiling.account, key=value["attribute"])
        before, after = (
            canonical(attribute, value[name]) if value.get(name) else None for name in ("before", "after")
        )
        return {"key": attribute.key, "before": before, "after": after}

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """The same attribute, another value than before, and the right ones."""
        if data.get("key") != config["key"] or data.get("before") == data.get("value"):
            return False
        return config["before"] in {None, data.get("before")} and config["after"] in {None, data.get("value")}

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which attribute, and from what to what."""
        said = {"attribute": name_of(value.get("attribute"))}
        said |= {"before": value.get("before") or "", "after": value.get("after") or ""}
        if said["before"] and said["after"]:
            return gettext("When %(attribute)s changes from “%(before)s” to “%(after)s”") % said
        if said["after"]:
            return gettext("When %(attribute)s becomes “%(after)s”") % said
        if said["before"]:
            return gettext("When %(attribute)s is no longer “%(before)s”") % said
        return gettext("When %(attribute)s changes") % said


registry.register(AttributeChanged())
