"""Quick replies below the last message of a send."""

from __future__ import annotations

from typing import Any

import pytest

from linesteps.line.limits import check_messages
from linesteps.messages.kind import Compiling
from linesteps.messages.parts.quick import quick_problems, with_quick_replies
from linesteps.steps.kind import registry
from linesteps.testing.build import message, send

TEXTS = [{"type": "text", "text": "One"}, {"type": "text", "text": "Two"}]


def reply(kind: str, **value: Any) -> dict[str, Any]:
    return {"type": kind, "value": {"label": "Go", **value}}


EVERY = [
    reply("answer"),
    reply("link", url="https://example.com/"),
    reply("date_time", mode="date"),
    reply("camera"),
    reply("camera_roll"),
    reply("location"),
]


def test_only_the_last_message_has_them_and_line_takes_each_kind(compiling: Compiling) -> None:
    assert quick_problems(EVERY, compiling) == []
    first, last = with_quick_replies(TEXTS, EVERY, compiling)
    assert "quickReply" not in first
    actions = [item["action"] for item in last["quickReply"]["items"]]
    assert [one["type"] for one in actions] == [
        "postback",
        "uri",
        "datetimepicker",
        "camera",
        "cameraRoll",
        "location",
    ]
    actions[1]["uri"] = "https://example.com/"
    assert check_messages([first, last]) == []


def test_answers_and_dates_come_back_with_their_place_and_links_are_tracked(compiling: Compiling) -> None:
    actions = [
        item["action"] for item in with_quick_replies(TEXTS, EVERY, compiling)[1]["quickReply"]["items"]
    ]
    assert actions[0]["data"] == "ls:1:here:0"
    assert actions[1]["uri"] == "{{ link.1 }}"
    assert actions[2]["data"] == "ls:1:here:2"
    assert compiling.links == ["", "https://example.com/", ""]


def test_they_come_after_the_links_of_the_messages(compiling: Compiling) -> None:
    step = send("See https://example.com/first")
    step["value"]["quick_replies"] = [reply("answer")]
    config = registry.get("send").compile(step["value"], compiling)
    assert config["labels"] == ["", "Go"]
    assert config["messages"][0]["quickReply"]["items"][0]["action"]["data"] == "ls:1:here:1"


def test_a_send_without_them_is_compiled_and_stored_as_before(compiling: Compiling) -> None:
    kind = registry.get("send")
    assert "quickReply" not in kind.compile(send("Hello")["value"], compiling)["messages"][0]
    block = kind.block()
    assert "quick_replies" not in block.get_prep_value(block.get_default())
    kept = block.to_python({"name": "", "messages": [], "quick_replies": [{**EVERY[0], "id": "1"}]})
    assert block.get_prep_value(kept)["quick_replies"][0]["value"] == EVERY[0]["value"]


@pytest.mark.parametrize(
    ("part", "path"),
    [
        (reply("answer", label=""), "label"),
        (reply("camera", label="x" * 21), "label"),
        (reply("answer", label="{{ nobody }}"), "label"),
        (reply("link"), "url"),
        (reply("link", url="nowhere"), "url"),
    ],
)
def test_what_line_would_refuse_is_told_with_its_number(
    part: dict[str, Any], path: str, compiling: Compiling
) -> None:
    [problem] = quick_problems([EVERY[0], part], compiling)
    assert problem.path == ("quick_replies", 1, path)
    assert str(problem.message).startswith("Quick reply 2: ")


def test_there_are_thirteen_at_most(compiling: Compiling) -> None:
    assert quick_problems([EVERY[0]] * 13, compiling) == []
    [problem] = quick_problems([EVERY[0]] * 14, compiling)
    assert problem.path == ("quick_replies",)


def test_their_problems_keep_the_step_from_being_published(compiling: Compiling) -> None:
    value = {**send(message("text", text="Hello"))["value"], "quick_replies": [reply("answer", label="")]}
    [problem] = registry.get("send").problems(value, compiling)
    assert problem.path == ("quick_replies", 0, "label")
