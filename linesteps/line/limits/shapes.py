"""Which properties each object of a message has, and of what type: the document's part of the limits.

Names are those of LINE's OpenAPI document; ``tests/contract`` holds this table against it. Values that LINE
bounds further are checked beside it, each kind in its own file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

TEXT, NUMBER, FLAG = "a string", "a number", "a boolean"
#: Of 32 and of 64 bits.
WHOLE, LONG = "an integer", "a long integer"


class One(NamedTuple):
    """An object of a shape."""

    shape: str


class Many(NamedTuple):
    """A list of objects of a shape."""

    shape: str


class Named(NamedTuple):
    """An object that holds objects of a shape under names of the sender's own."""

    shape: str


#: A plain type, the words that may stand there, or further objects.
Kind = str | tuple[str, ...] | One | Many | Named
Shape = Mapping[str, Kind]


def _texts(*names: str) -> dict[str, Kind]:
    return dict.fromkeys(names, TEXT)


_TYPED = _texts("type")
_MESSAGE: Shape = {**_TYPED, "quickReply": One("QuickReply"), "sender": One("Sender")}
_ACTION = _texts("type", "label")
_TAPPED: Shape = {"action": One("Action")}
_IMAGEMAP_ACTION: Shape = {**_texts("type", "label"), "area": One("ImagemapArea")}
_TEMPLATE_IMAGE = _texts("imageAspectRatio", "imageSize")
_CARD: Shape = {
    **_texts("thumbnailImageUrl", "imageBackgroundColor", "title", "text"),
    "defaultAction": One("Action"),
    "actions": Many("Action"),
}
_OFFSET: Shape = {
    **_texts("offsetTop", "offsetBottom", "offsetStart", "offsetEnd"),
    "position": ("relative", "absolute"),
}
_ALIGN: Shape = {"align": ("start", "end", "center"), "gravity": ("top", "bottom", "center")}
_LETTERS: Shape = {
    **_texts("text", "size", "color"),
    "weight": ("regular", "bold"),
    "style": ("normal", "italic"),
    "decoration": ("none", "underline", "line-through"),
}

