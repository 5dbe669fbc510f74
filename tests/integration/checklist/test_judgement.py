"""LINE is asked about each message before publishing: what it refuses stops it, a silent LINE does not."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.checklist.judging import FRESH
from linesteps.checklist.kind import registry
from linesteps.checklist.models import JudgedMessages
from linesteps.checklist.seen import Seen
from linesteps.followers.models import Attribute
from linesteps.scenarios.compiler import ScenarioHasProblems
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import buttons, send, wait
from linesteps.testing.fake_line import FakeLine
from tests.admin.builders import make_account, make_scenario
from tests.admin.publish_directly.posting import publish as post
from tests.integration.checklist.looking import draw, find, publish, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]

REFUSED = [{"property": "messages[0].template.actions[1].label", "message": "May not be that word."}]


@pytest.fixture
def line() -> Iterator[FakeLine]:
    with FakeLine(http_hosts=["testserver"]) as line:
        yield line


@pytest.fixture
def shop(line: FakeLine) -> Account:
    there = line.add_account()
    account = make_account(channel_access_token=there.access_token, api_base_url=line.base_url, name="店")
    # As the row is stored: its secrets read as secrets.
    return Account.objects.get(pk=account.pk)


def ask(scenario: Scenario, seconds: float = 5) -> list[tuple[str, str]]:
    registry.get("judgement").ask(Seen(scenario), seconds=seconds)
    return told("judgement", scenario)


def questions(line: FakeLine) -> int:
    return sum(request.endpoint == "validate" for request in line.requests)


def test_answer_is_waited_for_and_then_line_takes_the_messages(shop: Account, line: FakeLine) -> None:
    scenario = draw(shop, send("Hi"), wait(days=1), send("Bye"))
    assert told("judgement", scenario) == [("waiting", "Asking LINE …")]
    assert ask(scenario) == [("ok", "LINE takes 2 messages.")]
    assert questions(line) == 2
    # The answer counts for a while, also for the next request.
    ask(scenario)
    assert questions(line) == 2
    JudgedMessages.objects.update(judged_at=clock.real_now() - FRESH - timedelta(seconds=1))
    assert told("judgement", scenario)[0][0] == "waiting"


def test_line_judges_messages_as_long_as_they_can_become(shop: Account, line: FakeLine) -> None:
    Attribute.objects.create(account=shop, key="memo", name="Memo", type="text")
    ask(draw(shop, send("{{ display_name:sama }} {{ attribute.memo|- }} https://shop.jp/")))
    (asked,) = [request for request in line.requests if request.endpoint == "validate"]
    (message,) = json.loads(asked.body)["messages"]
    name, memo, link = message["text"].split(" ")
    assert (len(name), len(memo)) == (21, 500)
    assert link.startswith("http://") and len(link) > 60


def test_what_line_refuses_is_an_error_at_its_field_in_both_languages(shop: Account, line: FakeLine) -> None:
    message = buttons("Which?", ("A", ""), ("B", ""))
    scenario = draw(shop, send("Hi"), send(message, id="second"))
    line.fail("validate", "400", times=2, message="The request body has 1 error(s)", details=REFUSED)
    registry.get("judgement").ask(Seen(scenario), seconds=5)
    found = find("judgement", scenario)
    assert {(one.level.value, one.step_id) for one in found} >= {("error", "second")}
    (one,) = [one for one in found if one.step_id == "second"]
    assert one.path == ("messages", 0, "buttons", 1, "label")
    assert "LINE would refuse this: “May not be that word”" in one.text
    with translation.override("ja"):
        (one,) = [one for one in find("judgement", scenario) if one.step_id == "second"]
        assert "May not be that word" in one.text and "LINE" in one.text and "変更" in one.text


def test_refusal_stops_every_way_to_publish(admin_client: Client, shop: Account, line: FakeLine) -> None:
    scenario = make_scenario(shop)
    line.fail("validate", "400", message="The request body has 1 error(s)", details=REFUSED)
    html = post(admin_client, scenario, send(buttons("Which?", ("A", ""), ("B", "")), id="a", name="Card"))
    assert "May not be that word" in html
    assert '<a href="#block-a-section">1. Card</a>' in html
    with pytest.raises(ScenarioHasProblems, match="May not be that word"):
        publish(
            Scenario.objects.get(pk=scenario.pk),
            send(buttons("Which?", ("A", ""), ("B", "")), id="a", name="Card"),
        )
    # Mended, it is asked about again.
    assert (
        post(admin_client, scenario, send(buttons("Which?", ("A", ""), ("C", "")), id="a", name="Card")) == ""
    )


@pytest.mark.parametrize("fault", ["500_before", "503", "429_rate", "drop_before", "401"])
def test_line_that_does_not_answer_is_noted_and_stops_nothing(
    admin_client: Client, shop: Account, line: FakeLine, fault: str
) -> None:
    scenario = make_scenario(shop)
    line.fail("validate", fault, times=5)
    assert ask(draw(shop, send("Hi"))) == [
        ("info", "LINE could not be asked whether it takes the messages. You can publish all the same.")
    ]
    assert post(admin_client, scenario, send("Hi")) == ""


def test_line_that_hangs_holds_nobody_up(shop: Account, line: FakeLine) -> None:
    line.fail("validate", "hang", times=50, seconds=20)
    began = time.monotonic()
    ((level, _text),) = ask(draw(shop, *[send(f"Hi {number}") for number in range(20)]), seconds=1)
    assert level == "info"
    assert time.monotonic() - began < 5


def test_fifty_sends_are_judged_within_a_few_seconds(shop: Account, line: FakeLine) -> None:
    line.latency_seconds = 0.05
    began = time.monotonic()
    assert ask(draw(shop, *[send(f"Hi {number}") for number in range(50)])) == [
        ("ok", "LINE takes 50 messages.")
    ]
    assert time.monotonic() - began < 4


def test_nothing_is_asked_inside_the_transaction_that_publishes(shop: Account, line: FakeLine) -> None:
    assert publish(draw(shop, send("Hi"))).live
    assert questions(line) == 0


def test_site_that_asks_nobody_has_no_row(shop: Account, settings: Any) -> None:
    settings.LINESTEPS_NETWORK_CHECKS = False
    assert ask(draw(shop, send("Hi"))) == []
