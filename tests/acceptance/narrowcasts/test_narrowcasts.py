"""Narrowcasts reach those whom LINE means, once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from linesteps import clock, tick
from linesteps.failpoints import FailpointReached, arm, times_reached
from linesteps.followers.models import Activity, FollowerAttribute, FollowerTag
from linesteps.lineaudiences.acts import begin
from linesteps.lineaudiences.models import LineAudience, LineAudienceMember
from linesteps.narrowcasts.acts import CannotSend, plan, take_back
from linesteps.narrowcasts.models import Narrowcast
from linesteps.narrowcasts.send import send_narrowcasts
from linesteps.outbox import month
from linesteps.running import settle_now
from linesteps.testing.shop import Shop
from tests.acceptance.narrowcasts.crowds import at_line, crowd, ready, regulars, upload
from tests.faults.children import dies_at


def drawn(shop: Shop, text: str = "New in: https://shop.example/new", **values: Any) -> Narrowcast:
    row = Narrowcast(account=shop.account, name="News", messages=[("text", {"text": text})], **values)
    row.full_clean(exclude=["sent_by"])
    row.save()
    return row


def sent(shop: Shop, row: Narrowcast) -> Narrowcast:
    """Send it, and let LINE finish."""
    plan(row, by=None)
    settle_now()
    shop.pass_time(minutes=2)
    row.refresh_from_db()
    return row


def test_segment_is_uploaded_sent_to_seen_and_sent_to_again(shop: Shop) -> None:
    ids = crowd(shop, 130)
    audience = ready(shop, upload(shop, regulars(shop, ids[:120])))
    assert (audience.people, audience.made_at is not None) == (120, True)
    assert audience.expires_at is not None and audience.expires_at - clock.now() > timedelta(days=179)
    [group] = at_line(shop)
    assert set(group.user_ids) == set(ids[:120]) and group.name.startswith("Regulars #")

    first = drawn(shop)
    first.include.add(audience)
    first = sent(shop, first)
    assert (first.state, first.meant, first.reached) == ("done", 120, 120)
    assert shop.texts_to(ids[0]) == ["New in: https://shop.example/new"] and shop.texts_to(ids[125]) == []
    assert month.used(shop.account, clock.now()) == 120

    # Only numbers come back, and below 20 people not even those.
    before = (Activity.objects.count(), FollowerAttribute.objects.count(), FollowerTag.objects.count())
    for one in ids[:15]:
        shop.line.look(shop.there, one)
    shop.pass_time(days=1, hours=1)
    first.refresh_from_db()
    assert (first.saw, first.told_at is not None) == (None, True)
    for one in ids[15:60]:
        shop.line.look(shop.there, one)
        shop.line.note_tap(shop.there, one, "https://shop.example/new")
    shop.pass_time(days=1, hours=1)
    first.refresh_from_db()
    assert (first.saw, first.tapped) == (60, 45)

    views = LineAudience(account=shop.account, name="Saw it", kind=LineAudience.Kind.VIEWS, narrowcast=first)
    views.full_clean()
    begin(views)
    taps = LineAudience(account=shop.account, name="Tapped", kind=LineAudience.Kind.TAPS, narrowcast=first)
    begin(taps)
    settle_now()
    views = ready(shop, views)
    taps.refresh_from_db()
    assert (views.people, taps.state) == (60, "failed") and "50" in taps.fault
    second = drawn(shop, "For whoever has not seen it")
    second.include.add(audience)
    second.exclude.add(views)
    second = sent(shop, second)
    assert (second.state, second.reached) == ("done", 60)
    assert shop.texts_to(ids[100])[-1] == "For whoever has not seen it"
    assert len(shop.texts_to(ids[0])) == 1
    # LINE's own knowledge of people has become nobody's fact here.
    after = (Activity.objects.count(), FollowerAttribute.objects.count(), FollowerTag.objects.count())
    assert before == after
    assert not LineAudienceMember.objects.exclude(audience=audience).exists()


@pytest.mark.parametrize(
    "point",
    [
        "narrowcasts.before_claim_commit",
        "narrowcasts.after_claim",
        "narrowcasts.after_send",
        "narrowcasts.before_settle_commit",
        "narrowcasts.after_settle",
    ],
)
def test_crash_while_sending_reaches_everybody_once(shop: Shop, point: str) -> None:
    ids = crowd(shop, 3)
    row = drawn(shop, "Once")
    plan(row, by=None)
    with arm(point), pytest.raises(FailpointReached):
        settle_now()
    assert times_reached(point) == 1
    shop.pass_time(minutes=5)
    row.refresh_from_db()
    assert (row.state, row.reached) == ("done", 3)
    assert [shop.texts_to(one) for one in ids] == [["Once"]] * 3
    assert month.used(shop.account, clock.now()) == 3
    keys = {one.headers["x-line-retry-key"] for one in shop.line.requests if one.endpoint == "narrowcast"}
    assert keys == {str(row.retry_key)}


def test_worker_that_is_killed_after_the_call_is_followed_by_the_same_call(shop: Shop) -> None:
    [one] = crowd(shop, 1)
    row = drawn(shop, "Once")
    plan(row, by=None)
    assert dies_at("narrowcasts.after_send", send_narrowcasts)
    shop.pass_time(minutes=5)
    row.refresh_from_db()
    assert (row.state, row.reached, shop.texts_to(one)) == ("done", 1, ["Once"])
    assert [call.status for call in shop.line.requests if call.endpoint == "narrowcast"] == [202, 409]


@pytest.mark.parametrize("fault", ["500_after", "drop_after", "503"])
def test_lost_answer_is_asked_for_again_with_the_same_key(shop: Shop, fault: str) -> None:
    [one] = crowd(shop, 1)
    shop.line.fail("narrowcast", fault, times=2)
    row = sent(shop, drawn(shop, "Once"))
    assert (row.state, shop.texts_to(one)) == ("done", ["Once"])


def test_after_a_day_without_an_answer_nobody_tries_again(shop: Shop) -> None:
    [one] = crowd(shop, 1)
    shop.line.fail("narrowcast", "503", times=10_000)
    row = drawn(shop, "Perhaps")
    plan(row, by=None)
    shop.pass_time(days=1)
    row.refresh_from_db()
    assert row.state == "unclear" and "Official Account Manager" in row.fault
    shop.line.clear_faults()
    shop.pass_time(days=3)
    assert shop.texts_to(one) == []


def test_attributes_reach_those_whom_line_means_and_too_few_get_nothing(shop: Shop) -> None:
    women = crowd(shop, 60, gender="female", age=33, area="jp_13", os="android")
    crowd(shop, 50, gender="male", age=52, area="jp_27")
    unknown = crowd(shop, 5)
    row = drawn(
        shop,
        "Tokyo",
        genders=["female"],
        age_from="age_30",
        age_below="age_40",
        app="android",
        areas=["jp_13", "jp_14"],
        friend_below="day_30",
        is_silent=True,
    )
    row = sent(shop, row)
    assert (row.state, row.reached) == ("done", 60)
    assert shop.texts_to(women[0]) == ["Tokyo"] and shop.texts_to(unknown[0]) == []
    [call] = [one for one in shop.line.requests if one.endpoint == "narrowcast"]
    assert json.loads(call.body)["notificationDisabled"] is True
    few = sent(shop, drawn(shop, "Few", genders=["female"], age_from="age_50"))
    assert few.state == "failed" and "50" in few.fault and few.reserved == 0
    assert month.used(shop.account, clock.now()) == 60
    assert not FollowerAttribute.objects.exists() and not FollowerTag.objects.exists()


def test_too_small_an_account_is_told_before_anything_is_sent(shop: Shop) -> None:
    crowd(shop, 3)
    with pytest.raises(CannotSend, match="100"):
        plan(drawn(shop, "No", genders=["male"]), by=None)
    assert not shop.line.sends


def test_planned_one_waits_for_its_time_and_can_be_taken_back(shop: Shop) -> None:
    [one] = crowd(shop, 1)
    row = drawn(shop, "Later", send_at=clock.now() + timedelta(hours=3))
    plan(row, by=None)
    shop.pass_time(hours=2)
    assert shop.texts_to(one) == [] and take_back(row, by=None)
    shop.pass_time(hours=2)
    assert shop.texts_to(one) == []
    row.refresh_from_db()
    plan(row, by=None)
    # Its ring was lost, and the tick finds it.
    assert "send_narrowcasts" in tick.due_seldom()
    take_back(row, by=None)
    assert "send_narrowcasts" not in tick.due_seldom()
    row.refresh_from_db()
    row = sent(shop, row)
    assert shop.texts_to(one) == ["Later"] and not take_back(row, by=None)


def test_month_bounds_how_many_get_it(shop: Shop) -> None:
    crowd(shop, 10)
    shop.account.budget_per_month = 4
    shop.account.save()
    with pytest.raises(CannotSend, match="4 are left"):
        plan(drawn(shop, "Ten"), by=None)
    row = sent(shop, drawn(shop, "Four", is_up_to_quota=True))
    assert (row.state, row.reached) == ("done", 4)
    assert month.used(shop.account, clock.now()) == 4
    with pytest.raises(CannotSend, match="used up"):
        plan(drawn(shop, "None"), by=None)


def test_two_workers_send_one_narrowcast_once(shop: Shop) -> None:
    [one] = crowd(shop, 1)
    row = drawn(shop, "Once")
    plan(row, by=None)
    with arm("narrowcasts.after_claim", lambda: send_narrowcasts()):
        settle_now()
    assert shop.texts_to(one) == ["Once"]
