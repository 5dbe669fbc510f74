"""LINE's limits at their boundaries: the longest that is fine, and one more."""

from __future__ import annotations

from typing import Any

import pytest

from linesteps.line.limits import (
    Place,
    Violation,
    check_action,
    check_messages,
    grapheme_length,
    json_size,
    utf16_length,
)
from linesteps.line.limits.report import Report

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

#: (what, at the limit, one over, property, code)
BOUNDARIES: list[tuple[str, Json, Json, str, str]] = [
    ("text", text(5000), text(5001), "messages[0].text", "too_long"),
    (
        "text counts UTF-16",
        text(0) | {"text": "😀" * 2500},
        text(0) | {"text": "😀" * 2500 + "a"},
        "messages[0].text",
        "too_long",
    ),
    ("text is there", text(1), text(0), "messages[0].text", "required"),
    (
        "textV2",
        {"type": "textV2", "text": "a" * 5000},
        {"type": "textV2", "text": "a" * 5001},
        "messages[0].text",
        "too_long",
    ),
    (
        "textV2 braces",
        {"type": "textV2", "text": "{{a}}"},
        {"type": "textV2", "text": "{a}"},
        "messages[0].text",
        "bad_value",
    ),
    ("textV2 emoji", substituted(20), substituted(21), "messages[0].substitution", "too_many"),
    ("quick replies", quick(13), quick(14), "messages[0].quickReply.items", "too_many"),
    (
        "quick reply label",
        quick(1, 20),
        quick(1, 21),
        "messages[0].quickReply.items[0].action.label",
        "too_long",
    ),
    (
        "sender name",
        text(sender={"name": "a" * 20}),
        text(sender={"name": "a" * 21}),
        "messages[0].sender.name",
        "too_long",
    ),
    (
        "sender icon",
        text(sender={"iconUrl": url(2000)}),
        text(sender={"iconUrl": url(2001)}),
        "messages[0].sender.iconUrl",
        "too_long",
    ),
    ("image URL", image(url(2000)), image(url(2001)), "messages[0].originalContentUrl", "too_long"),
    (
        "image by https",
        image(HTTPS),
        image("http://example.com/"),
        "messages[0].originalContentUrl",
        "not_https",
    ),
    (
        "image URL encoded",
        image(HTTPS + "%E3%81%82"),
        image(HTTPS + "あ"),
        "messages[0].originalContentUrl",
        "not_encoded",
    ),
    ("tracking id", video("a" * 100), video("a" * 101), "messages[0].trackingId", "too_long"),
    (
        "tracking id letters",
        video("a-.=,+*()%$&;:@{}!?<>[]"),
        video("a_"),
        "messages[0].trackingId",
        "bad_value",
    ),
    (
        "audio duration",
        {"type": "audio", "originalContentUrl": HTTPS, "duration": 1},
        {"type": "audio", "originalContentUrl": HTTPS, "duration": 0},
        "messages[0].duration",
        "out_of_range",
    ),
    (
        "alt text of a template",
        with_alt(buttons(), 1500),
        with_alt(buttons(), 1501),
        "messages[0].altText",
        "too_long",
    ),
    ("alt text of flex", flex(bubble(), 1500), flex(bubble(), 1501), "messages[0].altText", "too_long"),
    (
        "alt text of an imagemap",
        with_alt(imagemap(), 1500),
        with_alt(imagemap(), 1501),
        "messages[0].altText",
        "too_long",
    ),
    ("imagemap actions", imagemap(50), imagemap(51), "messages[0].actions", "too_many"),
    ("imagemap text", imagemap(1, 400), imagemap(1, 401), "messages[0].actions[0].text", "too_long"),
    ("imagemap width", imagemap(), imagemap(width=1041), "messages[0].baseSize.width", "out_of_range"),
    (
        "imagemap URL",
        imagemap(baseUrl=url(2000)),
        imagemap(baseUrl=url(2001)),
        "messages[0].baseUrl",
        "too_long",
    ),
    ("buttons text", buttons(160), buttons(161), f"{TEMPLATE}.text", "too_long"),
    ("buttons text with title", buttons(60, **HEAD), buttons(61, **HEAD), f"{TEMPLATE}.text", "too_long"),
    (
        "buttons text with image",
        buttons(60, **PICTURE),
        buttons(61, **PICTURE),
        f"{TEMPLATE}.text",
        "too_long",
    ),
    ("buttons title", buttons(title="あ" * 40), buttons(title="あ" * 41), f"{TEMPLATE}.title", "too_long"),
    (
        "title counts graphemes",
        buttons(title=FAMILY * 40),
        buttons(title=FAMILY * 41),
        f"{TEMPLATE}.title",
        "too_long",
    ),
    ("buttons actions", buttons(1, 4), buttons(1, 5), f"{TEMPLATE}.actions", "too_many"),
    ("buttons have an action", buttons(1, 1), buttons(1, 0), f"{TEMPLATE}.actions", "too_few"),
    ("confirm text", confirm(240), confirm(241), f"{TEMPLATE}.text", "too_long"),
    ("confirm actions", confirm(1, 2), confirm(1, 3), f"{TEMPLATE}.actions", "too_many"),
    ("confirm has two actions", confirm(1, 2), confirm(1, 1), f"{TEMPLATE}.actions", "too_few"),
    ("columns", carousel(*[column()] * 10), carousel(*[column()] * 11), f"{TEMPLATE}.columns", "too_many"),
    ("column text", carousel(column(120)), carousel(column(121)), f"{TEMPLATE}.columns[0].text", "too_long"),
    (
        "column text with title",
        carousel(column(60, **HEAD)),
        carousel(column(61, **HEAD)),
        f"{TEMPLATE}.columns[0].text",
        "too_long",
    ),
    (
        "column actions",
        carousel(column(1, 3)),
        carousel(column(1, 4)),
        f"{TEMPLATE}.columns[0].actions",
        "too_many",
    ),
    (
        "equal action counts",
        carousel(column(1, 2), column(1, 2)),
        carousel(column(1, 2), column(1, 1)),
        f"{TEMPLATE}.columns[1].actions",
        "unequal",
    ),
    (
        "equal use of titles",
        carousel(column(**HEAD), column(**HEAD)),
        carousel(column(**HEAD), column()),
        f"{TEMPLATE}.columns[1].title",
        "unequal",
    ),
    (
        "equal use of images",
        carousel(column(**PICTURE), column(**PICTURE)),
        carousel(column(**PICTURE), column()),
        f"{TEMPLATE}.columns[1].thumbnailImageUrl",
        "unequal",
    ),
    ("image columns", image_carousel(10), image_carousel(11), f"{TEMPLATE}.columns", "too_many"),
    (
        "image column label",
        image_carousel(1, 12),
        image_carousel(1, 13),
        f"{TEMPLATE}.columns[0].action.label",
        "too_long",
    ),
    ("label", with_action(**postback(20)), with_action(**postback(21)), f"{ACTION}.label", "too_long"),
    ("label is there", with_action(**postback(1)), with_action(**postback(0)), f"{ACTION}.label", "required"),
    (
        "postback data",
        with_action(**postback() | {"data": "d" * 300}),
        with_action(**postback() | {"data": "d" * 301}),
        f"{ACTION}.data",
        "too_long",
    ),
    (
        "display text counts graphemes",
        with_action(**postback(displayText=FAMILY * 300)),
        with_action(**postback(displayText=FAMILY * 301)),
        f"{ACTION}.displayText",
        "too_long",
    ),
    (
        "display text or text",
        with_action(**postback(displayText="a")),
        with_action(**postback(displayText="a", text="b")),
        f"{ACTION}.text",
        "not_allowed_here",
    ),
    (
        "fill-in text",
        with_action(**postback(fillInText="a" * 300, inputOption="openKeyboard")),
        with_action(**postback(fillInText="a" * 301, inputOption="openKeyboard")),
        f"{ACTION}.fillInText",
        "too_long",
    ),
    (
        "message action",
        with_action(type="message", label="a", text=FAMILY * 300),
        with_action(type="message", label="a", text=FAMILY * 301),
        f"{ACTION}.text",
        "too_long",
    ),
    (
        "action URL",
        with_action(type="uri", label="a", uri=url(1000)),
        with_action(type="uri", label="a", uri=url(1001)),
        f"{ACTION}.uri",
        "too_long",
    ),
    (
        "action scheme",
        with_action(type="uri", label="a", uri="tel:090-1234-5678"),
        with_action(type="uri", label="a", uri="javascript:alert(1)"),
        f"{ACTION}.uri",
        "bad_scheme",
    ),
    (
        "desktop URL",
        with_action(type="uri", label="a", uri=HTTPS, altUri={"desktop": url(1000)}),
        with_action(type="uri", label="a", uri=HTTPS, altUri={"desktop": url(1001)}),
        f"{ACTION}.altUri.desktop",
        "too_long",
    ),
    (
        "clipboard",
        with_action(type="clipboard", label="a", clipboardText="a" * 1000),
        with_action(type="clipboard", label="a", clipboardText="a" * 1001),
        f"{ACTION}.clipboardText",
        "too_long",
    ),
    (
        "date picker",
        with_action(type="datetimepicker", label="a", data="d", mode="date", initial="2026-05-20"),
        with_action(type="datetimepicker", label="a", data="d", mode="date", initial="20 May"),
        f"{ACTION}.initial",
        "bad_value",
    ),
    (
        "camera in quick replies only",
        text(quickReply={"items": [{"action": {"type": "camera", "label": "a"}}]}),
        with_action(type="camera", label="a"),
        f"{ACTION}.type",
        "not_allowed_here",
    ),
    ("flex bubble size", flex(bubble_of(30_000)), flex(bubble_of(30_001)), CONTENTS, "too_big"),
    ("flex carousel size", flex(carousel_of(50_000)), flex(carousel_of(50_001)), CONTENTS, "too_big"),
    ("flex bubbles", bubbles(12), bubbles(13), f"{CONTENTS}.contents", "too_many"),
    (
        "flex equal sizes",
        bubbles(2, size="kilo"),
        flex({"type": "carousel", "contents": [bubble(size="kilo"), bubble()]}),
        f"{CONTENTS}.contents[1].size",
        "unequal",
    ),
    (
        "flex button label",
        flex_button(40),
        flex_button(41),
        f"{CONTENTS}.body.contents[0].action.label",
        "too_long",
    ),
    ("flex animated images", animated(10), animated(11), CONTENTS, "too_many"),
    (
        "flex image URL",
        flex(bubble({"type": "image", "url": url(2000)})),
        flex(bubble({"type": "image", "url": url(2001)})),
        f"{CONTENTS}.body.contents[0].url",
        "too_long",
    ),
    (
        "flex text",
        flex(bubble({"type": "text", "text": "a"})),
        flex(bubble({"type": "text", "text": ""})),
        f"{CONTENTS}.body.contents[0].text",
        "required",
    ),
    (
        "flex video sizes",
        flex(
            bubble(
                size="kilo",
                hero={
                    "type": "video",
                    "url": HTTPS,
                    "previewUrl": HTTPS,
                    "altContent": {"type": "image", "url": HTTPS},
                },
            )
        ),
        flex(
            bubble(
                size="nano",
                hero={
                    "type": "video",
                    "url": HTTPS,
                    "previewUrl": HTTPS,
                    "altContent": {"type": "image", "url": HTTPS},
                },
            )
        ),
        f"{CONTENTS}.hero.type",
        "not_allowed_here",
    ),
    (
        "percent sign",
        image(HTTPS + "a%20b"),
        image(HTTPS + "50%off"),
        "messages[0].originalContentUrl",
        "not_encoded",
    ),
    ("property", text(), text(colour="red"), "messages[0].colour", "not_allowed_here"),
    ("object", coupon("a"), {**coupon("a"), "sender": 5}, "messages[0].sender", "wrong_type"),
    ("delivery tag", coupon("a" * 30), coupon("a" * 31), "messages[0].deliveryTag", "too_long"),
    ("delivery tag letters", coupon("a_1"), coupon("a-1"), "messages[0].deliveryTag", "bad_value"),
    (
        "sticker",
        {"type": "sticker", "packageId": "1", "stickerId": "1"},
        {"type": "sticker", "packageId": "1"},
        "messages[0].stickerId",
        "required",
    ),
    (
        "location",
        {"type": "location", "title": "a" * 100, "address": "a", "latitude": 90, "longitude": 180},
        {"type": "location", "title": "a" * 101, "address": "a", "latitude": 90, "longitude": 180},
        "messages[0].title",
        "too_long",
    ),
    ("known type", text(), {"type": "hologram"}, "messages[0].type", "bad_value"),
]


