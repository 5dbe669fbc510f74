"""Another name and picture beside the messages of a send."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from wagtail.images.models import Image

from linesteps.line.limits import check_messages
from linesteps.messages.kind import Compiling
from linesteps.messages.parts.sender import sender_problems, with_sender
from linesteps.steps.kind import registry
from linesteps.testing.build import send

TEXTS = [{"type": "text", "text": "One"}, {"type": "text", "text": "Two"}]


# Wagtail leaves the temporary files of new renditions to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_every_message_of_the_send_comes_from_them(image: Image, compiling: Compiling, settings: Any) -> None:
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"
    value = {"sender_name": " Chef Taro ", "sender_icon": image.pk}
    assert sender_problems(value, compiling) == []
    messages = with_sender(TEXTS, value, compiling)
    gc.collect()
    [rendition] = image.renditions.all()
    assert rendition.width == rendition.height and rendition.url.endswith(".png")
    who = {"name": "Chef Taro", "iconUrl": f"https://fish.example{rendition.url}"}
    assert messages == [{**text, "sender": who} for text in TEXTS]
    assert check_messages(messages) == []


def test_a_send_without_them_is_compiled_and_stored_as_before(compiling: Compiling) -> None:
    kind = registry.get("send")
    assert kind.compile(send("Hello")["value"], compiling)["messages"] == [{"type": "text", "text": "Hello"}]
    block = kind.block()
    assert set(block.get_prep_value(block.get_default())) == {"name", "messages", "expires_hours"}


@pytest.mark.parametrize("name", ["x" * 21, "🐟" * 11, "LINE staff", "ＬＩＮＥ公式", "{{ nobody }}"])
def test_a_name_that_line_refuses_is_told(name: str, compiling: Compiling) -> None:
    [problem] = sender_problems({"sender_name": name}, compiling)
    assert problem.path == ("sender_name",)


@pytest.mark.parametrize("name", ["", None, "x" * 20, "Online shop"])
def test_other_names_are_fine(name: Any, compiling: Compiling) -> None:
    assert sender_problems({"sender_name": name}, compiling) == []


@pytest.mark.django_db
def test_a_deleted_picture_keeps_the_step_from_being_published(compiling: Compiling) -> None:
    value = {**send("Hello")["value"], "sender_icon": 10**6}
    [problem] = registry.get("send").problems(value, compiling)
    assert problem.path == ("sender_icon",)
