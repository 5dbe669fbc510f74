"""Nobody gets too much: limits of messages to one friend."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from linesteps import clock
from linesteps.engine.models import StepVisit
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import Reason
from linesteps.testing.build import send, trigger, wait
from linesteps.testing.shop import Shop
from tests.faults.guards.accounts import Status, account, post_only


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


def test_what_the_cap_holds_beyond_its_time_is_dropped_when_that_is_over(shop: Shop) -> None:
    late = send("Only today")
    late["value"]["expires_hours"] = 2
    shop.publish(steps=[wait(days=1), late])
    friend = shop.add_friend()
    account(shop, hold_per_day=0)
    shop.pass_time(days=1, hours=1)
    assert Dispatch.objects.get().reason == Reason.FREQUENCY
    shop.pass_time(hours=1, minutes=1)
    row = Dispatch.objects.get()
    assert (row.status, row.reason) == (Status.CANCELLED, Reason.EXPIRED)
    assert shop.texts_to(friend) == []


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
