"""One question for each condition, however many people come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from linesteps import doorbell
from linesteps.calls.listening import listening
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.coupons.models import OwnCoupon
from linesteps.engine.advance import advance
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Attribute, Follower
from linesteps.testing.build import (
    branch,
    clicked,
    condition,
    path,
    send,
    tagged,
    wait,
)
from linesteps.testing.shop import Shop
from tests.acceptance.conditions.asking import attribute
from tests.acceptance.test_event_condition import event_asked
from tests.acceptance.test_site_facts import site_asked

_MANY = 5000
#: These ask about a message sent, a page or route opened and other conditions; their own files count the questions.
ELSEWHERE = {"seen", "visited_page", "route", "in_segment"}


@contextmanager
def counted() -> Iterator[list[int]]:
    found: list[int] = []
    with CaptureQueriesContext(connection) as queries:
        yield found
    found.append(len([one for one in queries if one["sql"].startswith("SELECT")]))


def move(shop: Shop, count: int, scenario: Any) -> int:
    """How many questions moving so many people through a branch takes."""
    assert shop.virtual is not None
    people = Follower.objects.bulk_create(
        Follower(
            account=shop.account,
            line_user_id=f"U{scenario.pk}-{number}",
            status=Follower.Status.FRIEND,
            last_followed_at=shop.virtual.at,
        )
        for number in range(count)
    )
    Enrolment.objects.bulk_create(
        Enrolment(
            scenario=scenario,
            version=scenario.current_version,
            follower=follower,
            step_id="?",
            arrived_at=shop.virtual.at,
            due_at=shop.virtual.at,
            entered_at=shop.virtual.at,
        )
        for follower in people
    )
    # Rung already: whether the bell must be rung does not depend on how many come.
    doorbell.ring("dispatch_outbox")
    # Known for some seconds: whether that must be asked anew does not depend on it, either.
    assert listening(()) == []
    with counted() as found:
        assert advance(limit=count) == count
    return found[0]


def test_branch_asks_once_for_each_condition_however_many_people_come(shop: Shop) -> None:
    Attribute.objects.create(account=shop.account, key="key", name="Key")
    coupon = OwnCoupon.objects.create(account=shop.account, title="Autumn", benefit="20% off", valid_days=3)
    conditions = [
        attribute("is", "x"),
        tagged("VIP"),
        condition("friend_days", comparison="at_least", days=3),
        clicked("s"),
        condition("coupon", coupon=coupon.pk, state="used", days=7),
        event_asked("purchase", property="total", comparison="at_least", value="1000"),
        condition("group", match="all", conditions=[tagged("A"), tagged("B")]),
        condition("language", languages=["ja"], is_absent=False),
        condition("os", os="ios", comparison="any", version=""),
        condition("percentage", percent=50),
        condition("replied", since="start", days=None, is_absent=False),
        site_asked("orders.count"),
        condition("weekday_time", weekdays=["6"], after=None, before=None),
        condition(
            "in_scenario", scenario=str(shop.publish(steps=[send("x")]).pk), state="ever", is_absent=False
        ),
    ]
    assert {one["type"] for one in conditions} == {kind.name for kind in condition_kinds} - ELSEWHERE
    plain = [send("Hi", id="s"), wait(days=1, id="?"), send("Bye")]
    steps = [
        send("Hi", id="s"),
        branch(path(conditions, [send("Yes")], match="any"), id="?"),
        send("Bye"),
    ]
    without, few, many = (
        shop.publish(name=str(number), steps=plain if number == 0 else steps) for number in range(3)
    )
    base = move(shop, 3, without)
    small, large = move(shop, 3, few), move(shop, _MANY, many)
    assert small == large
    # The wait alone does not send; each condition, two of a group, and what the sends need whatever their number:
    # the friends, the account, what is not answered yet, LINE's counted unit (two to ask, two to write, once a
    # month), who else asks for this scenario, and the dispatches of two steps.
    assert small <= base + len(conditions) + 1 + 9
