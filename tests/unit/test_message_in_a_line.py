"""Messages of every kind in one line of words."""

from __future__ import annotations

import pytest
from django.utils import translation

from linesteps.messages.shown.line import in_a_line
from tests.browser.every_message import every_message


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"type": "text", "text": "First\nSecond"}, "First"),
        ({"type": "flex", "altText": "News"}, "News"),
        ({"type": "sticker", "packageId": "1", "stickerId": "2"}, "スタンプ"),
        ({"type": "image"}, "画像"),
        ({"type": "video"}, "動画"),
        ({"type": "audio"}, "音声"),
        ({"type": "location", "title": "小樽みなと店"}, "小樽みなと店"),
        ({"type": "location"}, "位置情報"),
        ({"type": "coupon", "couponId": "1"}, "クーポン"),
        ({"type": "hologram"}, "そのほかの種類のメッセージ"),
        ({}, "そのほかの種類のメッセージ"),
    ],
)
def test_message_is_told_by_its_words_or_by_what_it_is(message: dict[str, object], words: str) -> None:
    with translation.override("ja"):
        assert in_a_line(message) == words


def test_braces_of_a_text_are_told_without_pictures() -> None:
    substitution = {"fish": {"type": "emoji"}, "who": {"type": "mention", "mentionee": {"type": "all"}}}
    message = {"type": "textV2", "text": "{who} Good {{fish}} {fish}", "substitution": substitution}
    assert in_a_line(message) == "@who Good {fish}"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_kind_that_line_has_has_words(language: str) -> None:
    with translation.override(language):
        unknown = in_a_line({"type": "hologram"})
        for caption, message in every_message(language):
            words = in_a_line(message)
            assert words, caption
            assert "\n" not in words
            assert words != unknown, caption