SHAPES: Mapping[str, Shape] = {
    "QuickReply": {"items": Many("QuickReplyItem")},
    "QuickReplyItem": {**_texts("type", "imageUrl"), "action": One("Action")},
    "Sender": _texts("name", "iconUrl"),
    # Messages
    "TextMessage": {**_MESSAGE, **_texts("text", "quoteToken"), "emojis": Many("Emoji")},
    "Emoji": {**_texts("productId", "emojiId"), "index": WHOLE},
    "TextMessageV2": {
        **_MESSAGE,
        **_texts("text", "quoteToken"),
        "substitution": Named("SubstitutionObject"),
    },
    "EmojiSubstitutionObject": {**_TYPED, **_texts("productId", "emojiId")},
    "StickerMessage": {**_MESSAGE, **_texts("packageId", "stickerId", "quoteToken")},
    "ImageMessage": {**_MESSAGE, **_texts("originalContentUrl", "previewImageUrl")},
    "VideoMessage": {**_MESSAGE, **_texts("originalContentUrl", "previewImageUrl", "trackingId")},
    "AudioMessage": {**_MESSAGE, **_texts("originalContentUrl"), "duration": LONG},
    "LocationMessage": {**_MESSAGE, **_texts("title", "address"), "latitude": NUMBER, "longitude": NUMBER},
    "ImagemapMessage": {
        **_MESSAGE,
        **_texts("baseUrl", "altText"),
        "baseSize": One("ImagemapBaseSize"),
        "actions": Many("ImagemapAction"),
        "video": One("ImagemapVideo"),
    },
    "TemplateMessage": {**_MESSAGE, **_texts("altText"), "template": One("Template")},
    "FlexMessage": {**_MESSAGE, **_texts("altText"), "contents": One("FlexContainer")},
    "CouponMessage": {**_MESSAGE, **_texts("couponId", "deliveryTag")},
    # Imagemaps
    "ImagemapBaseSize": {"width": WHOLE, "height": WHOLE},
    "ImagemapArea": dict.fromkeys(("x", "y", "width", "height"), WHOLE),
    "MessageImagemapAction": {**_IMAGEMAP_ACTION, **_texts("text")},
    "URIImagemapAction": {**_IMAGEMAP_ACTION, **_texts("linkUri")},
    "ClipboardImagemapAction": {**_IMAGEMAP_ACTION, **_texts("clipboardText")},
    "ImagemapVideo": {
        **_texts("originalContentUrl", "previewImageUrl"),
        "area": One("ImagemapArea"),
        "externalLink": One("ImagemapExternalLink"),
    },
    "ImagemapExternalLink": _texts("linkUri", "label"),
    # Templates
    "ButtonsTemplate": {**_TYPED, **_CARD, **_TEMPLATE_IMAGE},
    "ConfirmTemplate": {**_TYPED, **_texts("text"), "actions": Many("Action")},
    "CarouselTemplate": {**_TYPED, **_TEMPLATE_IMAGE, "columns": Many("CarouselColumn")},
    "CarouselColumn": _CARD,
    "ImageCarouselTemplate": {**_TYPED, "columns": Many("ImageCarouselColumn")},
    "ImageCarouselColumn": {**_texts("imageUrl"), **_TAPPED},
    # Flex Messages
    "FlexBubble": {
        **_TYPED,
        **_TAPPED,
        "direction": ("ltr", "rtl"),
        "styles": One("FlexBubbleStyles"),
        "header": One("FlexBox"),
        "hero": One("FlexComponent"),
        "body": One("FlexBox"),
        "footer": One("FlexBox"),
        "size": ("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"),
    },
    "FlexCarousel": {**_TYPED, "contents": Many("FlexBubble")},
    "FlexBubbleStyles": dict.fromkeys(("header", "hero", "body", "footer"), One("FlexBlockStyle")),
    "FlexBlockStyle": {**_texts("backgroundColor", "separatorColor"), "separator": FLAG},
    "FlexBox": {
        **_TYPED,
        **_TAPPED,
        **_OFFSET,
        **_texts("spacing", "margin", "backgroundColor", "borderColor", "borderWidth", "cornerRadius"),
        **_texts("width", "maxWidth", "height", "maxHeight"),
        **_texts("paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd"),
        "layout": ("horizontal", "vertical", "baseline"),
        "flex": WHOLE,
        "contents": Many("FlexComponent"),
        "justifyContent": (
            "center",
            "flex-start",
            "flex-end",
            "space-between",
            "space-around",
            "space-evenly",
        ),
        "alignItems": ("center", "flex-start", "flex-end"),
        "background": One("FlexBoxBackground"),
    },
    "FlexButton": {
        **_TYPED,
        **_TAPPED,
        **_OFFSET,
        **_texts("color", "margin"),
        "flex": WHOLE,
        "style": ("primary", "secondary", "link"),
        "gravity": ("top", "bottom", "center"),
        "height": ("md", "sm"),
        "adjustMode": ("shrink-to-fit",),
        "scaling": FLAG,
    },
    "FlexImage": {
        **_TYPED,
        **_TAPPED,
        **_OFFSET,
        **_ALIGN,
        **_texts("url", "margin", "size", "aspectRatio", "backgroundColor"),
        "flex": WHOLE,
        "aspectMode": ("fit", "cover"),
        "animated": FLAG,
    },
    "FlexVideo": {
        **_TYPED,
        **_TAPPED,
        **_texts("url", "previewUrl", "aspectRatio"),
        "altContent": One("FlexComponent"),
    },
    "FlexIcon": {**_TYPED, **_OFFSET, **_texts("url", "size", "aspectRatio", "margin"), "scaling": FLAG},
    "FlexText": {
        **_TYPED,
        **_TAPPED,
        **_OFFSET,
        **_ALIGN,
        **_LETTERS,
        **_texts("lineSpacing", "margin"),
        "flex": WHOLE,
        "wrap": FLAG,
        "maxLines": WHOLE,
        "contents": Many("FlexSpan"),
        "adjustMode": ("shrink-to-fit",),
        "scaling": FLAG,
    },
    "FlexSpan": {**_TYPED, **_LETTERS},
    "FlexSeparator": {**_TYPED, **_texts("margin", "color")},
    "FlexFiller": {**_TYPED, "flex": WHOLE},
    "FlexBoxLinearGradient": {
        **_TYPED,
        **_texts("angle", "startColor", "endColor", "centerColor", "centerPosition"),
    },
    # Actions
    "CameraAction": _ACTION,
    "CameraRollAction": _ACTION,
    "LocationAction": _ACTION,
    "ClipboardAction": {**_ACTION, **_texts("clipboardText")},
    "DatetimePickerAction": {
        **_ACTION,
        **_texts("data", "initial", "max", "min"),
        "mode": ("date", "time", "datetime"),
    },
    "MessageAction": {**_ACTION, **_texts("text")},
    "PostbackAction": {
        **_ACTION,
        **_texts("data", "displayText", "text", "fillInText"),
        "inputOption": ("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"),
    },
    "URIAction": {**_ACTION, **_texts("uri"), "altUri": One("AltUri")},
    "AltUri": _texts("desktop"),
}

#: What ``type`` makes of an object that is one of several.
SUBTYPES: Mapping[str, Mapping[str, str]] = {
    "Message": {
        "text": "TextMessage",
        "textV2": "TextMessageV2",
        "sticker": "StickerMessage",
        "image": "ImageMessage",
        "video": "VideoMessage",
        "audio": "AudioMessage",
        "location": "LocationMessage",
        "imagemap": "ImagemapMessage",
        "template": "TemplateMessage",
        "flex": "FlexMessage",
        "coupon": "CouponMessage",
    },
    "SubstitutionObject": {"emoji": "EmojiSubstitutionObject"},
    "ImagemapAction": {
        "message": "MessageImagemapAction",
        "uri": "URIImagemapAction",
        "clipboard": "ClipboardImagemapAction",
    },
    "Template": {
        "buttons": "ButtonsTemplate",
        "confirm": "ConfirmTemplate",
        "carousel": "CarouselTemplate",
        "image_carousel": "ImageCarouselTemplate",
    },
    "FlexContainer": {"bubble": "FlexBubble", "carousel": "FlexCarousel"},
    "FlexComponent": {
        "box": "FlexBox",
        "button": "FlexButton",
        "image": "FlexImage",
        "video": "FlexVideo",
        "icon": "FlexIcon",
        "text": "FlexText",
        "span": "FlexSpan",
        "separator": "FlexSeparator",
        "filler": "FlexFiller",
    },
    "FlexBoxBackground": {"linearGradient": "FlexBoxLinearGradient"},
    "Action": {
        "camera": "CameraAction",
        "cameraRoll": "CameraRollAction",
        "clipboard": "ClipboardAction",
        "datetimepicker": "DatetimePickerAction",
        "location": "LocationAction",
        "message": "MessageAction",
        "postback": "PostbackAction",
        "uri": "URIAction",
    },
}
