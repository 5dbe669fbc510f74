"""Flex Messages that somebody pasted."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from django.utils.translation import override

from linesteps.line.limits import Violation
from linesteps.messages.flex import FlexMessage
from linesteps.messages.kind import Compiling
from linesteps.messages.parts.pasted import read_flex
from linesteps.messages.violations import in_words
from tests.contract.finished_messages import BUBBLE

KIND = FlexMessage()


def pasted(contents: Any, **values: Any) -> dict[str, Any]:
    code = contents if isinstance(contents, str) else json.dumps(contents)
    return {"alt_text": "Fish", "code": code, **values}


def told(value: dict[str, Any], compiling: Compiling) -> list[str]:
    found = KIND.problems(value, compiling)
    assert all(problem.path == ("code",) for problem in found)
    return [str(problem.message) for problem in found]


def changed(*place: Any, to: Any) -> dict[str, Any]:
    """The bubble with one part replaced."""
    whole: Any = copy.deepcopy(BUBBLE)
    part = whole
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = to
    return dict(whole)


def test_links_are_tracked_in_order_and_called_by_what_is_tapped(compiling: Compiling) -> None:
    assert KIND.problems(pasted(BUBBLE), compiling) == []
    contents = KIND.compile(pasted(BUBBLE), compiling)["contents"]
    assert contents["body"]["contents"][1]["action"]["uri"] == "{{ link.0 }}"
    assert contents["footer"]["contents"][0]["action"]["uri"] == "{{ link.1 }}"
    assert compiling.links == ["https://example.com/mackerel", "https://example.com/all"]
    assert compiling.labels == ["Mackerel of the day", "All fish"]


def test_all_else_stays_as_it_was_pasted(compiling: Compiling) -> None:
    contents = KIND.compile(pasted(BUBBLE), compiling)["contents"]
    assert contents["hero"] == BUBBLE["hero"]
    assert contents["footer"]["contents"][1]["action"]["uri"] == "tel:+81312345678"


def test_the_address_for_computers_is_tracked_too(compiling: Compiling) -> None:
    action = {
        "type": "uri",
        "label": "Go",
        "uri": "https://a.example/",
        "altUri": {"desktop": "https://b.example/"},
    }
    contents = KIND.compile(pasted(changed("footer", "contents", 0, "action", to=action)), compiling)[
        "contents"
    ]
    sent = contents["footer"]["contents"][0]["action"]
    assert (sent["uri"], sent["altUri"]) == ("{{ link.1 }}", {"desktop": "{{ link.2 }}"})
    assert compiling.labels[1:] == ["Go", "Go"]


@pytest.mark.parametrize(
    "code",
    [
        BUBBLE,
        {"type": "carousel", "contents": [BUBBLE]},
        {"type": "flex", "altText": "x", "contents": BUBBLE},
    ],
)
def test_a_bubble_a_carousel_and_a_whole_message_can_be_pasted(code: Any, compiling: Compiling) -> None:
    assert KIND.problems(pasted(code), compiling) == []
    assert KIND.compile(pasted(code), compiling)["contents"]["type"] in {"bubble", "carousel"}


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("body", "contents", 0, "text"), "", "“body.contents[0].text” is still empty"),
        (("hero", "url"), "http://example.com/fish.jpg", "“hero.url” must begin with https://"),
        (
            ("footer", "contents", 0, "action", "label"),
            "x" * 41,
            "“footer.contents[0].action.label” may have 40",
        ),
        (("body", "layout"), "diagonal", "“body.layout” is not known to LINE there. It takes: horizontal"),
        (("size",), "huge", "“size” is not known to LINE there"),
        (
            ("footer", "contents", 0, "action", "uri"),
            "javascript:x",
            "action.uri” must begin with https://, tel:",
        ),
        (("footer", "contents", 0, "action", "uri"), "https://a.example/{{ display_name }}", "does not take"),
    ],
)
def test_what_line_would_refuse_is_told_by_its_place(
    place: tuple[Any, ...], value: Any, said: str, compiling: Compiling
) -> None:
    [words] = told(pasted(changed(*place, to=value)), compiling)
    assert said in words


def test_too_much_is_told_with_its_size(compiling: Compiling) -> None:
    [words] = told(pasted(changed("body", "contents", 0, "text", to="x" * 31_000)), compiling)
    assert "30000" in words


def test_an_unknown_placeholder_is_told(compiling: Compiling) -> None:
    [words] = told(pasted(changed("body", "contents", 0, "text", to="{{ link.0 }}")), compiling)
    assert "{{ link.0 }}" in words


def test_a_label_counts_with_the_longest_name(compiling: Compiling) -> None:
    label = "x" * 21 + "{{ display_name }}"
    [words] = told(pasted(changed("footer", "contents", 0, "action", "label", to=label)), compiling)
    assert "action.label" in words


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('{"type": "bubble",\n "body": }', "line 2, character 10"),
        ("", "no code yet"),
        ("[]", "bubble"),
        ('"bubble"', "bubble"),
        ('{"type": "flex"}', "bubble"),
        ('{"type": "template"}', "bubble"),
        ('{"type": "bubble", "size": NaN}', "characters that cannot be sent"),
        ('{"type": "bubble", "size": "\\u0000"}', "characters that cannot be sent"),
        ('{"type": "bubble", "size": "\\ud800"}', "characters that cannot be sent"),
        ("[" * 50_000, "too deeply"),
        ('{"type": "bubble", "body": ' + '{"a": ' * 900 + "1" + "}" * 901, "too deeply"),
    ],
)
def test_what_is_no_flex_message_is_told_in_words(code: str, said: str, compiling: Compiling) -> None:
    [words] = told(pasted(code), compiling)
    assert said in words


def test_a_notification_needs_words(compiling: Compiling) -> None:
    [problem] = KIND.problems(pasted(BUBBLE, alt_text=" "), compiling)
    assert problem.path == ("alt_text",)


def test_an_example_address_of_a_template_is_told(compiling: Compiling) -> None:
    place = ("footer", "contents", 0, "action", "uri")
    [words] = told(pasted(changed(*place, to="https://your-shop.example/x")), compiling)
    assert "example of the template" in words


def test_nothing_of_the_code_gets_lost_on_the_way() -> None:
    assert read_flex(json.dumps(BUBBLE)) == BUBBLE


@pytest.mark.parametrize("code", ["required", "too_long", "too_few", "too_big", "not_https", "not_encoded"])
def test_what_people_run_into_is_said_in_japanese(code: str) -> None:
    violation = Violation(
        property="messages[0].contents.body", code=code, message="English", params={"limit": 3, "size": 4}
    )
    with override("ja"):
        words = in_words(violation)
    assert "「contents.body」" in words
    assert "English" not in words
