"""The draft as a conversation: what a friend would see, when, and on which way."""

from __future__ import annotations

import gc
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.images import get_image_model

from linesteps.accounts.models import Account
from linesteps.admin.builder.describe import Sketch
from linesteps.messages.models import Coupon
from linesteps.scenarios.conversation import Conversation, conversation, every_way, example_values
from linesteps.testing.build import (
    branch,
    buttons,
    clicked,
    end,
    jump,
    message,
    path,
    send,
    step,
    tagged,
    trigger,
    wait,
)
from tests.admin.builders import make_account

pytestmark = pytest.mark.django_db

TOKYO = ZoneInfo("Asia/Tokyo")
MORNING = datetime(2026, 11, 22, 10, 0, tzinfo=TOKYO)
FIRST, FORK, TAPPED, OTHER, LAST = (f"{number}1111111-1111-4111-8111-111111111111" for number in range(1, 6))


@pytest.fixture
def account(db: None) -> Account:
    return make_account(name="浜の店")


def talk(account: Account, *steps: Any, start: datetime = MORNING, **options: Any) -> Conversation:
    sketch = Sketch.of(account, None, list(steps), [trigger()])
    options.setdefault("values", example_values(account))
    return conversation(sketch, start=start, **options)


def told(found: Conversation) -> list[tuple[str, str]]:
    """(heading, words) of everything but the start."""
    return [
        (item["heading"], " / ".join(one.get("text", "") for one in item["messages"]) or item["text"])
        for item in found.to_json()["items"]
        if item["kind"] != "start"
    ]


def forked() -> list[Any]:
    return [
        send("Hello", id=FIRST),
        wait(days=3, at="19:00"),
        branch(
            path([clicked(FIRST)], [send("Thanks", id=TAPPED)], label="Tapped"),
            otherwise=[send("It ends soon", id=OTHER)],
            wait_hours=48,
            id=FORK,
        ),
        wait(days=7),
        send("Voices", id=LAST),
    ]


def test_messages_come_on_their_day_at_their_time(account: Account) -> None:
    found = talk(account, send("Hello {{ display_name|you }}"), wait(days=3, at="19:00"), send("Three days"))
    assert told(found) == [
        ("First day, 10:00", "Hello Hanako"),
        ("Day 3, 19:00", "Three days"),
    ]
    assert found.to_json()["days"] == 3


def test_name_and_attributes_of_whoever_looks_stand_in_the_text(account: Account) -> None:
    account.attributes.create(key="city", name="City", type="text")
    text = "{{ display_name|you }} in {{ attribute.city|your town }}, from {{ account_name }}"
    values = {"display_name": "", "account_name": account.name, "attribute.city": "Kobe"}
    assert told(talk(account, send(text), values=values))[0][1] == "you in Kobe, from 浜の店"


def test_link_leads_to_its_destination_and_is_no_counting_one(account: Account) -> None:
    found = talk(
        account, send(buttons("Look", ("Open", "https://example.com/a")), "See https://example.com/b")
    )
    card, text = found.messages()
    assert card["template"]["actions"][0]["uri"] == "https://example.com/a"
    assert text["text"] == "See https://example.com/b"


def test_quick_replies_and_another_sender_are_shown_once_they_are_ready(account: Account) -> None:
    step = send("When?", id="q")
    step["value"] |= {
        "sender_name": "Chef Taro",
        "quick_replies": [{"type": "answer", "value": {"label": "Now"}}],
    }
    [message] = talk(account, step).messages()
    assert message["sender"] == {"name": "Chef Taro"}
    assert message["quickReply"]["items"][0]["action"]["label"] == "Now"
    step["value"] |= {"sender_name": "LINE", "quick_replies": [{"type": "answer", "value": {"label": ""}}]}
    [message] = talk(account, step).messages()
    assert message == {"type": "text", "text": "When?"}


def test_first_way_is_shown_until_another_one_is_chosen(account: Account) -> None:
    found = talk(account, *forked())
    assert [words for _when, words in told(found)] == [
        "Hello",
        "Branch: Tapped / Everyone else",
        "Thanks",
        "Voices",
    ]
    (fork,) = [item for item in found.to_json()["items"] if item["kind"] == "branch"]
    assert fork["port"] == "path1" and [way["label"] for way in fork["ways"]] == ["Tapped", "Everyone else"]
    other = talk(account, *forked(), ways={FORK: "else"})
    # Whoever gives no sign waits for two days more.
    assert told(other)[1:3] == [
        ("Day 5, 19:00", "Branch: Tapped / Everyone else"),
        ("Day 5, 19:00", "It ends soon"),
    ]


def test_way_leads_to_the_step_that_shall_be_seen(account: Account) -> None:
    found = talk(account, *forked(), ways={FORK: "path1"}, via=OTHER)
    assert OTHER in found.passed and TAPPED not in found.passed and LAST in found.passed