@pytest.mark.parametrize(
    ("fine", "wrong", "place", "code"),
    [case[1:] for case in BOUNDARIES],
    ids=[case[0] for case in BOUNDARIES],
)
def test_a_value_at_the_limit_passes_and_one_over_is_named(
    fine: Json, wrong: Json, place: str, code: str
) -> None:
    assert check_messages([fine]) == []
    assert [(found.property, found.code) for found in check_messages([wrong])] == [(place, code)]


def test_a_request_holds_one_to_five_messages() -> None:
    assert check_messages([text()] * 5) == []
    assert [(found.property, found.code) for found in check_messages([text()] * 6)] == [
        ("messages", "too_many")
    ]
    assert [(found.property, found.code) for found in check_messages([])] == [("messages", "too_few")]


def test_the_wording_is_lines() -> None:
    [found] = check_messages([text(5001)])
    assert found == Violation(
        property="messages[0].text",
        code="too_long",
        message="Length must be between 0 and 5000",
        params={"limit": 5000, "length": 5001},
    )


@pytest.mark.parametrize(
    "odd", [None, 1, "text", {}, [None], [1], [{"type": []}], [{"type": "template", "template": 1}]]
)
def test_odd_json_is_refused_without_an_exception(odd: Any) -> None:
    assert check_messages(odd)


