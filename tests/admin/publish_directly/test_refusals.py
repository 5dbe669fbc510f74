"""A post that skips the dialog is refused by the same list."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.checklist.look import ask
from linesteps.checklist.models import OpenedLink, hash_of
from linesteps.engine.advance import advance
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment
from linesteps.messages.models import Coupon
from linesteps.scenarios.models import Scenario
from linesteps.simulator.models import SimulationCase
from linesteps.testing.build import message, send, wait
from linesteps.testing.fake_line import FakeLine
from tests.admin.builders import make_account, make_friend, make_scenario
from tests.admin.publish_directly.posting import fields, publish
from tests.unit.test_link_opening import Server

pytestmark = pytest.mark.django_db


def test_link_that_does_not_open_refuses_and_is_opened_for_the_post(
    admin: Client, account: Account, server: Server
) -> None:
    scenario = make_scenario(account)
    html = publish(admin, scenario, send(f"{server.url}/gone", id="a", name="Card"))
    assert "does not open (404)" in html
    assert '<a href="#block-a-section">1. Card</a>' in html
    assert server.asked


def test_link_that_was_mended_is_opened_again(admin: Client, account: Account, server: Server) -> None:
    scenario = make_scenario(account)
    step = send(f"{server.url}/good")
    OpenedLink.objects.create(
        url=f"{server.url}/good",
        url_hash=hash_of(f"{server.url}/good"),
        status_code=404,
        opened_at=clock.real_now() - timedelta(minutes=2),
    )
    assert publish(admin, scenario, step) == ""


def test_slow_link_does_not_hold_the_post_up_for_long(
    admin: Client, account: Account, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(_handler: Any) -> None:
        time.sleep(3)

    monkeypatch.setattr("linesteps.admin.scenarios.form.ask", _ask_within(1.0))
    other = Server({"/slow": slow})
    try:
        scenario = make_scenario(account)
        began = time.monotonic()
        assert publish(admin, scenario, send(f"{other.url}/slow")) == ""
        assert time.monotonic() - began < 6
    finally:
        other.stop()


def _ask_within(seconds: float) -> Any:
    return lambda seen: ask(seen, seconds=seconds)


def test_refused_token_refuses(admin: Client, settings: Any) -> None:
    settings.LINESTEPS_NETWORK_CHECKS = True
    with FakeLine() as line:
        line.add_account()
        account = make_account(channel_access_token="wrong", api_base_url=line.base_url)
        html = publish(admin, make_scenario(account), send("Hi"))
    assert "refuses the access token" in html


def test_account_out_of_use_refuses(admin: Client, account: Account) -> None:
    scenario = make_scenario(account)
    Account.objects.update(is_active=False)
    assert "not in use" in publish(admin, scenario, send("Hi"))


def test_coupon_that_ends_too_early_refuses(admin: Client, account: Account) -> None:
    now = clock.now()
    row = Coupon.objects.create(
        account=account,
        title="10% off",
        valid_from=now - timedelta(days=1),
        valid_until=now + timedelta(days=2),
        line_coupon_id="c",
    )
    steps = [wait(days=3), send(message("coupon", coupon=row.pk), id="last", name="Coupon")]
    html = publish(admin, make_scenario(account), *steps)
    assert "before its earliest send" in html and '<a href="#block-last-section">2. Coupon</a>' in html


def test_missing_coupon_refuses(admin: Client, account: Account) -> None:
    html = publish(admin, make_scenario(account), send(message("coupon", coupon=None)))
    assert "No coupon is chosen" in html


def test_trial_that_comes_out_differently_refuses(admin: Client, account: Account) -> None:
    scenario = make_scenario(account)
    SimulationCase.objects.create(
        scenario=scenario,
        name="Once",
        persona={},
        start=clock.now(),
        script=[],
        expected=[[0, "a", ["Hello"]]],
    )
    assert "comes out differently" in publish(admin, scenario, send("Hi", id="a"))


def test_missing_start_condition_refuses(admin: Client, account: Account) -> None:
    none = nested_form_data({"triggers": streamfield([])})
    scenario = make_scenario(account)
    data = {**fields(scenario, send("Hi"))}
    data = {name: value for name, value in data.items() if not name.startswith("triggers")}
    data |= {**none, "action-publish": "1"}
    answer = admin.post(reverse("linesteps_scenarios:edit", args=[scenario.pk]), data)
    assert "no start condition" in answer.content.decode()


def test_empty_message_refuses(admin: Client, account: Account) -> None:
    assert "There is no message yet" in publish(admin, make_scenario(account), send())


@pytest.fixture
def inside(account: Account) -> Scenario:
    """A live scenario with somebody at a wait."""
    scenario = make_scenario(
        account, send("A", id="a"), wait(days=3, id="w"), send("B", id="b"), publish=True
    )
    enrol(scenario, make_friend(account), cause="by_hand")
    advance()
    return scenario


def test_people_at_a_deleted_step_refuse_until_there_is_an_answer(admin: Client, inside: Scenario) -> None:
    before = inside.current_version
    url = reverse("linesteps_scenarios:edit", args=[inside.pk])
    steps = [send("A", id="a"), send("B", id="b")]
    data = {**fields(inside, *steps), "action-publish": "1"}
    answer = admin.post(url, data)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "Say what becomes of them" in html and '<a href="#ls-publish">People inside</a>' in html
    inside.refresh_from_db()
    assert inside.current_version == before
    answer = admin.post(url, {**data, "deleted": "next"})
    assert answer.status_code == 302
    assert Enrolment.objects.get().step_id == "b"


@pytest.mark.parametrize(("choice", "status"), [("move", "waiting"), ("finish", "waiting"), ("end", "left")])
def test_choice_for_people_inside_is_posted_with_the_form(
    admin: Client, inside: Scenario, choice: str, status: str
) -> None:
    before = inside.current_version
    steps = [send("A", id="a"), wait(days=9, id="w"), send("B", id="b")]
    assert publish(admin, inside, *steps, inside=choice) == ""
    run = Enrolment.objects.get()
    assert run.status == status
    assert (run.version == inside.current_version) == (choice == "move")
    assert inside.current_version != before


def test_warnings_let_it_through_and_entries_are_remembered(admin: Client, account: Account) -> None:
    scenario = make_scenario(account)
    steps = [step for number in range(4) for step in (send(f"Hurry {number}"), wait(hours=1))]
    assert publish(admin, scenario, *steps, entries_per_day="12.5") == ""
    assert scenario.entries_per_day == 12.5


def test_draft_is_saved_whatever_the_list_says(admin: Client, account: Account, server: Server) -> None:
    scenario = make_scenario(account)
    url = reverse("linesteps_scenarios:edit", args=[scenario.pk])
    assert admin.post(url, fields(scenario, send(f"{server.url}/gone"))).status_code == 302
    assert server.asked == []
