"""Starts when a friend taps an answer on a rich menu."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.referred import referred
from linesteps.richmenus.areas import Does
from linesteps.richmenus.chooser import RichMenuChooserBlock
from linesteps.richmenus.models import RichMenu
from linesteps.triggers.kind import TriggerKind, registry


class MenuTapped(TriggerKind):
    """By the menu and the words of the answer."""

    name = "menu_tapped"
    activity_kind = "menu_tapped"
    gives_reply = True

    def block(self) -> blocks.Block:
        """Which menu, and which of its answers."""
        return blocks.StructBlock(
            [
                ("menu", RichMenuChooserBlock(label=_("rich menu"), required=False)),
                (
                    "text",
                    blocks.CharBlock(
                        label=_("words of the answer"),
                        required=False,
                        help_text=_("As they stand on the menu's area. Empty: any answer of the menu."),
                    ),
                ),
            ],
            icon="ls-menu",
            label=_("Rich menu tapped"),
            label_format="{text}",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No menu, one of another account, or words that are no answer of it."""
        path = ("menu",)
        if not value.get("menu"):
            return [Problem(message=_("Choose the rich menu that is tapped."), path=path)]
        menu = referred(RichMenu, value["menu"])
        if menu is None:
            return [Problem(message=_("The rich menu was deleted. Choose another one."), path=path)]
        if menu.account_id != compiling.account.pk:
            return [Problem(message=_("The rich menu belongs to another LINE Official Account."), path=path)]
        known, text = _answers(menu), (value.get("text") or "").strip()
        if not known:
            words = gettext(
                "“%(menu)s” has no answer. Open it and let an area be “an answer that starts a scenario”."
            )
            return [Problem(message=words % {"menu": menu.name}, path=path)]
        if text and text not in known:
            words = gettext("“%(text)s” is no answer of “%(menu)s”. It has: %(answers)s")
            said = {"text": text, "menu": menu.name, "answers": ", ".join(known)}
            return [Problem(message=words % said, path=("text",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Key of the menu, and the words; empty for any."""
        return {"menu": int(value["menu"]), "text": (value.get("text") or "").strip()}

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """The same menu, whatever its form at LINE, and the same words."""
        return data.get("menu") == config["menu"] and config["text"] in {"", data.get("text")}

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which answer of which menu."""
        menu = referred(RichMenu, value.get("menu") or 0)
        said = {"menu": menu.name if menu else "…", "text": value.get("text") or ""}
        if said["text"]:
            return gettext("When “%(text)s” of the rich menu “%(menu)s” is tapped") % said
        return gettext("When an answer of the rich menu “%(menu)s” is tapped") % said

    def beginning(self, value: Mapping[str, Any]) -> str:
        """The tap."""
        return gettext("the tap")


def _answers(menu: RichMenu) -> list[str]:
    return [
        str(area["text"]).strip()
        for area in menu.areas
        if area.get("does") == Does.ANSWER and area.get("text")
    ]


registry.register(MenuTapped())
