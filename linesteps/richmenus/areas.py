"""What a tap on a rich menu does: the form of an area, and LINE's action for it.

A menu is the same for all who see it. So a link cannot carry who tapped it, as those of messages do; an answer can,
since LINE says with it whose it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from linesteps.blocks.link import LinkBlock
from linesteps.line.limits.actions import MAX_ACTION_TEXT
from linesteps.messages.parts.places import SIDES, place_fields, place_group
from linesteps.richmenus.chooser import RichMenuChooserBlock
from linesteps.richmenus.taps import answer_data, tab_data
from linesteps.typed import digits_of

Plain = Mapping[str, Any]

#: LINE's bound (reference, “Action objects”, ``label``).
LONGEST_LABEL = 20


class Does(models.TextChoices):
    """What a tap does."""

    #: Opens a page.
    LINK = "link", _("Opens a link")
    #: The shop hears of it, and scenarios can start by it.
    ANSWER = "answer", _("Is an answer that starts a scenario")
    #: As if the friend had typed them.
    WORDS = "words", _("Sends words, as if typed")
    #: Another menu takes this one's place.
    TAB = "tab", _("Turns to another rich menu (tab)")
    #: The phone dials.
    PHONE = "phone", _("Calls a phone number")


def area_block() -> blocks.StructBlock:
    """What one area does, what it is called, and where it is. In the browser only the chosen deed's field shows."""
    return blocks.StructBlock(
        [
            ("does", blocks.ChoiceBlock(choices=Does.choices, default=Does.LINK, label=_("what a tap does"))),
            (
                "url",
                LinkBlock(
                    label=_("link"),
                    required=False,
                    help_text=_(
                        "All friends get the same link, so it cannot be seen who tapped it. If you want to know, "
                        "choose “Is an answer” and let a scenario send the link."
                    ),
                ),
            ),
            (
                "text",
                blocks.CharBlock(
                    label=_("words"),
                    required=False,
                    max_length=MAX_ACTION_TEXT,
                    help_text=_("They stand in the chat as the friend's words."),
                ),
            ),
            (
                "tab",
                RichMenuChooserBlock(
                    label=_("rich menu"),
                    required=False,
                    help_text=_(
                        "Draw the tabs into the images of both menus, and let each lead to the other."
                    ),
                ),
            ),
            ("phone", blocks.CharBlock(label=_("phone number"), required=False, max_length=30)),
            (
                "label",
                blocks.CharBlock(
                    label=_("what is to be seen there"),
                    required=False,
                    max_length=LONGEST_LABEL,
                    help_text=_("Read aloud to people who cannot see the image."),
                ),
            ),
            *place_fields(),
        ],
        form_layout=BlockGroup(["does", "url", "text", "tab", "phone", "label", place_group()]),
        icon="ls-tap",
        label=_("Area"),
        label_format="{label}",
    )


def area_of(area: Plain, menu_pk: int, aliases: Mapping[int, str]) -> dict[str, Any]:
    """LINE's area object.

    Args:
        menu_pk: of the menu that the area stands on.
        aliases: of the menus that tabs lead to, by key.
    """
    label = (area.get("label") or "").strip()
    action = {**_action(area, menu_pk, aliases), **({"label": label} if label else {})}
    return {"bounds": {side: int(area[side]) for side in SIDES}, "action": action}


def tabs_in(areas: Any) -> set[int]:
    """Keys of the menus that tabs among plain areas lead to."""
    return {int(area["tab"]) for area in areas if area.get("does") == Does.TAB and area.get("tab")}


def _action(area: Plain, menu_pk: int, aliases: Mapping[int, str]) -> dict[str, Any]:
    text = (area.get("text") or "").strip()
    match area["does"]:
        case Does.ANSWER:
            return {"type": "postback", "data": answer_data(menu_pk, text), "displayText": text}
        case Does.WORDS:
            return {"type": "message", "text": text}
        case Does.TAB:
            alias = aliases[int(area["tab"])]
            return {"type": "richmenuswitch", "richMenuAliasId": alias, "data": tab_data(menu_pk)}
        case Does.PHONE:
            return {"type": "uri", "uri": f"tel:{digits_of(area.get('phone') or '')}"}
    return {"type": "uri", "uri": (area.get("url") or "").strip()}
