"""Fault matrix, guards: what may keep a message from leaving is asked at each claim (L-13, Q-07, A-04)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.engine.advance import advance
from linesteps.engine.models import StepVisit
from linesteps.engine.react import react
from linesteps.outbox import month
from linesteps.outbox.guards.check import check
from linesteps.outbox.models import Dispatch, MonthUse
from linesteps.outbox.quota import poll_quotas, reconsider, resume_for_new_month
from linesteps.outbox.reasons import Reason
from linesteps.testing.build import send, trigger, wait
from linesteps.testing.shop import Shop

Status = Dispatch.Status


def account(shop: Shop, **values: Any) -> None:
    """Change the account in the database."""
    Account.objects.filter(pk=shop.account.pk).update(**values)


def post_only(shop: Shop) -> None:
    """Everything up to the outbox, and nothing of it to LINE."""
    shop.hear()
    while react() + advance():
        pass


# -- quiet hours


@pytest.mark.fault("L-13")
def test_messages_of_the_night_are_spread_over_the_morning_in_order(shop: Shop) -> None:
    shop.publish(steps=[wait(hours=12), send("Ten at night"), wait(hours=2), send("Midnight")])
    friends = [shop.add_friend(f"Friend {number}") for number in range(30)]
    shop.pass_time(days=2)
    minutes = []
    for friend in friends:
        (first, _one), (second, _two) = shop.arrivals(friend)
        assert shop.texts_to(friend) == ["Ten at night", "Midnight"]
        assert (first.hour, second.hour) == (9, 9)
        minutes += [first.minute, second.minute]
    assert len(set(minutes)) > 5 and max(minutes) <= 15


# -- frequency


def three_a_day(shop: Shop, **scenario: Any) -> list[str]:
    """Two friends, each to get four messages within nine hours of tomorrow."""
    steps = [
        wait(days=1),
        send("1"),
        wait(hours=3),
        send("2"),
        wait(hours=3),
        send("3"),
        wait(hours=3),
        send("4"),
    ]
    shop.publish(steps=steps, **scenario)
    return [shop.add_friend(name) for name in ("Hanako", "Taro")]


def test_third_message_within_a_day_waits_and_the_oldest_goes_first(shop: Shop) -> None:
    friends = three_a_day(shop)
    shop.pass_time(days=1, hours=7)
    assert [shop.texts_to(friend) for friend in friends] == [["1", "2"], ["1", "2"]]
    held = Dispatch.objects.filter(status=Status.NEW)
    assert {row.reason for row in held} == {Reason.FREQUENCY}
    shop.pass_time(days=4)
    for friend in friends:
        assert shop.texts_to(friend) == ["1", "2", "3", "4"]
        times = [at for at, _text in shop.arrivals(friend)]
        assert times[2] - times[0] >= timedelta(hours=24)
        assert times[3] - times[1] >= timedelta(hours=24)
    assert {row.status for row in Dispatch.objects.all()} == {Status.ACCEPTED}


def test_sixth_message_within_a_week_waits(shop: Shop) -> None:
    shop.publish(steps=[part for number in range(7) for part in (wait(days=1), send(str(number)))])
    friend = shop.add_friend()
    shop.pass_time(days=7, hours=1)
    assert shop.texts_to(friend) == ["0", "1", "2", "3", "4"]
    shop.pass_time(days=8)
    assert shop.texts_to(friend) == [str(number) for number in range(7)]


def test_caps_count_over_all_scenarios_and_for_each_friend_alone(shop: Shop) -> None:
    shop.publish(name="First", steps=[wait(days=1), send("A"), wait(hours=1), send("B")])
    first, second = shop.add_friend("Hanako"), shop.add_friend("Taro")
    shop.publish(
        name="Second", triggers=[trigger("keyword", words="fish", match="is")],
        steps=[wait(hours=26), send("C"), wait(minutes=1), send("D")],
    )  # fmt: skip
    shop.say(first, "fish")
    shop.pass_time(days=1, hours=5)
    assert shop.texts_to(first) == ["A", "B"] and shop.texts_to(second) == ["A", "B"]
    shop.pass_time(days=3)
    assert shop.texts_to(first) == ["A", "B", "C", "D"]


def test_friend_whom_the_cap_holds_is_split_off_a_multicast(shop: Shop) -> None:
    shop.publish(name="First", steps=[wait(days=1), send("To all"), wait(minutes=1), send("And again")])
    friends = [shop.add_friend(f"Friend {number}") for number in range(4)]
    held = shop.follower(friends[0])
    past = Dispatch.objects.create(
        account=shop.account, endpoint="push", status=Status.ACCEPTED, messages="[]",
        recipients=[[held.pk, held.line_user_id]], due_at=clock.now(), created_at=clock.now(),
        first_tried_at=clock.now() + timedelta(hours=20),
    )  # fmt: skip
    run = shop.run_of(friends[0])
    for seq in (900, 901):
        StepVisit.objects.create(
            enrolment=run, version_id=run.version_id, follower=held, scenario=run.scenario, seq=seq, step_id="old",
            kind="send", port="next", arrived_at=clock.now(), left_at=clock.now(), dispatch=past,
        )  # fmt: skip
    shop.pass_time(days=1, hours=1)
    assert shop.texts_to(friends[0]) == []
    assert all(shop.texts_to(friend) == ["To all", "And again"] for friend in friends[1:])
    shop.pass_time(days=3)
    assert shop.texts_to(friends[0]) == ["To all", "And again"]
    # The visit is the delivery: it went with the friend to the new dispatch.
    mine = StepVisit.objects.filter(follower=held, seq__lt=900, kind="send").select_related("dispatch")
    for visit in mine:
        assert visit.dispatch is not None
        assert [pair[0] for pair in visit.dispatch.recipients] == [held.pk]
    reached = Counter(user_id for one in shop.line.sends for user_id in one.reached)
    assert reached == dict.fromkeys(friends, 2)


def test_later_message_waits_for_the_one_that_was_split_off(shop: Shop) -> None:
    shop.publish(steps=[wait(days=1), send("One"), send("Two")])
    friends = [shop.add_friend(f"Friend {number}") for number in range(3)]
    assert shop.virtual is not None
    shop.virtual.move_by(days=1)
    post_only(shop)
    first, second = Dispatch.objects.order_by("id")
    assert second.after_id == first.pk
    from linesteps.outbox.split import split

    apart = split(first, [shop.follower(friends[0]).pk])
    first.save()
    behind = Dispatch.objects.get(after=apart)
    assert behind.recipients == apart.recipients and behind.messages == second.messages
    second.refresh_from_db()
    assert second.after_id == first.pk and len(second.recipients) == 2
    Dispatch.objects.filter(pk=apart.pk).update(due_at=clock.now() + timedelta(hours=3))
    shop.settle()
    assert shop.texts_to(friends[0]) == [] and shop.texts_to(friends[1]) == ["One", "Two"]
    shop.pass_time(hours=4)
    assert shop.texts_to(friends[0]) == ["One", "Two"]


def test_what_a_friend_needs_is_neither_held_nor_counted(shop: Shop) -> None:
    friends = three_a_day(shop, is_transactional=True)
    shop.pass_time(days=1, hours=10)
    assert all(shop.texts_to(friend) == ["1", "2", "3", "4"] for friend in friends)
    shop.publish(
        name="Other", triggers=[trigger("keyword", words="fish", match="is")],
        steps=[wait(hours=15), send("5")],
    )  # fmt: skip
    shop.say(friends[0], "fish")
    shop.pass_time(hours=16)
    assert shop.texts_to(friends[0])[-1] == "5"


def test_answers_to_what_somebody_just_did_are_never_held(shop: Shop) -> None:
    shop.publish(
        triggers=[trigger("keyword", words="fish", match="is")],
        steps=[send("Fresh")],
        can_repeat=True,
    )
    friend = shop.add_friend()
    for _number in range(5):
        shop.say(friend, "fish")
    assert shop.texts_to(friend) == ["Fresh"] * 5


def test_what_the_cap_held_for_a_week_is_dropped_with_the_reason(shop: Shop) -> None:
    shop.publish(steps=[wait(days=1), send("Never")])
    friend = shop.add_friend()
    account(shop, hold_per_day=0)
    shop.pass_time(days=7, hours=20)
    assert Dispatch.objects.get().status == Status.NEW
    shop.pass_time(days=1)
    row = Dispatch.objects.get()
    assert (row.status, row.reason) == (Status.CANCELLED, Reason.HELD_TOO_LONG)
    assert shop.texts_to(friend) == []


# -- expiry


@pytest.mark.fault("Q-07")
def test_after_an_outage_all_is_caught_up_once_and_what_comes_too_late_is_dropped(shop: Shop) -> None:
    late = send("Lunch is ready")
    late["value"]["expires_hours"] = 3
    shop.publish(steps=[wait(hours=1), late, send("See you soon")])
    friends = [shop.add_friend(f"Friend {number}") for number in range(3)]
    assert shop.virtual is not None
    # No worker for six hours.
    shop.virtual.move_by(hours=7)
    shop.settle()
    assert [shop.texts_to(friend) for friend in friends] == [["See you soon"]] * 3
    dropped = Dispatch.objects.get(status=Status.CANCELLED)
    assert dropped.reason == Reason.EXPIRED and len(dropped.recipients) == 3
    shop.pass_time(days=2)
    assert len(shop.line.sends) == 1


@pytest.mark.fault("L-13")
def test_message_expires_while_it_waits_in_the_outbox(shop: Shop) -> None:
    late = send("Only today")
    late["value"]["expires_hours"] = 5
    shop.publish(steps=[wait(days=1), late])
    friend = shop.add_friend()
    account(shop, paused_at=clock.now())
    shop.pass_time(days=1, hours=8)
    assert Dispatch.objects.get().status == Status.NEW
    account(shop, paused_at=None)
    shop.settle()
    row = Dispatch.objects.get()
    assert (row.status, row.reason) == (Status.CANCELLED, Reason.EXPIRED)
    assert shop.texts_to(friend) == []


# -- budget and quota


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


# -- the batch


def test_guards_ask_as_many_questions_for_many_as_for_one(shop: Shop) -> None:
    account(shop, budget_per_month=1000)
    shop.publish(steps=[wait(days=1), send("Hello {{ display_name|you }}")])
    for number in range(8):
        shop.add_friend(f"Friend {number}")
    assert shop.virtual is not None
    shop.virtual.move_by(days=1)
    post_only(shop)
    rows = list(Dispatch.objects.select_related("account"))
    assert len(rows) == 8
    counts = []
    from django.db import transaction

    for some in (rows[:1], rows):
        with (
            transaction.atomic(),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            assert len(check(some, clock.now())) == len(some)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6


def test_every_reason_is_a_sentence_in_both_languages() -> None:
    from django.utils import translation

    from linesteps.outbox.reasons import in_words, title_of

    for reason in Reason.values:
        with translation.override("en"):
            english = in_words(reason), title_of(reason)
        with translation.override("ja"):
            japanese = in_words(reason), title_of(reason)
        assert all(one and two and one != two for one, two in zip(english, japanese, strict=True)), reason
