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
    utf16_length,
)
from linesteps.line.limits.report import Report
from tests.unit.limits.flex import FLEX
from tests.unit.limits.made import (
    FAMILY,
    Json,
    image,
    text,
)
from tests.unit.limits.messages import MESSAGES
from tests.unit.limits.templates import TEMPLATES

BOUNDARIES = [*MESSAGES, *TEMPLATES, *FLEX]


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
