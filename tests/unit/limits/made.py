"""Messages that are so long, so many or so large."""

from __future__ import annotations

from typing import Any

from linesteps.line.limits import (
    json_size,
)

FAMILY = "👨‍👩‍👧"
HTTPS = "https://example.com/"
Json = dict[str, Any]


def url(length: int) -> str:
    return HTTPS + "a" * (length - len(HTTPS))


def text(length: int = 1, **more: Any) -> Json:
    return {"type": "text", "text": "あ" * length, **more}


def postback(label: int = 1, **more: Any) -> Json:
    return {"type": "postback", "label": "あ" * label, "data": "d", **more}


def buttons(words: int = 1, actions: int = 1, **more: Any) -> Json:
    value = {"type": "buttons", "text": "あ" * words, "actions": [postback()] * actions, **more}
    return {"type": "template", "altText": "a", "template": value}


def confirm(words: int = 1, actions: int = 2) -> Json:
    value = {"type": "confirm", "text": "あ" * words, "actions": [postback()] * actions}
    return {"type": "template", "altText": "a", "template": value}


def column(words: int = 1, actions: int = 1, **more: Any) -> Json:
    return {"text": "あ" * words, "actions": [postback()] * actions, **more}


def carousel(*columns: Json) -> Json:
    return {"type": "template", "altText": "a", "template": {"type": "carousel", "columns": list(columns)}}


def image_carousel(count: int = 1, label: int = 1, link: str = HTTPS) -> Json:
    columns = [{"imageUrl": link, "action": postback(label)}] * count
    return {"type": "template", "altText": "a", "template": {"type": "image_carousel", "columns": columns}}


def with_alt(message: Json, length: int) -> Json:
    return {**message, "altText": "あ" * length}


def with_action(**action: Any) -> Json:
    return {**buttons(), "template": {"type": "buttons", "text": "a", "actions": [action]}}


def quick(items: int = 1, label: int = 1) -> Json:
    return text(quickReply={"items": [{"type": "action", "action": postback(label)}] * items})


def imagemap(actions: int = 1, words: int = 1, width: int = 1040, **more: Any) -> Json:
    area = {"x": 0, "y": 0, "width": 10, "height": 10}
    return {
        "type": "imagemap",
        "baseUrl": HTTPS,
        "altText": "a",
        "baseSize": {"width": width, "height": 700},
        "actions": [{"type": "message", "text": "あ" * words, "area": area}] * actions,
        **more,
    }


def bubble(*contents: Json, **more: Any) -> Json:
    return {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "contents": list(contents)},
        **more,
    }


def flex(contents: Json, alt: int = 1) -> Json:
    return {"type": "flex", "altText": "あ" * alt, "contents": contents}


def bubbles(count: int, **more: Any) -> Json:
    return flex({"type": "carousel", "contents": [bubble(**more)] * count})


def bubble_of(size: int) -> Json:
    empty = bubble({"type": "text", "text": "x"})
    return bubble({"type": "text", "text": "x" * (1 + size - json_size(empty))})


def carousel_of(size: int) -> Json:
    parts = [bubble_of(10_000) for _ in range(4)]
    empty = {"type": "carousel", "contents": [*parts, bubble_of(200)]}
    return {"type": "carousel", "contents": [*parts, bubble_of(200 + size - json_size(empty))]}


def flex_button(label: int) -> Json:
    return flex(bubble({"type": "button", "action": {**postback(), "label": FAMILY * label}}))


def animated(count: int) -> Json:
    return flex(bubble(*[{"type": "image", "url": HTTPS, "animated": True}] * count))


def video(tracking: str = "a", **more: Any) -> Json:
    return {
        "type": "video",
        "originalContentUrl": HTTPS,
        "previewImageUrl": HTTPS,
        "trackingId": tracking,
        **more,
    }


def image(link: str) -> Json:
    return {"type": "image", "originalContentUrl": link, "previewImageUrl": HTTPS}


def coupon(tag: str) -> Json:
    return {"type": "coupon", "couponId": "c", "deliveryTag": tag}


def substituted(count: int) -> Json:
    emoji = {"type": "emoji", "productId": "p", "emojiId": "e"}
    return {"type": "textV2", "text": "a", "substitution": {f"n{i}": emoji for i in range(count)}}


TEMPLATE = "messages[0].template"
ACTION = f"{TEMPLATE}.actions[0]"
CONTENTS = "messages[0].contents"
HEAD = {"title": "a"}
PICTURE = {"thumbnailImageUrl": HTTPS}
