"""The night, and what comes too late."""

from __future__ import annotations

import pytest

from linesteps import clock
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import Reason
from linesteps.testing.build import send, wait
from linesteps.testing.shop import Shop
from tests.faults.guards.accounts import Status, account


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
