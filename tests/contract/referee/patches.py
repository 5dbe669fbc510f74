"""Where the document is looser than LINE's reference, and so would let pass what LINE refuses.

Each patch is merged into the flat schema of its name (``document.py``); ``required`` is added to. Lengths in
characters as people count them are ``x-maxGraphemes``, as the reference says for those places.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Patch(NamedTuple):
    """One correction of the document."""

    schema: str
    change: Mapping[str, Any]
    #: Where LINE says so.
    reason: str


def _text(most: int) -> dict[str, int]:
    return {"minLength": 1, "maxLength": most}


def _graphemes(most: int) -> dict[str, int]:
    return {"minLength": 1, "x-maxGraphemes": most}


_MEDIA = {"maxLength": 2000, "pattern": "^https://"}
_OPENED = {"minLength": 1, "maxLength": 1000, "format": "uri", "pattern": "^(https?|line|tel):"}
_COLOR = {"pattern": "^#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?$"}
#: What a tap may do outside of quick replies and rich menus.
_TAPS = {"properties": {"type": {"enum": ["postback", "message", "uri", "datetimepicker", "clipboard"]}}}
_QUICK_TAPS = {
    "required": ["label"],
    "properties": {
        "type": {"enum": [*_TAPS["properties"]["type"]["enum"], "camera", "cameraRoll", "location"]},
        "label": _text(20),
    },
}


def _tap(label: Mapping[str, Any], *, is_required: bool = False) -> dict[str, Any]:
    required = {"required": ["label"]} if is_required else {}
    return {**required, "properties": {**_TAPS["properties"], "label": label}}


def _buttons(least: int, most: int) -> dict[str, Any]:
    return {"minItems": least, "maxItems": most, "items": _tap(_text(20), is_required=True)}


def _of(**properties: Any) -> dict[str, Any]:
    return {"properties": properties}


_HAS_HEAD = {"anyOf": [{"required": ["title"]}, {"required": ["thumbnailImageUrl"]}]}


def _card(plain: int, buttons: int) -> dict[str, Any]:
    own = _of(
        thumbnailImageUrl=_MEDIA,
        imageBackgroundColor=_COLOR,
        title=_graphemes(40),
        text=_graphemes(plain),
        defaultAction=_tap(_text(20)),
        actions=_buttons(1, buttons),
    )
    return {**own, "if": _HAS_HEAD, "then": _of(text=_graphemes(60))}


_TEMPLATE_IMAGE = {
    "imageAspectRatio": {"enum": ["rectangle", "square"]},
    "imageSize": {"enum": ["cover", "contain"]},
}
_AREA = _tap({"x-maxGraphemes": 40, "minLength": 1})
_FLEX_KINDS = ["box", "button", "image", "icon", "text", "separator", "filler"]

PATCHES = (
    Patch("QuickReply", {"required": ["items"], **_of(items={"minItems": 1})}, "“items objects”: 1 to 13"),
    Patch(
        "QuickReplyItem",
        {"required": ["action"], **_of(type={"const": "action"}, imageUrl=_MEDIA, action=_QUICK_TAPS)},
        "“items objects”: action is required; which actions stand where is said at each action object",
    ),
    Patch("Sender", _of(name={"minLength": 1}, iconUrl=_MEDIA), "“Customize icon and display name”: https"),
    Patch("TextMessage", _of(text=_text(5000), emojis={"maxItems": 20}), "“Text message”"),
    Patch("Emoji", {"required": ["index", "productId", "emojiId"]}, "“Text message”, emojis"),
    Patch("TextMessageV2", _of(text=_text(5000), substitution={"maxProperties": 100}), "“Text message (v2)”"),
    Patch("StickerMessage", _of(packageId={"minLength": 1}, stickerId={"minLength": 1}), "“Sticker message”"),
    Patch("ImageMessage", _of(originalContentUrl=_MEDIA, previewImageUrl=_MEDIA), "“Image message”"),
    Patch(
        "VideoMessage",
        _of(
            originalContentUrl=_MEDIA,
            previewImageUrl=_MEDIA,
            trackingId={**_text(100), "pattern": r"^[a-zA-Z0-9\-.=,+*()%$&;:@{}!?<>\[\]]*$"},
        ),
        "“Video message”",
    ),
    Patch("AudioMessage", _of(originalContentUrl=_MEDIA, duration={"minimum": 1}), "“Audio message”"),
    Patch(
        "LocationMessage",
        _of(
            title=_text(100),
            address=_text(100),
            latitude={"minimum": -90, "maximum": 90},
            longitude={"minimum": -180, "maximum": 180},
        ),
        "“Location message”; the ranges are those of coordinates",
    ),
    Patch(
        "ImagemapMessage", _of(baseUrl=_MEDIA, altText=_text(1500), actions={"maxItems": 50}), "“Imagemap”"
    ),
    Patch("ImagemapBaseSize", _of(width={"const": 1040}, height={"minimum": 1}), "“Imagemap”: width 1040"),
    Patch("MessageImagemapAction", _of(text=_text(400)), "“Imagemap message action object”"),
    Patch("URIImagemapAction", _of(linkUri=_OPENED), "“Imagemap URI action object”"),
    Patch("CouponMessage", _of(couponId=_text(1000), deliveryTag={"pattern": "^[a-zA-Z0-9_]+$"}), "“Coupon”"),
    Patch("TemplateMessage", _of(altText=_text(1500)), "“Template messages”"),
    Patch("ButtonsTemplate", _card(160, 4), "“Buttons template”"),
    Patch("ButtonsTemplate", _of(**_TEMPLATE_IMAGE), "“Buttons template”; named in unused schemas only"),
    Patch("ConfirmTemplate", _of(text=_graphemes(240), actions=_buttons(2, 2)), "“Confirm template”"),
    Patch(
        "CarouselTemplate",
        _of(columns={"minItems": 1, "maxItems": 10}, **_TEMPLATE_IMAGE),
        "“Carousel template”",
    ),
    Patch("CarouselColumn", _card(120, 3), "“Column object for carousel”"),
    Patch("ImageCarouselTemplate", _of(columns={"minItems": 1, "maxItems": 10}), "“Image carousel template”"),
    Patch(
        "ImageCarouselColumn",
        _of(imageUrl=_MEDIA, action=_tap(_text(12))),
        "“Column object for image carousel”; the label's length is said at “Action objects”",
    ),
    Patch("FlexMessage", _of(altText=_text(1500)), "“Flex Message”"),
    Patch(
        "FlexBubble",
        {"x-maxBytes": 30_000, **_of(hero=_of(type={"enum": ["box", "image", "video"]}), action=_AREA)},
        "“Bubble”: at most 30 KB, and what a hero block may be",
    ),
    Patch(
        "FlexCarousel",
        {"x-maxBytes": 50_000, **_of(contents={"minItems": 1, "maxItems": 12})},
        "“Carousel”: at most 50 KB and 12 bubbles",
    ),
    Patch(
        "FlexBox",
        _of(contents={"items": _of(type={"enum": _FLEX_KINDS})}, action=_AREA),
        "“Box”: a span stands in a text only, a video in the hero block only",
    ),
    Patch(
        "FlexButton",
        _of(action=_tap(_graphemes(40), is_required=True)),
        "“Button”: its label is required and has 40 characters at most",
    ),
    Patch("FlexImage", _of(url=_MEDIA, action=_AREA), "“Image”"),
    Patch("FlexIcon", _of(url=_MEDIA), "“Icon”"),
    Patch(
        "FlexVideo",
        _of(
            url=_MEDIA,
            previewUrl=_MEDIA,
            altContent=_of(type={"enum": ["box", "image"]}),
            action=_of(type={"const": "uri"}),
        ),
        "“Video”",
    ),
    Patch(
        "FlexText",
        {
            "if": {"required": ["contents"], **_of(contents={"minItems": 1})},
            "else": {"required": ["text"], **_of(text={"minLength": 1})},
            **_of(action=_AREA),
        },
        "“Text”: either text or contents",
    ),
    Patch("MessageAction", {"required": ["text"], **_of(text=_graphemes(300))}, "“Message action”"),
    Patch(
        "PostbackAction",
        {
            "required": ["data"],
            "not": {"required": ["displayText", "text"]},
            **_of(displayText=_graphemes(300), text=_graphemes(300), fillInText=_graphemes(300)),
        },
        "“Postback action”: displayText and text cannot both be there",
    ),
    Patch("DatetimePickerAction", {"required": ["data", "mode"]}, "“Datetime picker action”"),
    Patch("URIAction", {"required": ["uri"], **_of(uri=_OPENED)}, "“URI action”"),
    Patch("AltUri", _of(desktop=_OPENED), "“URI action”, altUri.desktop"),
)
