"""One message of each kind that LINE has, as a shop might send it, in Japanese and English.

``python -m scripts.pictures --only messages`` draws them for the documentation, and the tests of the renderer
draw the same ones, so that no kind is in the picture that no test has seen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Words = Callable[[str, str], str]

#: Where their pictures come from: nowhere; a test or the camera answers for it.
SITE = "https://example.com"
COUPON_ID = "01J0COUPON"


def words_of(language: str) -> Words:
    """Chooses between a Japanese and an English text."""
    return lambda ja, en: ja if language == "ja" else en


def every_message(language: str) -> list[tuple[str, Json]]:
    """A caption and a message of each kind; the Flex ones use every component."""
    w = words_of(language)
    shop = {"type": "uri", "label": w("お店を見る", "See the shop"), "uri": f"{SITE}/shop"}
    return [*_plain(w, shop), *_pictures(w, shop), *_cards(w, shop), *_flex(w, shop)]


def coupons(language: str) -> dict[str, Json]:
    """What is known of the coupon among them."""
    w = words_of(language)
    return {
        COUPON_ID: {
            "title": w("塩サバ 10％オフ", "10% off salted mackerel"),
            "description": w("店頭とオンラインで使えます。", "In the shop and online."),
            "imageUrl": f"{SITE}/coupon.jpg",
            "endTimestamp": 1_798_000_000,
            "status": "RUNNING",
        }
    }


def _plain(w: Words, shop: Json) -> list[tuple[str, Json]]:
    replies = [
        {"type": "action", "imageUrl": f"{SITE}/fish.jpg", "action": _say(w("さかな", "Fish"))},
        {"type": "action", "action": {"type": "location", "label": w("現在地", "Where I am")}},
        {"type": "action", "action": {"type": "camera", "label": w("写真", "Photo")}},
    ]
    emoji = {"productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}
    before = w("今週の予定はこちら ", "This week: ")
    hello = w("{all} 今日もいい魚が入りました {fish}", "{all} Good fish came in today {fish}")
    substitution = {
        "all": {"type": "mention", "mentionee": {"type": "all"}},
        "fish": {"type": "emoji", **emoji},
    }
    thanks = w("店長です。ご来店ありがとうございました。", "The manager here. Thank you for coming!")
    question = w("何が食べたいですか？", "What would you like?")
    place = {
        "title": w("小樽みなと店", "Otaru harbour shop"),
        "address": w("北海道小樽市港町1-1", "1-1 Minatomachi, Otaru"),
    }
    sender = {"name": w("店長サバオ", "Manager Sabao"), "iconUrl": f"{SITE}/face.jpg"}
    return [
        (w("テキスト", "Text"), _text(f"{before}$ {SITE}/week", emojis=[{"index": len(before), **emoji}])),
        (
            w("絵文字とメンション", "Emoji and mention"),
            {"type": "textV2", "text": hello, "substitution": substitution},
        ),
        (w("送信者の名前とアイコン", "A sender's name and icon"), _text(thanks, sender=sender)),
        (w("スタンプ", "Sticker"), {"type": "sticker", "packageId": "446", "stickerId": "1988"}),
        (w("クイックリプライ", "Quick replies"), _text(question, quickReply={"items": replies})),
        (w("位置情報", "Location"), {"type": "location", "latitude": 43.2, "longitude": 141, **place}),
        (w("音声", "Audio"), {"type": "audio", "originalContentUrl": f"{SITE}/a.m4a", "duration": 65_000}),
        (w("クーポン", "Coupon"), {"type": "coupon", "couponId": COUPON_ID}),
    ]


def _pictures(w: Words, shop: Json) -> list[tuple[str, Json]]:
    whole = {"x": 0, "y": 0, "width": 1040, "height": 700}
    left, right = {**whole, "width": 520}, {**whole, "x": 520, "width": 520}
    actions = [
        {"type": "uri", "linkUri": f"{SITE}/a", "area": left},
        {"type": "message", "text": w("予約", "Book"), "area": right},
    ]
    fish, harbour = f"{SITE}/fish.jpg", f"{SITE}/harbour.jpg"
    film = {
        "originalContentUrl": f"{SITE}/film.mp4",
        "previewImageUrl": harbour,
        "area": whole,
        "externalLink": {"linkUri": f"{SITE}/shop", "label": shop["label"]},
    }
    rich = {"type": "imagemap", "baseUrl": f"{SITE}/map", "baseSize": {"width": 1040, "height": 700}}
    return [
        (w("画像", "Image"), {"type": "image", "originalContentUrl": fish, "previewImageUrl": fish}),
        (
            w("動画", "Video"),
            {"type": "video", "originalContentUrl": f"{SITE}/f.mp4", "previewImageUrl": harbour},
        ),
        (
            w("リッチメッセージ", "Rich message"),
            {**rich, "altText": w("今週の特売", "This week"), "actions": actions},
        ),
        (
            w("リッチビデオメッセージ", "Rich video"),
            {**rich, "altText": w("紹介動画", "Our film"), "actions": [], "video": film},
        ),
    ]


def _cards(w: Words, shop: Json) -> list[tuple[str, Json]]:
    card = {
        "title": w("干物セット", "Dried fish"),
        "text": w("3種類・送料無料", "Three kinds, free delivery"),
        "thumbnailImageUrl": f"{SITE}/fish.jpg",
        "actions": [shop],
    }
    second = {**card, "title": w("いくら", "Salmon roe"), "thumbnailImageUrl": f"{SITE}/harbour.jpg"}
    pictures = [{"imageUrl": f"{SITE}/{name}.jpg", "action": shop} for name in ("fish", "harbour", "coupon")]
    looks = {"imageAspectRatio": "square", "imageSize": "contain", "imageBackgroundColor": "#E4EEF2"}
    sure = {"text": w("この内容で予約しますか？", "Book it like this?")}
    answers = [_say(w("はい", "Yes")), _say(w("いいえ", "No"))]

    def template(kind: str, **rest: Any) -> Json:
        return {"type": "template", "altText": w("カード", "Card"), "template": {"type": kind, **rest}}

    return [
        (w("ボタン", "Buttons"), template("buttons", **card, defaultAction=shop)),
        (
            w("ボタン（正方形・全体表示）", "Buttons, square, whole picture"),
            template("buttons", **card, **looks),
        ),
        (w("確認", "Confirm"), template("confirm", **sure, actions=answers)),
        (w("カルーセル", "Carousel"), template("carousel", columns=[card, second])),
        (w("画像カルーセル", "Image carousel"), template("image_carousel", columns=pictures)),
    ]


def _flex(w: Words, shop: Json) -> list[tuple[str, Json]]:
    def flex(contents: Json) -> Json:
        return {"type": "flex", "altText": w("お知らせ", "News"), "contents": contents}

    strange = {"type": "hologram", "altText": w("新しい種類のメッセージ", "Something new")}
    bubbles = [menu(w, shop), menu(w, shop)]
    return [
        (w("Flex：商品", "Flex: a product"), flex(product(w, shop))),
        (w("Flex：動画", "Flex: a film"), flex(film_card(w, shop))),
        (w("Flex：カルーセル", "Flex: carousel"), flex({"type": "carousel", "contents": bubbles})),
        (w("知らない種類", "A kind that is not known"), strange),
    ]


def product(w: Words, shop: Json) -> Json:
    """A bubble with every component but a film."""
    star = {"type": "icon", "url": f"{SITE}/star.png", "size": "sm"}
    badge = box(
        "vertical", text(w("新着", "NEW"), color="#ffffff", size="xs", align="center"),
        position="absolute", offsetTop="12px", offsetStart="12px", backgroundColor="#B4382E", cornerRadius="20px",
        paddingAll="4px", paddingStart="10px", paddingEnd="10px",
    )  # fmt: skip
    photo = {
        "type": "image",
        "url": f"{SITE}/fish.jpg",
        "size": "full",
        "aspectRatio": "20:13",
        "aspectMode": "cover",
    }
    price = {"type": "text", "contents": [
        {"type": "span", "text": "¥3,200 ", "decoration": "line-through", "color": "#7a828c", "size": "sm"},
        {"type": "span", "text": "¥2,480", "weight": "bold", "color": "#B4382E"},
    ]}  # fmt: skip
    facts = [
        (w("産地", "From"), w("北海道・噴火湾", "Hokkaido")),
        (w("お届け", "Delivery"), w("注文から3日", "In 3 days")),
    ]
    quiet = {"color": "#6b737d", "size": "sm"}
    rows = [
        box("baseline", text(label, flex=2, **quiet), text(value, size="sm", wrap=True, flex=5), spacing="sm")
        for label, value in facts
    ]
    stars = box("baseline", star, star, star, text("4.8", size="sm", color="#6b737d", margin="md", flex=0))
    title = text(w("特大 ほっけの開き", "Large dried hokke"), weight="bold", size="xl", wrap=True)
    body = box("vertical", title, stars, price, {"type": "separator", "margin": "md"}, *rows, spacing="sm")
    footer = box(
        "vertical",
        press(shop, "primary"),
        press(_say(w("あとで見る", "Later")), "link", height="sm"),
        spacing="xs",
    )
    styles = {"footer": {"separator": True}}
    return {
        "type": "bubble",
        "hero": box("vertical", photo, badge),
        "body": body,
        "footer": footer,
        "styles": styles,
    }


def film_card(w: Words, shop: Json) -> Json:
    """A film, and a box with a gradient, a border and shares of its width."""
    still = {
        "type": "image",
        "url": f"{SITE}/harbour.jpg",
        "size": "full",
        "aspectRatio": "20:13",
        "aspectMode": "cover",
    }
    film = {"type": "video", "url": f"{SITE}/f.mp4", "previewUrl": f"{SITE}/harbour.jpg", "aspectRatio": "20:13",
            "altContent": still, "action": shop}  # fmt: skip
    gradient = {"type": "linearGradient", "angle": "90deg", "startColor": "#1D446B", "endColor": "#3E8E9E"}
    bar = box("vertical", box("vertical", {"type": "filler"}, width="70%", height="8px", backgroundColor="#C77D12"),
              backgroundColor="#E8EAED", height="8px", cornerRadius="4px", margin="md")  # fmt: skip
    head = box(
        "vertical",
        text(w("港の朝", "A morning at the harbour"), color="#ffffff", weight="bold"),
        background=gradient,
    )
    body = box("vertical", text(w("予約は70％埋まりました", "70% is booked"), size="sm"), bar,
               box("horizontal", press(_say(w("予約", "Book")), "primary", height="sm"),
                   press(_say(w("相談", "Ask")), "secondary", height="sm"), spacing="md", margin="lg"))  # fmt: skip
    return {"type": "bubble", "size": "kilo", "hero": film, "header": head, "body": body}


def menu(w: Words, shop: Json) -> Json:
    """A small bubble, of which two stand side by side."""
    photo = {
        "type": "image",
        "url": f"{SITE}/harbour.jpg",
        "size": "full",
        "aspectRatio": "1:1",
        "aspectMode": "cover",
    }
    lines = w(
        "潮の香りのする小さな食堂です。朝7時から開いています。",
        "A small place by the sea. Open from seven in the morning.",
    )
    body = box("vertical", text(w("みなと食堂", "Harbour diner"), weight="bold", size="sm"),
               text(lines, wrap=True, maxLines=2, size="xs", color="#6b737d"), spacing="xs")  # fmt: skip
    return {"type": "bubble", "size": "micro", "hero": photo, "body": body, "action": shop}


def box(layout: str, *contents: Json, **rest: Any) -> Json:
    """A box component."""
    return {"type": "box", "layout": layout, "contents": list(contents), **rest}


def text(words: str, **rest: Any) -> Json:
    """A text component."""
    return {"type": "text", "text": words, **rest}


def press(action: Json, style: str, **rest: Any) -> Json:
    """A button component."""
    return {"type": "button", "action": action, "style": style, **rest}


def _text(words: str, **rest: Any) -> Json:
    return {"type": "text", "text": words, **rest}


def _say(label: str) -> Json:
    return {"type": "message", "label": label, "text": label}
