"""Change the rich menu below the chat of this friend, or give the standard one back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.graph import Context, Effect, Goto, Result
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.referred import referred
from linesteps.richmenus.chooser import RichMenuChooserBlock
from linesteps.richmenus.models import RichMenu
from linesteps.steps.kind import StepKind, registry

#: The menu of all who have none of their own.
STANDARD = "standard"


class RichMenuStep(StepKind):
    """Says which menu the friend shall see; LINE is told after the commit, many friends in one call."""

    name = "rich_menu"
    looks_at_person = False

    def block(self) -> blocks.Block:
        """A menu of one's own, or the standard one."""
        return blocks.StructBlock(
            [
                (
                    "which",
                    blocks.ChoiceBlock(
                        choices=[("own", _("This rich menu:")), (STANDARD, _("The standard one again"))],
                        default="own",
                        label=_("from here on the friend sees"),
                    ),
                ),
                ("menu", RichMenuChooserBlock(label=_("rich menu"), required=False)),
            ],
            icon="ls-menu",
            label=_("Rich menu"),
            group=_("Course"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No menu, one of another account, or one that LINE does not have."""
        path = ("menu",)
        if value.get("which") not in {"own", STANDARD}:
            return [Problem(message=_("Choose which rich menu the friend sees."), path=("which",))]
        if value["which"] == STANDARD:
            return []
        if not value.get("menu"):
            return [Problem(message=_("No rich menu is chosen yet."), path=path)]
        menu = referred(RichMenu, value["menu"])
        if menu is None:
            return [Problem(message=_("The rich menu was deleted. Choose another one."), path=path)]
        if menu.account_id != compiling.account.pk:
            return [Problem(message=_("The rich menu belongs to another LINE Official Account."), path=path)]
        if not menu.line_menu_id:
            text = gettext(
                "LINE does not have the rich menu “%(name)s” yet. Open it and press “Send to LINE”."
            )
            return [Problem(message=text % {"name": menu.name}, path=path)]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The menu's key; ``None`` for the standard one."""
        return {"menu": None if value["which"] == STANDARD else int(value["menu"])}

    def run(self, config: Mapping[str, Any], ctx: Context) -> Result:
        """Wish for it, and go on."""
        return Result(outcome=Goto(), effects=(Effect(kind="rich_menu", data=config),))

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which menu."""
        if value.get("which") == STANDARD:
            return gettext("Back to the standard rich menu")
        menu = referred(RichMenu, value.get("menu") or 0)
        return gettext("Change to the rich menu “%(name)s”") % {"name": menu.name if menu else "…"}


registry.register(RichMenuStep())
