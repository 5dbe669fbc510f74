"""Fault matrix, data: clocks that jump (D-06)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings

from linesteps.failpoints import FailpointReached, arm
from linesteps.testing.build import send, wait
from linesteps.testing.shop import Shop


@pytest.mark.fault("D-06")
def test_clock_that_jumps_back_ends_no_wait_early_and_doubles_nothing(shop: Shop) -> None:
    assert shop.virtual is not None
    shop.publish(steps=[send("Hi"), wait(days=1), send("Next day")])
    friend = shop.add_friend()
    start = shop.virtual.at
    for hours in (23, -2, 23.9, -1, 24):
        shop.virtual.move_to(start + timedelta(hours=hours))
        shop.settle()
        assert len(shop.texts_to(friend)) == (2 if hours == 24 else 1)
    shop.virtual.move_to(start)
    shop.settle()
    assert shop.texts_to(friend) == ["Hi", "Next day"]


@pytest.mark.fault("L-03")
def test_lease_is_kept_by_real_time_however_the_clock_is_turned(shop: Shop) -> None:
    shop.publish(steps=[wait(days=1), send("Hi")])
    friend = shop.add_friend()
    with override_settings(LINESTEPS_LEASE_SECONDS=600):
        with arm("outbox.after_send"), pytest.raises(FailpointReached):
            shop.pass_time(days=1, hours=1)
        shop.pass_time(hours=20)
    assert len([one for one in shop.line.requests if one.endpoint == "push"]) == 1
    assert shop.texts_to(friend) == ["Hi"]
