"""Buttons of template messages: links, or answers that a branch can ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.link import LinkBlock
from linesteps.blocks.personal import LONGEST_STORED, PersonalCharBlock
from linesteps.line.limits import utf16_length
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.links import link_problems
from linesteps.messages.parts.dates import MODES, date_action, known_mode
from linesteps.messages.parts.words import words_problems
from linesteps.personalise import readable
from linesteps.typed import phone_address

Plain = Mapping[str, Any]
Place = tuple[str | int, ...]

#: LINE's bound for the words on a template's button (reference, “Action objects”, ``label``).
LONGEST_LABEL = 20
#: What a row of the results has room for (``TrackedLink.label``).
_LONGEST_NAME = 100
_check_url = URLValidator(schemes=["http", "https"])


class ButtonBlock(blocks.StructBlock):
    """The form of a button; that a date is chosen is stored only where it is so."""

    def get_prep_value(self, value: Any) -> dict[str, Any]:
        """As it is stored."""
        stored: dict[str, Any] = super().get_prep_value(value)
        return {name: part for name, part in stored.items() if part or name != "mode"}


def button_block(default: Any = "", **kwargs: Any) -> blocks.StructBlock:
    """Words and a link; without a link the button is an answer, or lets the friend choose a date.

    Args:
        default: the words on a new button.
        kwargs: of the StructBlock.
    """
    label = PersonalCharBlock(
        label=_("words on the button"),
        required=False,
        max_length=LONGEST_STORED,
        **({"default": default} if default else {}),
    )
    url = LinkBlock(
        label=_("link"),
        required=False,
        help_text=_(
            "Leave empty for an answer: the words on the button are sent back to you. A phone number, such as "
            "03-1234-5678, is called."
        ),
    )
    mode = blocks.ChoiceBlock(
        MODES,
        required=False,
        label=_("or what the friend chooses"),
        help_text=_("LINE shows a calendar or a clock. What was chosen is sent back to you."),
    )
    return ButtonBlock(
        [("label", label), ("url", url), ("mode", mode)],
        **{"label": _("Button"), "icon": "link", "label_format": "{label}", **kwargs},
    )


def items_of(value: Plain, name: str) -> list[Plain]:
    """The plain values of a ListBlock."""
    # A plain ListBlock holds {"type": "item", "value": …}; older data holds the bare values.
    return [item.get("value", item) for item in value.get(name) or []]


def action(button: Plain, compiling: Compiling, name: str = "") -> dict[str, Any]:
    """LINE's action object: a tracked link, a date to choose, or a postback that shows its words in the chat.

    Args:
        name: what results call the button; its words unless told otherwise.
    """
    label = button.get("label") or ""
    named = name or label
    if button.get("url"):
        return {"type": "uri", "label": label, "uri": compiling.track(button["url"], named)}
    data = compiling.answer_data(named)
    if button.get("mode"):
        return date_action(label, button["mode"], data)
    return {"type": "postback", "label": label, "data": data, "displayText": label}


def name_in(place: str, label: str) -> str:
    """What results call a button of one card among several, which often say the same.

    Args:
        place: the card, such as ``"2. Mackerel"``.
    """
    return readable(f"{place} – {label}" if label else place)[:_LONGEST_NAME]


def button_problems(
    button: Plain, compiling: Compiling, path: Place, *, most: int = LONGEST_LABEL, needs_label: bool = True
) -> list[Problem]:
    """Missing or too many words, and a link that leads nowhere.

    Args:
        most: how many characters LINE takes for the words.
        needs_label: whether a link without words is a button, too.
    """
    label, url = button.get("label") or "", button.get("url") or ""
    found = []
    if not label.strip() and (needs_label or not url):
        found.append(
            Problem(
                message=_("This button has no words yet. Write what stands on it."), path=(*path, "label")
            )
        )
    found += words_problems(
        label, compiling, (*path, "label"), field=_("words on the button"), most=most, measure=utf16_length
    )
    if button.get("mode") and known_mode(button["mode"]) and url:
        text = _("A link and something to choose are both given. Keep one of them.")
        found.append(Problem(message=text, path=(*path, "mode")))
    return found + url_problems(url, (*path, "url"))


def url_problems(url: str, path: Place, *, may_call: bool = True) -> list[Problem]:
    """A link that leads nowhere; none is no problem.

    Args:
        may_call: whether a phone number will do.
    """
    if not url or (may_call and phone_address(url)):
        return []
    found = []
    try:
        _check_url(url)
    except ValidationError:
        text = (
            _(
                "This link is not complete. It begins with https://, for example https://example.com/. Or write a "
                "phone number as you would dial it, such as 03-1234-5678."
            )
            if may_call
            else _("This link is not complete. It begins with https://, for example https://example.com/.")
        )
        found.append(Problem(message=text, path=path))
    return found + link_problems(url, path)
