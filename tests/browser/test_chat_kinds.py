"""Every kind of message but Flex, as it is drawn: what a marketer must be able to see before it is sent."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawn_chat import PICTURE, draw
from tests.browser.drawn_flex import near, rect, style
from tests.browser.every_message import coupons, every_message

pytestmark = pytest.mark.browser
URI = {"type": "uri", "label": "Open", "uri": "https://example.com/"}


def template(kind: str, **rest: Any) -> dict[str, Any]:
    return {"type": "template", "altText": "Card", "template": {"type": kind, **rest}}


def test_every_kind_of_message_is_drawn(page: Page) -> None:
    messages = every_message("en")
    chat = draw(page, *(message for _caption, message in messages), coupons=coupons("en"))
    expect(chat.locator("article")).to_have_count(len(messages))
    for words in (
        "This week:", "@All Good fish", "Manager Sabao", "Package 446, sticker 1988", "Audio 1:05",
        "Otaru harbour shop", "1-1 Minatomachi", "10% off salted mackerel", "In the shop and online.", "until",
        "After the video: See the shop", "Dried fish", "Book it like this?", "Large dried hokke", "NEW",
        "Something new",
    ):  # fmt: skip
        expect(chat).to_contain_text(words)


def test_every_kind_that_line_has_is_among_those_that_are_drawn() -> None:
    kinds = {message["type"] for _caption, message in every_message("ja")}
    # The discriminator of “Message” in LINE's messaging-api.yml.
    assert kinds >= {
        "text", "textV2", "sticker", "image", "video", "audio", "location", "imagemap", "template", "flex", "coupon",
    }  # fmt: skip
    templates = {
        message["template"]["type"] for _caption, message in every_message("ja") if "template" in message
    }
    assert templates == {"buttons", "confirm", "carousel", "image_carousel"}


def test_emoji_stands_where_its_dollar_stood_and_links_are_links(page: Page) -> None:
    message = {
        "type": "text", "text": "$ See https://example.com/a. $5",
        "emojis": [{"index": 0, "productId": "1", "emojiId": "001"}, {"index": 99}, {"index": 3}],
    }  # fmt: skip
    chat = draw(page, message)
    expect(chat.locator(".ls-chat__emoji")).to_have_count(1)
    # The full stop belongs to the sentence, and a dollar that is no emoji to the text.
    assert chat.locator(".ls-chat__link").text_content() == "https://example.com/a"
    assert chat.locator(".ls-chat__text").text_content() == " See https://example.com/a. $5"


def test_braces_stand_for_emoji_and_mentions_and_doubled_for_themselves(page: Page) -> None:
    message = {
        "type": "textV2", "text": "{who} and {all} {fish} {{x}} {unknown}",
        "substitution": {
            "who": {"type": "mention", "mentionee": {"type": "user", "userId": "U1"}},
            "all": {"type": "mention", "mentionee": {"type": "all"}}, "fish": {"type": "emoji"},
        },
    }  # fmt: skip
    chat = draw(page, message)
    assert chat.locator(".ls-chat__text").text_content() == "@who and @All  {x} {unknown}"
    expect(chat.locator(".ls-chat__mention")).to_have_count(2)
    expect(chat.locator(".ls-chat__emoji")).to_have_count(1)


def test_message_stands_under_the_name_and_icon_of_its_own_sender(page: Page) -> None:
    words = {"type": "text", "text": "Words " * 40}
    chat = draw(
        page,
        words,
        {**words, "sender": {"name": "Manager", "iconUrl": PICTURE}},
        {**words, "sender": {"name": "Cook"}},
    )
    usual, own, named = chat.locator("article").all()
    expect(usual.locator(".ls-chat__sender")).to_have_count(0)
    expect(usual.locator(".ls-chat__avatar")).to_have_text("S")
    expect(own.locator(".ls-chat__sender")).to_have_text("Manager")
    expect(own.locator(".ls-chat__avatar .ls-chat__face")).to_have_count(1)
    # Without an icon of its own LINE shows the account's.
    expect(named.locator(".ls-chat__avatar")).to_have_text("S")
    name, bubble, time = (rect(own.locator(f".ls-chat__{part}")) if part != "time" else rect(own.locator("time"))
                          for part in ("sender", "text", "time"))  # fmt: skip
    assert name.bottom <= bubble.top
    assert name.left == near(bubble.left)
    assert time.left >= bubble.right
    assert bubble.left == near(rect(usual.locator(".ls-chat__text")).left)
    assert time.right <= 430


def test_card_under_the_name_of_its_sender_is_as_wide_as_without(page: Page) -> None:
    wide = [
        message
        for caption, message in every_message("en")
        if caption in {"Flex: a product", "Rich message", "Carousel"}
    ]
    sender = {"sender": {"name": "Manager"}}
    chat = draw(page, *wide, *({**message, **sender} for message in wide), width=375)
    cards = chat.locator("article > :is(.ls-chat__card, .ls-chat__imagemap, .ls-chat__strip-frame)").all()
    usual, named = ([rect(each) for each in cards[:3]], [rect(each) for each in cards[3:]])
    assert [each.width for each in named] == near(*(each.width for each in usual))
    assert [each.left for each in named] == near(*(each.left for each in usual))
    for row in chat.locator("article").all():
        assert rect(row.locator("time")).right <= 375


def test_coupon_says_until_when_and_whether_it_is_closed(page: Page) -> None:
    known = {
        "title": "10% off",
        "description": "On all fish",
        "endTimestamp": 1_800_000_000,
        "imageUrl": PICTURE,
    }
    coupons = {"01": known, "02": {**known, "status": "CLOSED"}}
    chat = draw(page, *({"type": "coupon", "couponId": one} for one in ("01", "02", "03")), coupons=coupons)
    running, closed, unknown = chat.locator(".ls-chat__coupon").all()
    expect(running).to_contain_text("On all fish")
    expect(running).to_contain_text("2027")
    expect(running).not_to_contain_text("Closed")
    expect(closed).to_contain_text("Closed")
    expect(unknown).to_have_text("CouponCoupon")


def test_film_of_a_rich_message_lies_on_its_area(page: Page) -> None:
    size = {"width": 1040, "height": 520}
    area = {"x": 260, "y": 130, "width": 520, "height": 260}
    spot = {"type": "message", "text": "x", "area": {"x": 0, "y": 0, "width": 260, "height": 520}}
    message = {
        "type": "imagemap", "baseUrl": "https://example.com/map", "altText": "Map", "baseSize": size, "actions": [spot],
        "video": {"previewImageUrl": PICTURE, "area": area, "externalLink": {"linkUri": URI["uri"], "label": "More"}},
    }  # fmt: skip
    chat = draw(page, message)
    whole, film = rect(chat.locator(".ls-chat__imagemap")), rect(chat.locator(".ls-chat__film"))
    assert whole.height == near(whole.width / 2)
    assert film == near(
        whole.left + whole.width / 4, whole.top + whole.height / 4, whole.width / 2, whole.height / 2
    )
    left = rect(chat.locator(".ls-chat__spot"))
    assert left == near(whole.left, whole.top, whole.width / 4, whole.height)
    expect(chat.locator(".ls-chat__play")).to_have_count(1)
    expect(chat.locator(".ls-chat__after")).to_have_text("After the video: More")


def test_card_has_the_picture_that_its_template_asks_for(page: Page) -> None:
    card = {"title": "Card", "text": "Words", "thumbnailImageUrl": PICTURE, "actions": [URI, URI]}
    page.route("https://example.com/**", lambda route: route.abort())
    chat = draw(
        page,
        template("buttons", **card),
        template(
            "buttons", **card, imageAspectRatio="square", imageSize="contain", imageBackgroundColor="#E4EEF2"
        ),
        template(
            "carousel", columns=[card, {**card, "imageBackgroundColor": "#1D446B"}], imageAspectRatio="square"
        ),
        template("buttons", text="No picture", actions=[URI]),
    )
    pictures = chat.locator(".ls-chat__card-picture")
    expect(pictures).to_have_count(4)
    ratios = [rect(each).width / rect(each).height for each in pictures.all()]
    assert ratios == pytest.approx([1.51, 1, 1, 1], abs=0.02)
    colors = [style(each, "background-color") for each in pictures.all()]
    assert colors == ["rgb(255, 255, 255)", "rgb(228, 238, 242)", "rgb(255, 255, 255)", "rgb(29, 68, 107)"]


def test_buttons_stand_below_each_other_and_those_of_a_question_side_by_side(page: Page) -> None:
    chat = draw(
        page,
        template("buttons", text="a", actions=[URI] * 3),
        template("confirm", text="Sure?", actions=[URI] * 2),
    )
    first, second, third = (
        rect(each) for each in chat.locator("article").nth(0).locator(".ls-chat__button").all()
    )
    assert (
        first.left == near(second.left)
        and first.bottom == near(second.top)
        and second.bottom == near(third.top)
    )
    yes, no = (rect(each) for each in chat.locator("article").nth(1).locator(".ls-chat__button").all())
    assert yes.top == near(no.top) and yes.right == near(no.left)
    # A line of one pixel parts them.
    assert abs(yes.width - no.width) <= 1


def test_pictures_of_an_image_carousel_are_square_and_carry_their_label(page: Page) -> None:
    chat = draw(page, template("image_carousel", columns=[{"imageUrl": PICTURE, "action": URI}] * 2))
    first, second = (rect(each) for each in chat.locator(".ls-chat__image-card").all())
    assert first.width == near(first.height)
    assert second.left == near(first.right + 8)
    label = rect(chat.locator(".ls-chat__label").first)
    assert label.bottom == near(first.bottom)


def test_quick_replies_have_their_pictures_or_the_signs_of_their_kind(page: Page) -> None:
    kinds = ("camera", "cameraRoll", "location", "message", "postback", "constructor")
    items = [{"action": {"type": kind, "label": kind}} for kind in kinds]
    pictured = {"imageUrl": PICTURE, "action": {"type": "message", "label": "pictured"}}
    chat = draw(page, {"type": "text", "text": "Which?", "quickReply": {"items": [*items, pictured]}})
    buttons = chat.locator(".ls-chat__quick-button").all()
    assert [each.locator("svg").count() for each in buttons] == [1, 1, 1, 0, 0, 0, 0]
    assert [each.locator(".ls-chat__quick-icon").count() for each in buttons] == [0, 0, 0, 0, 0, 0, 1]


def test_sound_says_how_long_it_is_and_a_place_where_it_is(page: Page) -> None:
    place = {"type": "location", "title": "Shop", "address": "Otaru", "latitude": 43.2, "longitude": 141}
    chat = draw(page, {"type": "audio", "duration": 65_400}, {"type": "audio", "duration": 3_000_000}, place)
    expect(chat.locator(".ls-chat__audio").nth(0)).to_contain_text("1:05")
    expect(chat.locator(".ls-chat__audio").nth(1)).to_contain_text("50:00")
    card = chat.locator(".ls-chat__card")
    expect(card.locator("strong")).to_have_text("Shop")
    expect(card).to_contain_text("Otaru")


def test_picture_that_does_not_come_leaves_a_place_of_the_same_size(page: Page) -> None:
    card = template(
        "buttons", text="a", thumbnailImageUrl=PICTURE, imageBackgroundColor="#E4EEF2", actions=[URI]
    )
    chat = draw(page, card)
    missing = chat.locator(".ls-chat__missing")
    expect(missing).to_have_count(1)
    assert rect(missing).width / rect(missing).height == pytest.approx(1.51, abs=0.02)
    assert style(missing, "background-color") == "rgb(228, 238, 242)"
