"""Valid message objects of each of LINE's types, to be damaged by tests."""

from __future__ import annotations

from typing import Any

from tests.contract.finished_messages import BUBBLE

Json = dict[str, Any]

_HTTPS = "https://example.com/a.jpg"
POSTBACK: Json = {"type": "postback", "label": "Yes", "data": "ls:1:a:0", "displayText": "Yes"}
URI: Json = {
    "type": "uri",
    "label": "Look",
    "uri": "https://example.com/",
    "altUri": {"desktop": "https://example.com/"},
}
MESSAGE: Json = {"type": "message", "label": "Say", "text": "Hello"}
PICKER: Json = {"type": "datetimepicker", "label": "When", "data": "d", "mode": "date", "min": "2026-01-01"}
CLIPBOARD: Json = {"type": "clipboard", "label": "Copy", "clipboardText": "ABC"}


def template(value: Json) -> Json:
    """A template message."""
    return {"type": "template", "altText": "Words", "template": value}


def flex(value: Json) -> Json:
    """A Flex Message."""
    return {"type": "flex", "altText": "Words", "contents": value}


QUICK_REPLY: Json = {
    "items": [
        {"type": "action", "action": POSTBACK},
        {"type": "action", "imageUrl": _HTTPS, "action": {"type": "camera", "label": "Camera"}},
        {"type": "action", "action": {"type": "cameraRoll", "label": "Roll"}},
        {"type": "action", "action": {"type": "location", "label": "Place"}},
        {"type": "action", "action": PICKER},
    ]
}
_COLUMN: Json = {
    "thumbnailImageUrl": _HTTPS,
    "imageBackgroundColor": "#FFFFFF",
    "title": "Title",
    "text": "Text",
    "defaultAction": URI,
    "actions": [POSTBACK, CLIPBOARD],
}
#: Every component and nearly every property of Flex.
RICH: Json = {
    "type": "bubble",
    "size": "mega",
    "direction": "ltr",
    "styles": {"header": {"backgroundColor": "#FFFFFF", "separator": True, "separatorColor": "#000000"}},
    "header": {
        "type": "box",
        "layout": "baseline",
        "contents": [{"type": "icon", "url": _HTTPS, "size": "md"}],
    },
    "hero": {
        "type": "video",
        "url": "https://example.com/a.mp4",
        "previewUrl": _HTTPS,
        "aspectRatio": "20:13",
        "altContent": {
            "type": "image",
            "url": _HTTPS,
            "size": "full",
            "aspectMode": "cover",
            "animated": False,
        },
        "action": URI,
    },
    "body": {
        "type": "box",
        "layout": "vertical",
        "spacing": "md",
        "margin": "sm",
        "flex": 1,
        "paddingAll": "20px",
        "backgroundColor": "#FFFFFF",
        "borderWidth": "1px",
        "justifyContent": "center",
        "alignItems": "center",
        "position": "relative",
        "background": {
            "type": "linearGradient",
            "angle": "0deg",
            "startColor": "#FFFFFF",
            "endColor": "#000000",
            "centerColor": "#888888",
            "centerPosition": "50%",
        },
        "contents": [
            {
                "type": "text",
                "text": "Words",
                "wrap": True,
                "maxLines": 2,
                "align": "center",
                "gravity": "top",
                "weight": "bold",
                "style": "italic",
                "decoration": "underline",
                "size": "xl",
                "color": "#000000",
                "adjustMode": "shrink-to-fit",
                "lineSpacing": "4px",
                "scaling": True,
                "action": MESSAGE,
            },
            {"type": "text", "contents": [{"type": "span", "text": "Words", "weight": "bold", "size": "md"}]},
            {"type": "separator", "margin": "md", "color": "#000000"},
            {"type": "filler", "flex": 1},
            {"type": "button", "style": "link", "height": "sm", "flex": 0, "action": URI},
        ],
    },
}

VALID: dict[str, Json] = {
    "text": {
        "type": "text",
        "text": "$ Hello",
        "emojis": [{"index": 0, "productId": "p", "emojiId": "e"}],
        "quickReply": QUICK_REPLY,
        "sender": {"name": "Cony", "iconUrl": _HTTPS},
        "quoteToken": "q",
    },
    "textV2": {
        "type": "textV2",
        "text": "{smile} Hello",
        "substitution": {"smile": {"type": "emoji", "productId": "p", "emojiId": "e"}},
    },
    "sticker": {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    "image": {"type": "image", "originalContentUrl": _HTTPS, "previewImageUrl": _HTTPS},
    "video": {
        "type": "video",
        "originalContentUrl": "https://example.com/a.mp4",
        "previewImageUrl": _HTTPS,
        "trackingId": "ls:1:a:0",
    },
    "audio": {"type": "audio", "originalContentUrl": "https://example.com/a.m4a", "duration": 1000},
    "location": {
        "type": "location",
        "title": "Shop",
        "address": "Tokyo",
        "latitude": 35.6,
        "longitude": 139.7,
    },
    "imagemap": {
        "type": "imagemap",
        "baseUrl": "https://example.com/map",
        "altText": "Map",
        "baseSize": {"width": 1040, "height": 700},
        "video": {
            "originalContentUrl": "https://example.com/a.mp4",
            "previewImageUrl": _HTTPS,
            "area": {"x": 0, "y": 0, "width": 10, "height": 10},
            "externalLink": {"linkUri": "https://example.com/", "label": "More"},
        },
        "actions": [
            {
                "type": "uri",
                "label": "Go",
                "linkUri": "https://example.com/",
                "area": {"x": 0, "y": 0, "width": 1, "height": 1},
            },
            {"type": "message", "text": "Hello", "area": {"x": 1, "y": 0, "width": 1, "height": 1}},
            {"type": "clipboard", "clipboardText": "A", "area": {"x": 2, "y": 0, "width": 1, "height": 1}},
        ],
    },
    "buttons": template({"type": "buttons", **_COLUMN, "imageAspectRatio": "square", "imageSize": "cover"}),
    "confirm": template({"type": "confirm", "text": "Sure?", "actions": [MESSAGE, URI]}),
    "carousel": template({"type": "carousel", "columns": [_COLUMN, _COLUMN], "imageSize": "contain"}),
    "image_carousel": template(
        {"type": "image_carousel", "columns": [{"imageUrl": _HTTPS, "action": URI}] * 2}
    ),
    "flex": flex(BUBBLE),
    "rich_flex": flex(RICH),
    "flex_carousel": flex({"type": "carousel", "contents": [BUBBLE, BUBBLE]}),
    "coupon": {"type": "coupon", "couponId": "01HX", "deliveryTag": "step_1"},
}
