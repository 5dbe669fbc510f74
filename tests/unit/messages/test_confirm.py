"""The question with two buttons."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from linesteps.messages.confirm import ConfirmMessage
from linesteps.messages.kind import Compiling

KIND = ConfirmMessage()
NO = {"label": "No", "url": ""}


def question(**values: Any) -> dict[str, Any]:
    return {"text": "Coming?", "left": {"label": "Yes", "url": "https://example.com/"}, "right": NO, **values}


def test_a_link_is_tracked_and_an_answer_comes_back_with_its_place(compiling: Compiling) -> None:
    [left, right] = KIND.compile(question(), compiling)["template"]["actions"]
    assert left == {"type": "uri", "label": "Yes", "uri": "{{ link.0 }}"}
    assert right == {"type": "postback", "label": "No", "data": "ls:1:here:1", "displayText": "No"}
    assert (compiling.links, compiling.labels) == (["https://example.com/", ""], ["Yes", "No"])


def test_the_notification_asks_the_question(compiling: Compiling) -> None:
    assert KIND.compile(question(), compiling)["altText"] == "Coming?"


def test_a_new_one_has_its_two_answers_in_the_editors_language() -> None:
    with override("ja"):
        default = KIND.block().get_default()
        assert [str(default[side]["label"]) for side in ("left", "right")] == ["はい", "いいえ"]


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"text": " "}, ("text",)),
        ({"text": "x" * 241}, ("text",)),
        ({"text": "x" * 230 + "{{ display_name }}"}, ("text",)),
        ({"text": "{{ nobody }}"}, ("text",)),
        ({"left": {"label": "", "url": ""}}, ("left", "label")),
        ({"right": {"label": "x" * 21, "url": ""}}, ("right", "label")),
        ({"right": {"label": "Go", "url": "example.com"}}, ("right", "url")),
        ({"right": None}, ("right", "label")),
    ],
)
def test_what_line_would_refuse_is_told_at_its_field(
    value: dict[str, Any], path: tuple[str, ...], compiling: Compiling
) -> None:
    [problem] = KIND.problems(question(**value), compiling)
    assert problem.path == path


def test_as_much_as_line_takes_is_fine(compiling: Compiling) -> None:
    value = question(text="👨‍👩‍👧" * 240, left={"label": "x" * 20, "url": ""})
    assert KIND.problems(value, compiling) == []
