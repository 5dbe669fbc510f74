"""No way to publish goes around the checklist: code, schedule, workflow; each kind of ✖, and no ⚠."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.checklist.models import OpenedLink, hash_of
from linesteps.messages.models import Coupon
from linesteps.scenarios.compiler import ScenarioHasProblems
from linesteps.scenarios.models import ScenarioVersion
from linesteps.simulator.models import SimulationCase
from linesteps.testing.build import message, send, wait
from tests.integration.checklist.looking import START, draw, publish

pytestmark = pytest.mark.django_db

URL = "https://shop.jp/"


def opened(fault: str = "", status: int | None = None, age: timedelta = timedelta()) -> None:
    OpenedLink.objects.create(
        url=URL, url_hash=hash_of(URL), fault=fault, status_code=status, opened_at=clock.real_now() - age
    )


def refused(scenario: Any) -> str:
    """The words with which publishing is refused; nothing may have been written."""
    versions = ScenarioVersion.objects.count()
    with pytest.raises(ScenarioHasProblems) as refusal:
        publish(scenario)
    scenario.refresh_from_db()
    assert not scenario.live and ScenarioVersion.objects.count() == versions
    return str(refusal.value)


def test_link_that_was_found_broken_lately_refuses(account: Account, network: Any) -> None:
    opened(status=404)
    assert "does not open (404)" in refused(draw(account, send(URL)))


def test_link_that_was_found_broken_long_ago_does_not_refuse(account: Account, network: Any) -> None:
    opened(status=404, age=timedelta(minutes=11))
    assert publish(draw(account, send(URL))).live


def test_link_that_nobody_opened_does_not_refuse_and_is_not_opened_while_publishing(
    account: Account, network: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "linesteps.checklist.opening.book.visit", lambda *_args, **_more: pytest.fail("opened")
    )
    assert publish(draw(account, send(URL))).live


@pytest.mark.parametrize("fault", ["timeout", "no_lookup"])
def test_link_without_an_answer_does_not_refuse(account: Account, network: Any, fault: str) -> None:
    opened(fault=fault)
    assert publish(draw(account, send(URL))).live


def test_link_does_not_refuse_where_links_are_not_opened(account: Account) -> None:
    opened(status=404)
    assert publish(draw(account, send(URL))).live


def test_token_that_was_refused_lately_refuses(account: Account, network: Any) -> None:
    account.connection_fault, account.connection_checked_at = "token", clock.real_now()
    account.save()
    assert "refuses the access token" in refused(draw(account, send("Hi")))


@pytest.mark.parametrize("fault", ["unreachable", "refused", "chat", "address", "address_off"])
def test_other_faults_of_the_connection_do_not_refuse(account: Account, network: Any, fault: str) -> None:
    account.connection_fault, account.connection_checked_at = fault, clock.real_now()
    account.save()
    assert publish(draw(account, send("Hi"))).live


def test_account_out_of_use_refuses(account: Account) -> None:
    account.is_active = False
    account.save()
    assert "not in use" in refused(draw(account, send("Hi")))


def test_coupon_that_ends_too_early_refuses(account: Account) -> None:
    row = Coupon.objects.create(
        account=account,
        title="10% off",
        valid_from=START,
        valid_until=START + timedelta(days=2),
        line_coupon_id="c",
    )
    scenario = draw(account, wait(days=3), send(message("coupon", coupon=row.pk)))
    assert "before its earliest send" in refused(scenario)


def test_trial_that_comes_out_differently_refuses(account: Account) -> None:
    scenario = draw(account, send("Hi", id="a"))
    SimulationCase.objects.create(
        scenario=scenario, name="Once", persona={}, start=START, script=[], expected=[[0, "a", ["Hello"]]]
    )
    assert "comes out differently" in refused(scenario)


def test_drawing_with_errors_refuses_as_before(account: Account) -> None:
    assert "no text yet" in refused(draw(account, send("")))


def test_warnings_never_refuse(account: Account, network: Any) -> None:
    steps = [send("Hurry up")] + [step for _n in range(9) for step in (wait(hours=1), send("Last chance"))]
    scenario = draw(account, wait(until="2026-11-01"), *steps)
    assert publish(scenario).live


@pytest.mark.django_db(transaction=True)
def test_planned_publication_is_refused_with_a_trace_and_the_others_go_on(
    account: Account, network: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wagtail.models import ModelLogEntry

    soon = timezone.now() + timedelta(hours=1)
    bad, good = draw(account, send(URL), name="Bad"), draw(account, send("Hi"), name="Good")
    for scenario in (bad, good):
        publish(scenario, go_live_at=soon)
        assert not scenario.live
    opened(status=404)
    monkeypatch.setattr(timezone, "now", lambda: soon + timedelta(minutes=1))
    OpenedLink.objects.update(opened_at=clock.real_now())
    call_command("publish_scheduled", verbosity=0)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert good.live and not bad.live
    entry = ModelLogEntry.objects.get(action="linesteps.publish_refused")
    assert "does not open (404)" in entry.data["problems"]
