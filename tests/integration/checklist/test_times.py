"""Coupons, dates, quiet hours and LINE's own greeting: what is over or too early by then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils.translation import override

from linesteps.accounts.models import Account
from linesteps.messages.models import Coupon
from linesteps.testing.build import message, send, trigger, wait
from tests.integration.checklist.judged import levels
from tests.integration.checklist.looking import START, draw, find, told

pytestmark = pytest.mark.django_db


def coupon(account: Account, ends: datetime, **fields: Any) -> Coupon:
    values = {"title": "10% off", "valid_from": START - timedelta(days=1), "line_coupon_id": "c-1", **fields}
    return Coupon.objects.create(account=account, valid_until=ends, **values)


def test_coupon_that_ends_before_its_earliest_send_is_an_error(account: Account) -> None:
    row = coupon(account, datetime.fromisoformat("2026-11-30T18:00+09:00"))
    steps = [wait(days=13, at="19:00"), send(message("coupon", coupon=row.pk), id="last")]
    scenario = draw(account, *steps)
    (found,) = find("coupons", scenario)
    assert (found.level, found.step_id) == ("error", "last")
    assert found.text == "The coupon ends (30 Nov) before its earliest send (5 Dec)."
    assert found.page == f"/admin/linesteps/coupons/edit/{row.pk}/"
    with override("ja"):
        text = "クーポンの期限(11/30)が、送る予定(早くて12/5)より前です。"
        assert told("coupons", scenario)[0][1] == text


def test_quiet_hours_count_for_the_earliest_send_of_a_coupon(account: Account) -> None:
    row = coupon(account, datetime.fromisoformat("2026-11-24T08:00+09:00"))
    scenario = draw(account, wait(days=1, at="22:00"), send(message("coupon", coupon=row.pk)))
    assert levels("coupons", scenario) == ["error"]


def test_planned_publication_counts_for_the_earliest_send_of_a_coupon(account: Account) -> None:
    row = coupon(account, START + timedelta(days=5))
    scenario = draw(account, send(message("coupon", coupon=row.pk)))
    assert levels("coupons", scenario) == ["ok", "info"]
    scenario.go_live_at = START + timedelta(days=6)
    assert levels("coupons", scenario) == ["error"]


def test_coupon_that_is_not_valid_yet_is_a_warning(account: Account) -> None:
    row = coupon(account, START + timedelta(days=90), valid_from=START + timedelta(days=30))
    (found,) = find("coupons", draw(account, send(message("coupon", coupon=row.pk))))
    assert (found.level, found.text) == (
        "warning",
        "The coupon is valid from 22 Dec on only, and goes out earlier (22 Nov).",
    )


def test_coupon_that_is_missing_or_not_registered_is_an_error(account: Account) -> None:
    row = coupon(account, START + timedelta(days=90), line_coupon_id="")
    scenario = draw(account, send(message("coupon", coupon=None)), send(message("coupon", coupon=row.pk)))
    missing, unknown = find("coupons", scenario)
    assert (missing.level, missing.page) == ("error", "")
    assert "No coupon is chosen" in missing.text
    assert (unknown.level, unknown.page) == ("error", f"/admin/linesteps/coupons/edit/{row.pk}/")
    assert levels("content", scenario) == ["ok"]


def test_closed_coupon_is_an_error(account: Account) -> None:
    row = coupon(account, START + timedelta(days=90), closed_at=START)
    assert levels("coupons", draw(account, send(message("coupon", coupon=row.pk)))) == ["error"]


def test_scenario_without_coupons_says_nothing_of_them(account: Account) -> None:
    assert find("coupons", draw(account, send("Hi"))) == []


def test_date_that_is_over_is_a_warning_at_its_wait(account: Account) -> None:
    scenario = draw(account, wait(until="2026-11-01", id="past"), send("Hi"))
    (found,) = find("dates", scenario)
    assert (found.level, found.step_id) == ("warning", "past")
    assert "1 Nov is over" in found.text


def test_date_to_come_is_fine_and_no_date_says_nothing(account: Account) -> None:
    assert levels("dates", draw(account, wait(until="2026-12-24"), send("Hi"))) == ["ok"]
    assert find("dates", draw(account, wait(days=1), send("Hi"))) == []


def test_date_before_the_planned_publication_is_over_by_then(account: Account) -> None:
    scenario = draw(account, wait(until="2026-12-01"), send("Hi"))
    scenario.go_live_at = START + timedelta(days=20)
    assert levels("dates", scenario) == ["warning"]


def test_greeting_is_a_reminder_until_somebody_has_looked(account: Account) -> None:
    scenario = draw(account, send("Hi"))
    (found,) = find("greeting", scenario)
    assert (found.level, found.act) == ("warning", "greeting")
    user = get_user_model().objects.create_user("sato", first_name="佐藤")
    Account.objects.filter(pk=account.pk).update(greeting_off_at=START, greeting_off_by=user)
    scenario.account.refresh_from_db()
    (found,) = find("greeting", scenario)
    assert (found.level, found.act) == ("ok", "greeting")
    assert found.text == "It is off (said by 佐藤 on 11/22/2026)."


def test_greeting_matters_only_where_people_enter_by_becoming_friends(account: Account) -> None:
    assert find("greeting", draw(account, send("Hi"), triggers=[trigger("by_hand")])) == []


def test_message_that_is_always_moved_is_named(account: Account) -> None:
    scenario = draw(account, wait(days=1, at="22:00"), send("Hi", name="Night", id="night"))
    (found,) = find("quiet", scenario)
    assert (found.level, found.step_id) == ("info", "night")
    assert found.text == "“Night” would go out at 22:00. Quiet hours: it is sent at 9:00."


def test_message_that_may_be_moved_is_told_in_general(account: Account) -> None:
    assert told("quiet", draw(account, wait(hours=6), send("Hi"))) == [
        ("info", "What falls into the quiet hours (21:00–9:00) is sent at 9:00.")
    ]


def test_greeting_of_a_new_friend_is_not_moved(account: Account) -> None:
    assert levels("quiet", draw(account, send("Hi"), wait(days=1, at="19:00"), send("Yo"))) == ["ok"]


def test_account_without_quiet_hours_says_nothing_of_them(account: Account) -> None:
    account.quiet_from = account.quiet_until = None
    account.save()
    assert find("quiet", draw(account, wait(days=1, at="22:00"), send("Hi"))) == []
