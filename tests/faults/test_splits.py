"""Fault matrix: a random split that is run again after a crash takes the same side (E-12)."""

from __future__ import annotations

import pytest
from django.db import transaction

from linesteps.engine.advance import advance
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.followers.models import Follower
from linesteps.lots import lot
from linesteps.running import settle_now
from linesteps.testing.build import send, split, trigger, wait
from linesteps.testing.shop import Shop
from tests.faults.children import dies_at
from tests.faults.invariants import check_invariants

PATHS = ((30, [send("A")]), (50, [send("B")]), (20, [send("C")]))


def expected(follower_id: int) -> str:
    """Worked out anew: the shares lie side by side over a hundred lots."""
    number = lot("?", follower_id)
    return "path1" if number < 30 else "path2" if number < 80 else "path3"


@pytest.mark.fault("E-12")
@pytest.mark.parametrize(
    "point", ["engine.after_claim", "engine.after_post", "engine.before_commit", "engine.after_commit"]
)
@pytest.mark.parametrize("compare", [{}, {"compare": "taps", "people": 10, "days": 1, "is_automatic": True}])
def test_split_that_is_run_again_after_a_crash_takes_the_same_side(
    shop: Shop, point: str, compare: dict[str, object]
) -> None:
    scenario = shop.publish(
        steps=[split(*PATHS, id="?", **compare), wait(days=1)], triggers=[trigger("by_hand")]
    )
    friends = [shop.line.add_friend(shop.there) for _number in range(20)]
    shop.settle()
    rows = list(Follower.objects.filter(line_user_id__in=friends))
    for row in rows:
        enrol(scenario, row, cause="by_hand")
    assert dies_at(point, advance)
    settle_now()
    taken = dict(StepVisit.objects.filter(kind="split").values_list("follower_id", "port"))
    assert taken == {row.pk: expected(row.pk) for row in rows}
    assert len(set(taken.values())) > 1
    # Once each, and once each on the phone.
    assert StepVisit.objects.filter(kind="split").count() == len(rows)
    letters = {"path1": ["A"], "path2": ["B"], "path3": ["C"]}
    for row in rows:
        assert shop.texts_to(row.line_user_id) == letters[taken[row.pk]]
    check_invariants(shop)
    # A second run through the same scenario, too.
    with transaction.atomic():
        Enrolment.objects.all().take_out(Enrolment.LeftReason.ENDED)
    scenario.can_repeat = True
    scenario.save()
    for row in rows:
        assert enrol(scenario, row, cause="by_hand") is not None
    settle_now()
    again = StepVisit.objects.filter(kind="split").order_by("pk").values_list("follower_id", "port")
    assert len(again) == 2 * len(rows) and dict(again) == taken
