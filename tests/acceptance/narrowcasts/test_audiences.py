"""Segments become audiences of LINE, whole and without whom was erased."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linesteps import clock, tick
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import save_segment
from linesteps.failpoints import FailpointReached, arm, times_reached
from linesteps.followers.models import Follower, FollowerTag
from linesteps.followers.tags import add_tag
from linesteps.lineaudiences.acts import begin, drop, renew
from linesteps.lineaudiences.models import LineAudience, LineAudienceMember
from linesteps.lineaudiences.tend import tend_audiences
from linesteps.privacy.erase import erase
from linesteps.running import settle_now
from linesteps.testing.build import tagged
from linesteps.testing.shop import Shop
from tests.acceptance.narrowcasts.crowds import at_line, crowd, ready, regulars, upload

_MANY = 5000


def test_renewing_adds_or_makes_anew_and_the_old_one_goes(shop: Shop) -> None:
    ids = crowd(shop, 6)
    segment = regulars(shop, ids[:3])
    audience = ready(shop, upload(shop, segment))
    first_id = audience.line_id
    FollowerTag.objects.filter(follower__line_user_id=ids[0]).delete()
    add_tag(shop.follower(ids[3]), "VIP", "hand")
    renew(audience, is_adding=True)
    audience = ready(shop, audience)
    assert audience.line_id == first_id and set(at_line(shop)[0].user_ids) == set(ids[:4])
    renew(audience, is_adding=False)
    settle_now()
    assert len(at_line(shop)) == 2
    audience = ready(shop, audience)
    shop.pass_time(minutes=1)
    [group] = at_line(shop)
    assert group.group_id == audience.line_id != first_id
    assert set(group.user_ids) == set(ids[1:4])


def test_erased_friend_is_taken_out_of_what_line_has(shop: Shop) -> None:
    ids = crowd(shop, 5)
    audience = ready(shop, upload(shop, regulars(shop, ids)))
    erase(shop.follower(ids[0]).pk)
    shop.pass_time(minutes=10)
    audience.refresh_from_db()
    [group] = at_line(shop)
    assert set(group.user_ids) == set(ids[1:])
    assert (
        audience.state == "ready" and audience.cleared_at is not None and audience.line_id == group.group_id
    )
    drop(audience)
    settle_now()
    assert at_line(shop) == [] and not LineAudience.objects.exists()


@pytest.mark.parametrize(
    "point",
    [
        "lineaudiences.before_commit",
        "lineaudiences.after_claim",
        "lineaudiences.after_create",
        "lineaudiences.after_add",
    ],
)
def test_crash_while_uploading_makes_one_audience_with_everybody(
    shop: Shop, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linesteps.lineaudiences.tend.MOST_IDS", 2)
    ids = crowd(shop, 5)
    row = LineAudience(account=shop.account, name="Regulars", segment=regulars(shop, ids))
    begin(row)
    assert "tend_audiences" in tick.due_seldom()
    with arm(point), pytest.raises(FailpointReached):
        settle_now()
    assert times_reached(point) == 1
    shop.pass_time(minutes=3)
    ready(shop, row)
    [group] = at_line(shop)
    assert set(group.user_ids) == set(ids)


def test_collecting_costs_one_query_for_each_condition(shop: Shop) -> None:
    Follower.objects.bulk_create(
        Follower(account=shop.account, line_user_id=f"U{number:032x}", status="friend", status_at=clock.now())
        for number in range(_MANY)
    )
    segment = Segment(account=shop.account, name="S", conditions=[tagged("VIP", is_absent=True)])
    save_segment(segment)
    begin(LineAudience(account=shop.account, name="All", segment=segment))
    counts = []
    while LineAudience.objects.get().state == "collecting":
        with CaptureQueriesContext(
            connection,
        ) as found:
            tend_audiences()
        counts.append(
            len([one for one in found if not one["sql"].startswith(("INSERT", "SAVEPOINT", "RELEASE"))])
        )
    assert max(counts) <= 8, counts
    assert LineAudienceMember.objects.count() == _MANY
    tend_audiences()
    assert len(at_line(shop)[0].user_ids) == _MANY
