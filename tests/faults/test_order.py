"""A friend gets the messages of a run in the order of its steps, whatever holds one of them up."""

from __future__ import annotations

from datetime import datetime

import pytest

from linesteps.engine.advance import advance
from linesteps.engine.models import StepVisit
from linesteps.outbox.reasons import Reason
from linesteps.stats.figures import figures
from linesteps.testing.build import send, trigger, wait
from linesteps.testing.shop import Shop
from tests.acceptance.conftest import TOKYO


def sends_of(shop: Shop, friend: str) -> list[StepVisit]:
    """The visits of a friend that sent something, in the order of the steps."""
    rows = StepVisit.objects.filter(follower=shop.follower(friend), kind="send")
    return list(rows.select_related("dispatch").order_by("seq"))


def test_messages_that_quiet_hours_hold_back_come_in_the_order_of_their_steps(shop: Shop) -> None:
    shop.publish(steps=[wait(hours=12), send("One"), wait(minutes=10), send("Two")])
    friends = [shop.add_friend(f"Friend {number}") for number in range(2)]
    # From 22:00 on both wait for the morning, and would go out side by side.
    shop.run_until(datetime(2026, 11, 23, 8, 0, tzinfo=TOKYO))
    for friend in friends:
        first, second = (visit.dispatch for visit in sends_of(shop, friend))
        assert second.after_id == first.pk and first.reason == Reason.QUIET_HOURS
    shop.run_until(datetime(2026, 11, 23, 10, 0, tzinfo=TOKYO))
    assert [shop.texts_to(friend) for friend in friends] == [["One", "Two"]] * 2


def test_next_message_waits_for_the_one_that_line_did_not_take_yet(shop: Shop) -> None:
    shop.publish(steps=[wait(hours=1), send("One"), wait(minutes=1), send("Two")])
    friend = shop.add_friend()
    shop.line.fail("push", "500_before", times=6)
    shop.pass_time(hours=4)
    assert shop.texts_to(friend) == ["One", "Two"]


@pytest.mark.fault("L-14")
@pytest.mark.fault("L-16")
@pytest.mark.parametrize("why", ["blocked", "refused"])
def test_who_was_taken_off_a_multicast_does_not_count_as_sent(shop: Shop, why: str) -> None:
    scenario = shop.publish(steps=[wait(hours=1), send("One", id="s")], triggers=[trigger()])
    friends = [shop.add_friend(f"Friend {number}") for number in range(3)]
    if why == "blocked":
        assert shop.virtual is not None
        shop.virtual.move_by(hours=1)
        advance()
        shop.block(friends[1])
    else:
        shop.line.fail("multicast", "400", message="The property, to[1], in the request body is invalid")
        shop.pass_time(hours=1)
    step = figures(scenario).steps["s"]
    assert (step.sent, step.not_sent) == (2, 1)
    assert [len(shop.texts_to(friend)) for friend in friends] == [1, 0, 1]
