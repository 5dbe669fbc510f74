"""What can be tapped in messages: each thing once, with its own action, by mouse and by keyboard."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawn_flex import block, children, rect
from tests.browser.every_message import box, every_message, press, text
from tests.browser.tapped_phone import TappedPhone

pytestmark = pytest.mark.browser


def say(words: str) -> dict[str, Any]:
    return {"type": "message", "label": words, "text": words}


def bubble(**rest: Any) -> dict[str, Any]:
    return {"type": "flex", "altText": "Flex", "contents": {"type": "bubble", **rest}}


def test_tap_on_what_has_an_action_inside_another_taps_only_the_inner_one(page: Page) -> None:
    inner = box("vertical", text("inner words"), action=say("inner"), paddingAll="20px")
    plain = box("vertical", text("plain words"), paddingAll="20px")
    body = box("vertical", inner, plain, press(say("button"), "primary"), action=say("body"))
    phone = TappedPhone(
        page, bubble(body=body, action=say("bubble"), header=box("vertical", text("header words")))
    )
    for words in ("inner words", "plain words", "button", "header words"):
        where = rect(phone.lines.get_by_text(words, exact=True))
        page.mouse.click(where.left + where.width / 2, where.top + where.height / 2)
    assert [tap["label"] for tap in phone.taps(4)] == ["inner", "body", "button", "bubble"]


def test_every_button_of_a_message_has_a_name_and_stands_in_no_other_button(page: Page) -> None:
    phone = TappedPhone(page, *(message for _caption, message in every_message("en")))
    assert phone.lines.locator("button button").count() == 0
    names = phone.lines.locator("button").evaluate_all(
        "nodes => nodes.map(node => node.getAttribute('aria-label') || node.textContent.trim())"
    )
    assert len(names) > 20
    assert all(names)


def test_text_and_a_picture_are_tapped_by_the_keyboard(page: Page) -> None:
    picture = {"type": "image", "url": "https://example.com/a.jpg", "action": {**say("x"), "label": ""}}
    phone = TappedPhone(page, bubble(body=box("vertical", text("words", action=say("word")), picture)))
    page.get_by_role("button", name="word").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Photo", exact=True).press("Space")
    assert [tap["text"] for tap in phone.taps(2)] == ["word", "x"]


def test_what_leads_to_an_address_that_is_not_allowed_cannot_be_tapped(page: Page) -> None:
    bad = {"type": "uri", "label": "bad", "uri": "javascript:window.harmed=1"}
    phone = TappedPhone(
        page, bubble(body=box("vertical", block(height="40px", action=bad), press(bad, "link")), action=bad)
    )
    for button in phone.lines.locator("button").all():
        assert button.is_disabled()
        button.click(force=True)
    assert phone.taps(0) == []
    assert page.evaluate("window.harmed") is None


def test_link_of_a_rich_video_can_be_tapped_once_the_film_has_ended(page: Page) -> None:
    message = dict(every_message("en"))["Rich video"]
    phone = TappedPhone(page, message)
    link = phone.lines.get_by_role("button", name="See the shop")
    expect(link).to_have_count(0)
    phone.lines.get_by_role("button", name="Watch to the end").click()
    link.click()
    assert [(tap["type"], tap["uri"]) for tap in phone.taps(1)] == [("uri", "https://example.com/shop")]


def test_video_that_is_followed_is_watched_once(page: Page) -> None:
    video = {"type": "video", "previewImageUrl": "", "trackingId": "film-1"}
    phone = TappedPhone(page, video, {"type": "video", "previewImageUrl": ""})
    (button,) = phone.lines.locator("button").all()
    button.click()
    expect(button).to_be_disabled()
    phone.taps(1)
    assert [(act["act"], act["tracking_id"]) for act in phone.acts] == [("watch", "film-1")]


def test_areas_of_a_rich_message_are_tapped_where_they_lie(page: Page) -> None:
    message = dict(every_message("en"))["Rich message"]
    areas = [{**one, **say(words)} for one, words in zip(message["actions"], ("left", "right"), strict=True)]
    phone = TappedPhone(page, {**message, "actions": [{**one, "linkUri": ""} for one in areas]})
    picture = rect(phone.lines.locator(".ls-chat__imagemap"))
    for share in (0.25, 0.75):
        page.mouse.click(picture.left + share * picture.width, picture.top + picture.height / 2)
    assert [tap["text"] for tap in phone.taps(2)] == ["left", "right"]


def test_quick_reply_is_tapped_with_its_own_action(page: Page) -> None:
    phone = TappedPhone(page, dict(every_message("en"))["Quick replies"])
    for name in ("Fish", "Where I am"):
        page.locator(".ls-chat__quick").get_by_role("button", name=name).click()
    assert [tap["type"] for tap in phone.taps(2)] == ["message", "location"]


@pytest.mark.parametrize("width", [1440, 400])
def test_messages_of_a_long_chat_never_lie_over_each_other(page: Page, width: int) -> None:
    messages = [message for _caption, message in every_message("en")]
    phone = TappedPhone(page, *messages, *messages, width=width)
    rows = [rect(each) for each in phone.lines.locator("article").all()]
    assert len(rows) == 2 * len(messages)
    assert all(above.bottom <= below.top + 0.6 for above, below in pairwise(rows))
    for row in phone.lines.locator("article").all():
        around = rect(row)
        assert all(part.top + part.height <= around.height + 0.6 for part in children(row))