def test_send_in_the_quiet_hours_comes_in_the_morning_and_says_so(account: Account) -> None:
    found = talk(account, send("Hello"), wait(days=1, at="22:30"), send("Late")).to_json()["items"][-1]
    assert found["heading"] == "Day 2, 09:00" and "22:30" in found["note"]


def test_answer_to_the_start_is_not_held_back_by_quiet_hours(account: Account) -> None:
    night = datetime(2026, 11, 22, 23, 0, tzinfo=TOKYO)
    assert told(talk(account, send("Hello"), start=night)) == [("First day, 23:00", "Hello")]


def test_unfinished_parts_are_told_in_words(account: Account) -> None:
    broken = step("send", {"name": "", "messages": [message("text", text=""), message("image", image=None)]})
    found = talk(account, broken, wait(days=0), send("After", "{{ nobody }}"))
    kinds = [[one["type"] for one in item["messages"]] for item in found.to_json()["items"]]
    assert kinds == [[], ["todo", "todo"], [], ["text", "todo"]]
    texts = [one["text"] for one in found.messages() if one["type"] == "todo"]
    assert texts[0].startswith("There is no text yet") and texts[1] == "No image is chosen yet. Choose one."
    assert [item.kind for item in found.items] == ["start", "send", "todo", "send"]


def test_send_without_messages_says_that_there_is_none(account: Account) -> None:
    (message_,) = talk(account, step("send", {"name": "x", "messages": []})).messages()
    assert message_["type"] == "todo" and "no message yet" in message_["text"]


def test_end_and_loop_are_told(account: Account) -> None:
    ended = talk(account, send("Hello"), end(), send("Never"))
    assert told(ended)[-1][1] == "Ends here" and "Never" not in str(ended.items)
    again = talk(account, send("Hello", id=FIRST), wait(days=1), jump(FIRST))
    assert [item.kind for item in again.items] == ["start", "send", "again"]


def test_jump_that_leads_nowhere_ends_the_conversation(account: Account) -> None:
    found = talk(account, jump("nowhere"), send("Never"))
    assert [item.kind for item in found.items] == ["start", "todo"]


def test_jump_is_followed_out_of_its_path(account: Account) -> None:
    steps = [
        branch(path([tagged("vip")], [jump(LAST)], label="VIP"), otherwise=[], id=FORK),
        send("Skipped", id=OTHER),
        send("Voices", id=LAST),
    ]
    assert [words for _when, words in told(talk(account, *steps))][1:] == ["Voices"]


@pytest.mark.parametrize(
    "value", [5, None, [], {"messages": 5}, {"messages": [5]}, {"messages": [{"type": "text", "value": 5}]}]
)
@pytest.mark.parametrize("kind", ["send", "wait", "branch"])
def test_what_no_form_has_made_is_told_and_never_an_error(account: Account, kind: str, value: Any) -> None:
    found = talk(account, step(kind, value, FIRST), send("After"))
    assert told(found)[-1][1] == "After"


def test_page_shows_every_way_with_its_own_time(account: Account) -> None:
    sketch = Sketch.of(account, None, forked(), [trigger()])
    found = every_way(sketch, values=example_values(account), start=MORNING)
    assert [(item.kind, item.depth) for item in found.items] == [
        ("start", 0), ("send", 0), ("branch", 0), ("path", 1), ("send", 1), ("path", 1), ("send", 1), ("send", 0),
    ]  # fmt: skip
    assert "Thanks" in str(found.items) and "It ends soon" in str(found.items)


# Wagtail leaves the temporary files of new renditions to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_queries_do_not_grow_with_the_scenario(
    account: Account, django_assert_num_queries: Callable[..., Any]
) -> None:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    image = get_image_model().objects.create(title="A", file=ContentFile(file.getvalue(), name="a.jpg"))
    coupon = Coupon.objects.create(
        account=account, title="10% off", valid_from=MORNING, valid_until=MORNING.replace(year=2099),
        line_coupon_id="01",
    )  # fmt: skip

    def steps(count: int) -> list[Any]:
        parts = [
            message("image", image=image.pk),
            message("coupon", coupon=coupon.pk),
            buttons("Look", ("Open", "https://example.com/")),
        ]
        return [one for _number in range(count) for one in (send("Hi", *parts), wait(days=1))]

    # The first look makes the renditions.
    few = talk(account, *steps(2))
    gc.collect()
    # Attributes, images, their renditions, coupons.
    for count in (2, 40):
        with django_assert_num_queries(4):
            found = talk(account, *steps(count))
        assert len(found.messages()) == 4 * count
    assert few.messages()[1]["previewImageUrl"].startswith("http")
