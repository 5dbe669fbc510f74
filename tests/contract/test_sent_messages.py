"""Whatever we send, LINE's own document knows it: through the real engine and sender, over HTTP."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from linesteps.accounts.models import Account
from linesteps.blocks.recursion import walk_plain
from linesteps.line.client import LineClient
from linesteps.line.outcomes import LineFault
from linesteps.messages.kind import registry
from linesteps.messages.parts.quick import quick_replies_block
from linesteps.messages.stream import MAX_MESSAGES
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.plain import plain
from linesteps.scenarios.templates import Template, all_templates
from linesteps.testing.build import message, send, trigger, wait
from linesteps.testing.shop import Shop
from tests.contract.finished_messages import finished_messages
from tests.contract.quick_replies import QUICK_REPLIES
from tests.contract.referee import Referee
from tests.ready_made import LANGUAGES, made_ready

pytestmark = [
    pytest.mark.any_database_once,
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]
TEMPLATES = [
    pytest.param(one, id=f"{language}-{one.key}") for language in LANGUAGES for one in all_templates(language)
]


@pytest.fixture(autouse=True)
def public(settings: Any) -> None:
    """By https, as LINE wants all that it fetches."""
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"


def send_to_friends(shop: Shop, referee: Referee, steps: Sequence[Any], friends: int = 1) -> None:
    """Let friends arrive, and have all that the steps send judged by the referee."""
    # Nothing is sent at once, so that the emulator can still introduce the friends.
    shop.publish(steps=[part for step in steps for part in (wait(minutes=30), step)])
    gc.collect()
    for number in range(friends):
        shop.add_friend(f"花子{number}")
    Account.objects.update(api_base_url=referee.base_url, hold_per_day=None, hold_per_week=None)
    shop.pass_time(hours=len(steps))
    assert referee.violations == []
    assert {one.status for one in referee.judged} == {200}
    assert set(Dispatch.objects.values_list("status", flat=True)) == {"accepted"}


def test_every_kind_of_message_is_as_documented(shop: Shop, referee: Referee) -> None:
    values = finished_messages(shop.account)
    names = sorted(kind.name for kind in registry)
    assert set(names) == set(values)
    groups = [names[start : start + MAX_MESSAGES] for start in range(0, len(names), MAX_MESSAGES)]
    send_to_friends(
        shop, referee, [send(*(message(name, **values[name]) for name in group)) for group in groups]
    )
    assert len(referee.messages) == len(names)
    assert "{{" not in str(referee.messages)


def test_every_kind_of_quick_reply_is_as_documented(shop: Shop, referee: Referee) -> None:
    assert set(QUICK_REPLIES) == set(quick_replies_block().child_blocks)
    values = finished_messages(shop.account)
    steps = []
    for name in ("text", "buttons", "flex"):
        step = send(message(name, **values[name]))
        step["value"]["quick_replies"] = [
            {"type": kind, "value": value} for kind, value in QUICK_REPLIES.items()
        ]
        steps.append(step)
    send_to_friends(shop, referee, steps)
    taken = [one["quickReply"]["items"] for one in referee.messages]
    assert [len(items) for items in taken] == [len(QUICK_REPLIES)] * 3


def test_another_sender_is_as_documented(shop: Shop, referee: Referee) -> None:
    step = send("Hello")
    step["value"] |= {
        "sender_name": "{{ display_name|you }}",
        "sender_icon": finished_messages(shop.account)["image"]["image"],
    }
    send_to_friends(shop, referee, [step])
    assert set(referee.messages[0]["sender"]) == {"name", "iconUrl"}


def test_push_multicast_and_reply_are_as_documented(shop: Shop, referee: Referee) -> None:
    shop.publish(triggers=[trigger("keyword", words="fish", match="is")], steps=[send("Here you are")])
    send_to_friends(shop, referee, [send("The same for all"), send("Hello {{ display_name|you }}")], 3)
    someone = Dispatch.objects.filter(endpoint="push")[0].recipients[0][1]
    shop.say(someone, "fish")
    assert referee.violations == []
    calls = Counter(one.path.rpartition("/")[2] for one in referee.judged)
    assert calls == {"multicast": 1, "push": 3, "reply": 1}
    assert not Dispatch.objects.exclude(status="accepted").exists()


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_send_of_every_template_is_as_documented(
    shop: Shop, referee: Referee, template: Template
) -> None:
    drawn = made_ready(template, shop.account)
    steps = plain(drawn.get_latest_revision_as_object().steps)
    sends = [step for step in walk_plain(steps) if step["type"] == "send"]
    assert sends
    send_to_friends(shop, referee, sends)
    assert len(referee.messages) == sum(len(step["value"]["messages"]) for step in sends)


def test_the_question_whether_line_would_take_it_is_as_documented(referee: Referee) -> None:
    client = LineClient(referee.base_url, "token")
    client.validate_push([{"type": "text", "text": "Hello"}])
    with pytest.raises(LineFault, match="unexpected"):
        client.validate_push([{"type": "text", "text": "Hello", "colour": "red"}])
    assert [one.status for one in referee.judged] == [200, 400]


def test_what_the_referee_refuses_is_not_sent(shop: Shop, referee: Referee, monkeypatch: Any) -> None:
    monkeypatch.setattr("linesteps.steps.send.limit_problems", lambda *_: [])
    monkeypatch.setattr(
        "linesteps.messages.text.TextMessage.compile",
        lambda *_: {"type": "text", "text": "Hi", "colour": "red"},
    )
    with pytest.raises(AssertionError, match="colour"):
        send_to_friends(shop, referee, [send("Hello")])
    assert Dispatch.objects.get().status == "rejected"
