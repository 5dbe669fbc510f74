"""Goals: who reached them through which message, counted from facts; and leaving as soon as they are reached."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import linesteps
from linesteps import clock
from linesteps.conversions.count import count_all, count_goals
from linesteps.conversions.recount import recount
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Activity, Follower, FollowerTag, Tag
from linesteps.goals.models import Conversion, GoalDue, HeldOut, ScenarioGoal
from linesteps.privacy.erase import erase
from linesteps.scenarios.compiler import problems
from linesteps.testing.build import Plain, buttons, condition, send, step, tag, tagged, wait
from linesteps.testing.shop import Shop
from tests.integration.coupons.making import card, own_coupon

LOOK = buttons("Look", ("Here", "https://example.com/a"), ("Yes", ""))


def goal(kind: str, key: str = "g", **value: Any) -> Plain:
    return {"type": kind, "value": {"name": "", "days": 7, **value}, "id": key}


def bought(key: str = "g", **value: Any) -> Plain:
    return goal("event", key, **{"event": "purchase", "value_property": "total", **value})


def rows(**which: Any) -> list[tuple[Any, ...]]:
    found = Conversion.objects.filter(**which).order_by("at", "pk")
    return list(found.values_list("key", "touch", "step_id", "value"))


def test_purchase_counts_for_the_last_message_before_it_with_what_it_was_worth(shop: Shop) -> None:
    shop.publish(
        steps=[send("One", id="1"), wait(days=3), send("Two", id="2")],
        goals=[bought()],
    )
    friend = shop.add_friend()
    row = shop.follower(friend)
    shop.pass_time(hours=1)
    linesteps.track(row, "purchase", {"total": "1200.50"}, key="a")
    linesteps.track(row, "looked", {"total": 5}, key="b")
    shop.settle()
    assert rows() == [("g", "sent", "1", Decimal("1200.50"))]
    assert Conversion.objects.get().enrolment_id == shop.run_of(friend).pk
    shop.pass_time(days=4)
    linesteps.track(row, "purchase", {"total": 300}, key="c")
    linesteps.track(row, "purchase", {"total": "a lot"}, key="d")
    shop.settle()
    assert rows()[1:] == [("g", "sent", "2", Decimal(300)), ("g", "sent", "2", None)]
    shop.pass_time(days=8)
    linesteps.track(row, "purchase", {"total": 9}, key="e")
    shop.settle()
    # Later than the goal's seven days after the last message.
    assert len(rows()) == 3


def test_tap_is_a_later_touch_than_the_message_after_which_it_comes(shop: Shop) -> None:
    shop.publish(
        steps=[send(LOOK, id="1"), wait(hours=1), send("Two", id="2")],
        goals=[bought(), goal("tapped_link", "t"), goal("tapped_link", "s", step="1")],
    )
    friend = shop.add_friend()
    shop.pass_time(hours=2)
    shop.tap_link(friend, 0)
    linesteps.track(shop.follower(friend), "purchase", {}, key="a")
    shop.settle()
    assert sorted(rows()) == [
        ("g", "tapped", "1", None),
        ("s", "tapped", "1", None),
        ("t", "tapped", "1", None),
    ]


def test_tag_coupon_and_page_are_goals(shop: Shop) -> None:
    coupon = own_coupon(shop)
    shop.publish(
        steps=[send(card(coupon), buttons("Look", ("Here", "https://example.com/thanks/1")), id="1")],
        goals=[
            goal("tag", "tag", tag="VIP"),
            goal("coupon_used", "coupon", coupon=coupon.pk),
            goal("page", "page", url="https://example.com/thanks/"),
        ],
    )
    friend = shop.add_friend()
    row = shop.follower(friend)
    Activity.of(row, "tag_added", clock.now(), tag="VIP").save()
    Activity.of(row, "tag_added", clock.now(), tag="other").save()
    Activity.of(row, "coupon_used", clock.now(), coupon=coupon.pk).save()
    linesteps.track(row, "page_visited", {"url": "https://example.com/thanks/2"}, key="p")
    linesteps.track(row, "page_visited", {"url": "https://example.com/"}, key="q")
    shop.settle()
    assert sorted(one[0] for one in rows()) == ["coupon", "page", "tag"]
    shop.tap_link(friend)
    assert sorted(one[0] for one in rows()) == ["coupon", "page", "page", "tag"]


def test_goal_that_stands_as_a_step_counts_whoever_comes_past(shop: Shop) -> None:
    scenario = shop.publish(
        steps=[send("One", id="1"), wait(hours=1), step("goal", {"name": "Booked"}, "booked")]
    )
    shop.add_friend()
    assert rows() == []
    shop.pass_time(hours=2)
    assert rows() == [("booked", "sent", "1", None)]
    assert ScenarioGoal.objects.get(scenario=scenario).name == "Booked"
    assert Activity.objects.filter(kind="goal_reached").count() == 1


def test_counting_again_gives_the_same_and_writes_nothing(shop: Shop) -> None:
    scenario = shop.publish(steps=[send("One", id="1"), wait(days=1), send("Two")], goals=[bought()])
    people = [shop.follower(shop.add_friend(f"Friend {number}")) for number in range(4)]
    for row in people:
        linesteps.track(row, "purchase", {"total": row.pk}, key="a")
    shop.settle()
    before = list(Conversion.objects.order_by("pk").values())
    assert len(before) == 4
    with CaptureQueriesContext(connection) as queries:
        recount(scenario.pk, [row.pk for row in people])
    assert not [one for one in queries if not one["sql"].startswith("SELECT")]
    few = len(queries)
    others = Follower.objects.bulk_create(
        Follower(account=shop.account, line_user_id=f"U{number:032x}", status="friend")
        for number in range(600)
    )
    with CaptureQueriesContext(connection) as queries:
        recount(scenario.pk, [row.pk for row in [*people, *others]])
    assert len(queries) == few
    Conversion.objects.filter(pk=before[0]["id"]).update(value=1, step_id="x")
    Conversion.objects.filter(pk=before[1]["id"]).delete()
    count_all(scenario.pk)
    while count_goals():
        pass
    after = [{**one, "id": 0} for one in Conversion.objects.order_by("follower_id").values()]
    assert after == [{**one, "id": 0} for one in sorted(before, key=lambda one: one["follower_id"])]
    assert not GoalDue.objects.exists()


def test_goal_that_is_changed_counts_what_was_before_it_too(shop: Shop) -> None:
    scenario = shop.publish(steps=[send("One", id="1")], goals=[bought()])
    row = shop.follower(shop.add_friend())
    linesteps.track(row, "booked", {}, key="a")
    shop.settle()
    assert rows() == []
    drawn: Any = scenario
    drawn.goals = [bought(event="booked")]
    shop.publish(scenario)
    shop.settle()
    assert rows() == [("g", "sent", "1", None)]
    drawn.goals = []
    shop.publish(scenario)
    shop.settle()
    assert rows() == []


def test_erased_person_stays_counted(shop: Shop) -> None:
    scenario = shop.publish(steps=[send("One", id="1")], goals=[bought()])
    row = shop.follower(shop.add_friend())
    linesteps.track(row, "purchase", {}, key="a")
    shop.settle()
    erase(row.pk)
    count_all(scenario.pk)
    while count_goals():
        pass
    assert len(rows()) == 1


@pytest.mark.parametrize("kind", ["event", "tag", "tapped_link", "coupon_used", "page"])
def test_half_finished_goal_is_told_at_its_field(shop: Shop, kind: str) -> None:
    value = {"days": 0} if kind == "tapped_link" else {}
    drawn = shop.draw(steps=[send("One")], goals=[goal(kind, **value)])
    [found] = problems(drawn)
    assert found.place[:2] == ("goals", 0) and str(found.problem.message)


# -- leaving early


def left(shop: Shop, friend: str) -> str:
    run = shop.run_of(friend)
    return str(run.left_reason) if run.status == Enrolment.Status.LEFT else str(run.status)


def test_whoever_reaches_a_goal_leaves_at_once_and_gets_no_further_message(shop: Shop) -> None:
    shop.publish(steps=[send("One"), wait(days=3), send("Two")], goals=[bought()], exits_at_goal=True)
    buyer, other = shop.add_friend("Buyer"), shop.add_friend("Other")
    shop.pass_time(hours=1)
    linesteps.track(shop.follower(buyer), "purchase", {}, key="a")
    shop.settle()
    assert (left(shop, buyer), left(shop, other)) == ("goal", "waiting")
    shop.pass_time(days=4)
    assert (shop.texts_to(buyer), shop.texts_to(other)) == (["One"], ["One", "Two"])
    assert Activity.objects.filter(kind="left").get().data["reason"] == "goal"


def test_what_happened_before_the_start_ends_nothing(shop: Shop) -> None:
    from linesteps.testing.build import trigger

    shop.publish(
        steps=[send("One")],
        triggers=[trigger("keyword", words="go", match="is")],
        goals=[bought()],
        exits_at_goal=True,
    )
    friend = shop.add_friend()
    linesteps.track(shop.follower(friend), "purchase", {}, key="a")
    shop.pass_time(hours=1)
    shop.say(friend, "go")
    assert (shop.texts_to(friend), left(shop, friend)) == (["One"], "completed")


def test_condition_that_comes_true_ends_a_wait_and_takes_back_what_was_not_sent(shop: Shop) -> None:
    shop.publish(
        steps=[send("One"), wait(hours=12), send("Night"), wait(days=3), send("Two")],
        exit_rules=[tagged("VIP")],
    )
    friend = shop.add_friend()
    # It is night: the second message waits for the morning.
    shop.pass_time(hours=13)
    assert shop.texts_to(friend) == ["One"]
    row = shop.follower(friend)
    found = Tag.objects.create(account=shop.account, name="VIP")
    FollowerTag.objects.create(follower=row, tag=found, source="hand", added_at=clock.now())
    Activity.of(row, "tag_added", clock.now(), tag="VIP").save()
    shop.settle()
    assert left(shop, friend) == "exited"
    shop.pass_time(days=5)
    assert shop.texts_to(friend) == ["One"]


def test_rule_that_no_activity_tells_of_is_asked_before_each_step(shop: Shop) -> None:
    shop.publish(
        steps=[send("One"), wait(days=3), send("Two"), wait(days=3), send("Three")],
        exit_rules=[condition("friend_days", comparison="at_least", days=4)],
    )
    friend = shop.add_friend()
    shop.pass_time(days=9)
    assert shop.texts_to(friend) == ["One", "Two"]
    assert left(shop, friend) == "exited"


def test_tag_that_a_step_puts_on_ends_it_before_the_next_message(shop: Shop) -> None:
    shop.publish(steps=[send("One"), tag("VIP"), send("Two")], exit_rules=[tagged("VIP")])
    friend = shop.add_friend()
    assert (shop.texts_to(friend), left(shop, friend)) == (["One"], "exited")


def test_goal_step_ends_it_where_a_goal_does(shop: Shop) -> None:
    shop.publish(steps=[send("One"), step("goal", {"name": "Booked"}, "b"), send("Two")], exits_at_goal=True)
    friend = shop.add_friend()
    assert (shop.texts_to(friend), left(shop, friend)) == (["One"], "goal")
    # The mark stands right behind the message, so that one has brought it.
    assert [(name, touch, value) for name, touch, _step, value in rows()] == [("b", "sent", None)]


def test_all_conditions_or_one_of_them(shop: Shop) -> None:
    rules = [tagged("VIP"), tagged("late")]
    shop.publish(name="Any", steps=[tag("VIP"), send("Any")], exit_rules=rules)
    shop.publish(name="All", steps=[tag("VIP"), send("All")], exit_rules=rules, exit_match="all")
    assert shop.texts_to(shop.add_friend()) == ["All"]


def test_exit_rules_of_a_batch_cost_one_question_each(shop: Shop) -> None:
    from linesteps.engine.advance import advance
    from linesteps.engine.enrol import enrol
    from linesteps.testing.build import trigger

    scenario = shop.publish(
        steps=[wait(minutes=1), send("One"), send("Two"), send("Three")],
        triggers=[trigger("by_hand")],
        exit_rules=[tagged("VIP"), condition("replied", since="start", days=None, is_absent=False)],
        goals=[bought()],
        exits_at_goal=True,
    )

    def asked(count: int) -> int:
        known = Follower.objects.count()
        friends = Follower.objects.bulk_create(
            Follower(account=shop.account, line_user_id=f"U{known + number:032x}", status="friend")
            for number in range(count)
        )
        for row in friends:
            enrol(scenario, row, cause="by_hand")
        advance(limit=5000)
        assert shop.virtual is not None
        shop.virtual.move_by(minutes=2)
        with CaptureQueriesContext(connection) as queries:
            advance(limit=5000)
        for table in ("followertag", "activity"):
            assert sum(f'FROM "linesteps_{table}"' in one["sql"] for one in queries) <= 2, table
        return len(queries)

    few, many = asked(3), asked(450)
    assert many <= few + 4, (few, many)


# -- held out


def test_some_are_held_out_by_lot_and_get_nothing_and_their_purchases_are_known(shop: Shop) -> None:
    scenario = shop.publish(steps=[send("One")], goals=[bought()], holdout_percent=50)
    people = [shop.add_friend(f"Friend {number}") for number in range(24)]
    out = set(HeldOut.objects.values_list("follower__line_user_id", flat=True))
    assert 4 <= len(out) <= 20
    assert all((shop.texts_to(one) == []) == (one in out) for one in people)
    # Coming back changes nothing: the lot was drawn.
    someone = next(iter(out))
    shop.block(someone)
    shop.unblock(someone)
    assert shop.texts_to(someone) == []
    assert HeldOut.objects.count() == len(out)
    linesteps.track(shop.follower(someone), "purchase", {"total": 5}, key="a")
    shop.settle()
    assert rows() == [("g", "start", "", Decimal(5))]
    assert Conversion.objects.get().enrolment_id is None
    assert Enrolment.objects.filter(scenario=scenario).count() == len(people) - len(out)
    assert timedelta(0) == clock.now() - HeldOut.objects.earliest("pk").at
