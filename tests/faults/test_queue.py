"""Fault matrix, queue: what happens to rings, and what a long absence costs (Q-05 to Q-08)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from linesteps import tick
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.testing.build import send, wait
from linesteps.testing.shop import Shop
from tests.acceptance.conftest import line, virtual
from tests.faults.clusters import cluster, wait_for
from tests.faults.invariants import check_invariants
from tests.faults.test_clusters import Environment, add_friends, is_over, reached, shop, worker_died

__all__ = ["line", "shop", "virtual"]


@pytest.fixture
def frozen_shop(transactional_db: None, virtual: object, line: object) -> Iterator[Shop]:
    yield Shop(line, virtual)  # type: ignore[arg-type]


@pytest.mark.cluster
@pytest.mark.slow
@pytest.mark.fault("Q-05")
def test_task_that_runs_out_of_time_is_rolled_back_and_done_again(
    shop: Shop, child_environment: Environment
) -> None:
    shop.publish(steps=[send("One"), send("Two")])
    # Each sleeps five seconds before its commit, and is ended after two.
    with cluster(child_environment, failpoints="engine.before_commit=sleep", timeout=2, retry=4) as sleeper:
        friends = add_friends(shop, 2, with_reply=False)
        wait_for(Enrolment.objects.exists)
        wait_for(lambda: worker_died(sleeper))
        assert not StepVisit.objects.exists()
    with cluster(child_environment):
        wait_for(is_over)
    assert reached(shop) == dict.fromkeys(friends, 2)
    check_invariants(shop)


@pytest.mark.cluster
@pytest.mark.slow
@pytest.mark.fault("Q-06")
@pytest.mark.fault("Q-08")
def test_rings_that_nobody_can_read_cost_seconds_and_stop_nobody(
    shop: Shop, child_environment: Environment
) -> None:
    shop.publish(steps=[send("One"), send("Hello {{ display_name }}")])
    # Signed with the key of before: django-q2 drops them unrun.
    friends = add_friends(shop, 5, with_reply=False)
    assert OrmQ.objects.exists()
    moment = timezone.now()
    nowhere = {
        "id": "x",
        "name": "x",
        "func": "nowhere.to.be.found",
        "args": (),
        "kwargs": {},
        "started": moment,
    }
    for payload in (
        "",
        "junk",
        "gASVAAAA:junk:junk",
        SignedPackage.dumps(nowhere),
        SignedPackage.dumps(object),
    ):
        OrmQ.objects.create(key="linesteps", payload=payload, lock=moment)
    with cluster(child_environment | {"TEST_SECRET_KEY": "another one"}):
        wait_for(lambda: Enrolment.objects.count() == 5 and is_over(), 60)
    assert reached(shop) == dict.fromkeys(friends, 2)
    check_invariants(shop)


@pytest.mark.fault("Q-07")
def test_after_six_hours_without_a_worker_everybody_is_caught_up_once(frozen_shop: Shop) -> None:
    shop = frozen_shop
    assert shop.virtual is not None
    shop.publish(steps=[wait(hours=1), send("One"), wait(hours=2), send("Two"), wait(hours=9), send("Three")])
    friends = [shop.add_friend(f"Friend {number}") for number in range(5)]
    shop.virtual.move_by(hours=6)
    assert "advance_due" in tick.due()
    shop.settle()
    assert [shop.texts_to(friend) for friend in friends] == [["One"]] * 5
    # No wait ends early for the delay: it begins when the step before it was done.
    shop.pass_time(hours=1, minutes=59)
    assert [shop.texts_to(friend) for friend in friends] == [["One"]] * 5
    # The third within 24 hours is held back by the cap, and comes when the first is a day old.
    shop.pass_time(hours=30)
    assert [shop.texts_to(friend) for friend in friends] == [["One", "Two", "Three"]] * 5
    check_invariants(shop)
