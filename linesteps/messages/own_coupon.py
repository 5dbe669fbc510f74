"""A coupon of the shop's own: a card with the friend's code and the way to their coupon page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.coupons.models import OwnCoupon
from linesteps.coupons.picture import CUT, SHAPE
from linesteps.coupons.values import CODE, PAGE, UNTIL, token
from linesteps.messages.designs.colours import COLOURS
from linesteps.messages.image import image_problems, rendition_url
from linesteps.messages.kind import Compiling, MessageKind, Problem, registry
from linesteps.messages.own_coupon_chooser import OwnCouponChooserBlock
from linesteps.messages.parts.chosen_coupon import chosen_coupon_problems
from linesteps.messages.parts.words import alt_text
from linesteps.messages.referred import referred

#: What becomes of somebody for whom there is no coupon.
NOTHING, THE_REST = "nothing", "the_rest"
_WITHOUT = (
    (NOTHING, _("Send nothing of this step, and go on to the next one")),
    (THE_REST, _("Leave only the coupon out, and send the other messages")),
)
#: Colours of the card: LINE's chat is white in every phone's theme.
_STRONG, _WEAK, _PAPER = "#111111", "#6B6B6B", "#F3F4F6"


class OwnCouponMessage(MessageKind):
    """A Flex bubble; each friend's page, code and last day are filled in when it is sent."""

    name = "own_coupon"

    def block(self) -> blocks.Block:
        """Which coupon, whether the code stands on the card, and what happens when no code is left."""
        return blocks.StructBlock(
            [
                ("coupon", OwnCouponChooserBlock(label=_("own coupon"), required=False)),
                (
                    "hides_code",
                    blocks.BooleanBlock(
                        label=_("show the code on the coupon page only"),
                        required=False,
                        help_text=_("The page tells you who opened it; a code on the card does not."),
                    ),
                ),
                (
                    "without",
                    blocks.ChoiceBlock(
                        _WITHOUT,
                        default=NOTHING,
                        label=_("friends for whom no coupon is left"),
                        help_text=_(
                            "When all codes are given, or the coupon is over. The results say who it was."
                        ),
                    ),
                ),
            ],
            icon="pick",
            label=_("Own coupon"),
        )

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """``{"type": "flex"}`` with a bubble, in the language of the coupon."""
        coupon = referred(OwnCoupon, value["coupon"])
        if coupon is None:
            raise LookupError("Problems are asked for first.")
        compiling.give_coupon(coupon.pk, is_vital=(value.get("without") or NOTHING) == NOTHING)
        has_code = coupon.codes != OwnCoupon.Codes.NONE and not value.get("hides_code")
        with override(coupon.language):
            return {
                "type": "flex",
                "altText": alt_text(_plain(coupon.title), _plain(coupon.benefit)),
                "contents": _bubble(coupon, compiling, has_code),
            }

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """A missing or foreign coupon, one that is over, or one whose picture is lost."""
        found = chosen_coupon_problems(value.get("coupon"), compiling, ("coupon",))
        coupon = None if found else referred(OwnCoupon, value["coupon"])
        if (value.get("without") or NOTHING) not in dict(_WITHOUT):
            raise ValueError("No form makes this.")
        if coupon is None:
            return found
        if coupon.is_over:
            text = gettext("The coupon “%(title)s” is over. Choose another one.")
            found.append(Problem(message=text % {"title": coupon.title}, path=("coupon",)))
        return found + (image_problems(coupon.image_id, ("coupon",)) if coupon.image_id else [])

    def summary(self, value: Mapping[str, Any]) -> str:
        """The coupon's title."""
        coupon = referred(OwnCoupon, value.get("coupon") or 0)
        return coupon.title if coupon else gettext("Own coupon")


def _bubble(coupon: OwnCoupon, compiling: Compiling, has_code: bool) -> dict[str, Any]:
    opening = {"type": "uri", "label": gettext("Open the coupon"), "uri": token(coupon.pk, PAGE)}
    bubble: dict[str, Any] = {"type": "bubble"}
    if coupon.image_id:
        bubble["hero"] = {
            "type": "image",
            "url": rendition_url(coupon.image_id, CUT, compiling),
            "size": "full",
            "aspectRatio": SHAPE,
            "aspectMode": "cover",
            "action": opening,
        }
    until = gettext("Valid until %(day)s") % {"day": token(coupon.pk, UNTIL)}
    lines = [
        _text(_plain(coupon.title), size="md", color=_STRONG),
        _text(_plain(coupon.benefit), size="xxl", color=_STRONG, weight="bold", margin="sm"),
        _text(until, size="sm", color=_WEAK, margin="md"),
    ]
    if has_code:
        lines.append(_code(coupon))
    bubble["body"] = {"type": "box", "layout": "vertical", "contents": lines}
    button = {"type": "button", "style": "primary", "color": COLOURS["green"].accent, "action": opening}
    bubble["footer"] = {"type": "box", "layout": "vertical", "contents": [button]}
    return bubble


def _code(coupon: OwnCoupon) -> dict[str, Any]:
    return {
        "type": "box",
        "layout": "vertical",
        "backgroundColor": _PAPER,
        "cornerRadius": "8px",
        "paddingAll": "10px",
        "margin": "lg",
        "contents": [
            _text(gettext("Code"), size="xs", color=_WEAK, align="center"),
            _text(token(coupon.pk, CODE), size="lg", color=_STRONG, weight="bold", align="center"),
        ],
    }


def _text(text: str, **look: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "wrap": True, **look}


def _plain(text: str) -> str:
    """A coupon's words never become placeholders of a message."""
    return text.replace("{{", "{ {")


registry.register(OwnCouponMessage())