@pytest.mark.parametrize("key", ["text", "quickReply", "sender", "emojis"])
@pytest.mark.parametrize("value", [1, [1], {"a": 1}, True])
def test_odd_values_are_refused_without_an_exception(key: str, value: Any) -> None:
    check_messages([{**text(), key: value}])


def test_a_quote_token_belongs_to_push_and_reply_only() -> None:
    assert check_messages([text(quoteToken="q")], endpoint="reply") == []
    [found] = check_messages([text(quoteToken="q")], endpoint="multicast")
    assert (found.property, found.code) == ("messages[0].quoteToken", "not_allowed_here")


def test_mentions_are_refused_in_one_to_one_chats() -> None:
    mention = {"type": "mention", "mentionee": {"type": "all"}}
    [found] = check_messages([{"type": "textV2", "text": "{a}", "substitution": {"a": mention}}])
    assert found.code == "not_allowed_here"


def test_emojis_stand_for_a_dollar_sign_each() -> None:
    emoji = {"productId": "p", "emojiId": "e"}
    assert check_messages([{"type": "text", "text": "😀$", "emojis": [{**emoji, "index": 2}]}]) == []
    [found] = check_messages([{"type": "text", "text": "😀$", "emojis": [{**emoji, "index": 1}]}])
    assert found.property == "messages[0].emojis[0].index"
    twenty_one = [{**emoji, "index": index} for index in range(21)]
    assert [
        found.code for found in check_messages([{"type": "text", "text": "$" * 21, "emojis": twenty_one}])
    ] == ["too_many"]


def test_a_demo_on_loopback_may_serve_media_by_http() -> None:
    message = image("http://127.0.0.1:8000/a.png")
    assert check_messages([message], http_hosts=("127.0.0.1",)) == []
    assert [found.code for found in check_messages([message])] == ["not_https"]


def test_rich_menu_switch_belongs_to_rich_menus_only() -> None:
    action = {"type": "richmenuswitch", "data": "d", "richMenuAliasId": "a"}
    report = Report()
    check_action(report, action, "areas[0].action", Place.RICH_MENU)
    assert report.violations == []
    check_action(report, action, "areas[0].action", Place.TEMPLATE)
    assert [found.code for found in report.violations] == ["not_allowed_here"]


def test_lengths_count_as_line_counts() -> None:
    assert (utf16_length("あa😀"), grapheme_length("あa😀")) == (4, 3)
    assert (utf16_length(FAMILY), grapheme_length(FAMILY)) == (8, 1)
    assert grapheme_length("が") == 1
    assert grapheme_length("\r\n") == 1
