"""The month's messages: the own budget and LINE's quota."""

from __future__ import annotations

import pytest

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.outbox import month
from linesteps.outbox.models import Dispatch, MonthUse
from linesteps.outbox.quota import poll_quotas, reconsider, resume_for_new_month
from linesteps.outbox.reasons import Reason
from linesteps.testing.build import send, wait
from linesteps.testing.shop import Shop
from tests.faults.guards.accounts import Status, account


def used(shop: Shop) -> int:
    return MonthUse.objects.get(account=shop.account).people


def test_sending_pauses_before_the_budget_is_passed_and_goes_on_next_month(shop: Shop) -> None:
    shop.publish(steps=[wait(days=1), send("One"), wait(days=1), send("Two")])
    friends = [shop.add_friend(f"Friend {number}") for number in range(5)]
    account(shop, budget_per_month=7)
    shop.pass_time(days=3)
    got = [len(shop.texts_to(friend)) for friend in friends]
    assert sum(got) == 7 == used(shop)
    held = Dispatch.objects.filter(status=Status.NEW)
    assert {row.reason for row in held} == {Reason.BUDGET}
    # From 25 November on to 1 December, and no day later.
    shop.pass_time(days=7)
    assert all(shop.texts_to(friend) == ["One", "Two"] for friend in friends)
    last = max(at for friend in friends for at, _text in shop.arrivals(friend))
    assert (last.month, last.day, last.hour) == (12, 1, 9)
    assert sum(row.charged for row in Dispatch.objects.all()) == 10


def test_raised_budget_lets_sending_go_on_at_once(shop: Shop) -> None:
    shop.publish(steps=[wait(days=1), send("One")])
    friends = [shop.add_friend(f"Friend {number}") for number in range(3)]
    account(shop, budget_per_month=0)
    shop.pass_time(days=2)
    assert shop.line.sends == []
    account(shop, budget_per_month=10)
    shop.account.refresh_from_db()
    assert reconsider(shop.account)
    assert set(Dispatch.objects.values_list("due_at", flat=True)) == {clock.now()}
    # Long before the next month; a busy machine may cost the first call its patience, and a retry.
    shop.pass_time(minutes=5)
    assert all(shop.texts_to(friend) == ["One"] for friend in friends)


def test_lines_quota_is_asked_for_and_not_overspent(shop: Shop) -> None:
    shop.there.quota = 3
    shop.publish(steps=[wait(days=1), send("One")])
    friends = [shop.add_friend(f"Friend {number}") for number in range(5)]
    assert poll_quotas() == 1
    assert poll_quotas() == 0
    shop.account.refresh_from_db()
    assert shop.account.quota_limit == 3
    shop.pass_time(days=1, hours=1)
    assert sum(len(shop.texts_to(friend)) for friend in friends) == 3
    assert {row.reason for row in Dispatch.objects.filter(status=Status.NEW)} == {Reason.QUOTA}
    assert [one for one in shop.line.requests if one.endpoint == "multicast"][-1].status == 200
    shop.there.quota = 30
    shop.pass_time(minutes=11)
    assert poll_quotas() == 1
    shop.settle()
    assert all(shop.texts_to(friend) == ["One"] for friend in friends)


@pytest.mark.fault("L-05")
def test_account_that_lines_monthly_limit_paused_resumes_next_month_by_itself(shop: Shop) -> None:
    shop.publish(steps=[wait(days=1), send("One")])
    friends = [shop.add_friend(f"Friend {number}") for number in range(3)]
    shop.line.fail("multicast", "429_quota")
    shop.pass_time(days=2)
    assert Account.objects.get(pk=shop.account.pk).paused_reason == Reason.QUOTA
    assert used(shop) == 0
    assert resume_for_new_month() == 0
    shop.pass_time(days=8)
    assert resume_for_new_month() == 1
    shop.settle()
    assert all(shop.texts_to(friend) == ["One"] for friend in friends)


def test_free_replies_and_what_line_refuses_do_not_count(shop: Shop) -> None:
    shop.publish(steps=[send("Welcome"), wait(days=1), send("Bad")])
    shop.add_friend()
    shop.line.fail("push", "400", message="bad")
    shop.pass_time(days=2)
    assert {row.status for row in Dispatch.objects.all()} == {Status.ACCEPTED, Status.REJECTED}
    assert used(shop) == 0


def test_months_end_in_the_accounts_own_zone() -> None:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    eve = datetime(2026, 11, 30, 15, 30, tzinfo=UTC)
    assert month.month_of(eve, month.LINE_ZONE).month == 12
    assert month.month_of(eve, ZoneInfo("Europe/Paris")).month == 11
    assert month.next_month(eve, ZoneInfo("Europe/Paris")) == datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
