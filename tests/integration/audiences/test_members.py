"""Who came into a segment and who left it: once for each, also after a crash, and never by surprise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linesteps import bulk, clock, tick
from linesteps.audiences import members
from linesteps.audiences.members import count_stale, look, would_change
from linesteps.audiences.models import LOOK_EVERY, Segment, SegmentMember
from linesteps.audiences.segments import save_segment
from linesteps.doorbell import Doorbell
from linesteps.failpoints import FailpointReached, arm
from linesteps.followers.models import Activity, Follower, FollowerTag
from linesteps.scenarios.models import Scenario, ScenarioTrigger
from linesteps.testing.build import condition, tagged
from tests.acceptance.conftest import START
from tests.faults.children import dies_at
from tests.integration.audiences.people import make_account, make_friends, make_segment, tag_some


@pytest.fixture
def virtual(transactional_db: None) -> Iterator[clock.VirtualClock]:
    with clock.frozen(START) as found:
        yield found


@pytest.fixture
def segment(virtual: clock.VirtualClock) -> Segment:
    """Twenty friends, five of whom carry the tag that it asks for."""
    account = make_account()
    tag_some(account, "VIP", make_friends(account, 20)[:5])
    return make_segment(account, tagged("VIP"))


def listen(segment: Segment, kind: str = "entered_segment") -> ScenarioTrigger:
    scenario = Scenario.objects.create(account=segment.account, name="S", live=True)
    return ScenarioTrigger.objects.create(
        scenario=scenario,
        account=segment.account,
        kind=kind,
        activity_kind=kind,
        config={"segment": segment.pk},
    )


def look_until_done() -> None:
    while look():
        pass


def told(kind: str = "entered_segment") -> list[int]:
    return sorted(Activity.objects.filter(kind=kind).values_list("follower_id", flat=True))


def ids_with(*, tag: bool) -> list[int]:
    have = FollowerTag.objects.values("follower")
    rows = Follower.objects.filter(pk__in=have) if tag else Follower.objects.exclude(pk__in=have)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def test_nobody_listens_so_nothing_is_kept(segment: Segment) -> None:
    assert not Segment.objects.due(clock.now()).exists()
    look_until_done()
    assert not SegmentMember.objects.exists()
    # A start condition of another kind, or on another segment, is none of its business.
    other = make_segment(segment.account, tagged("staff"), name="other")
    listen(other)
    assert list(Segment.objects.due(clock.now())) == [other]


def test_first_look_only_takes_note_and_later_ones_tell_each_change_once(
    segment: Segment, virtual: clock.VirtualClock
) -> None:
    listen(segment)
    look_until_done()
    assert SegmentMember.objects.count() == 5 and not told()
    newcomer, *_ = ids_with(tag=False)
    gone, *_ = ids_with(tag=True)
    tag_some(segment.account, "VIP", [Follower.objects.get(pk=newcomer)])
    FollowerTag.objects.filter(follower=gone).delete()
    look_until_done()
    # Not before its time.
    assert not told()
    virtual.move_by(seconds=LOOK_EVERY.total_seconds())
    look_until_done()
    virtual.move_by(seconds=LOOK_EVERY.total_seconds())
    look_until_done()
    assert (told(), told("left_segment")) == ([newcomer], [gone])
    activity = Activity.objects.get(kind="entered_segment")
    assert activity.data == {"segment": segment.pk, "name": "Segment"} and activity.handled_at is None
    assert activity.at == START + LOOK_EVERY


def test_who_is_no_friend_any_more_has_left(segment: Segment, virtual: clock.VirtualClock) -> None:
    listen(segment, "left_segment")
    look_until_done()
    gone, *_ = ids_with(tag=True)
    Follower.objects.filter(pk=gone).update(status=Follower.Status.BLOCKED)
    virtual.move_by(seconds=LOOK_EVERY.total_seconds())
    look_until_done()
    assert (told(), told("left_segment")) == ([], [gone])
    assert SegmentMember.objects.count() == 4


def test_unknown_belongs_to_nobody_else(virtual: clock.VirtualClock) -> None:
    account = make_account()
    make_friends(account, 3, os="", last_followed_at=None)
    segment = make_segment(account, condition("friend_days", comparison="less_than", days=9))
    listen(segment)
    look_until_done()
    assert not SegmentMember.objects.exists()
    Follower.objects.update(last_followed_at=START)
    virtual.move_by(seconds=LOOK_EVERY.total_seconds())
    look_until_done()
    assert len(told()) == 3


@pytest.mark.parametrize("how", ["raise", "kill"])
def test_crash_in_the_middle_of_a_look_tells_nobody_twice_and_forgets_nobody(
    segment: Segment, virtual: clock.VirtualClock, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    listen(segment)
    look_until_done()
    newcomers = ids_with(tag=False)
    tag_some(segment.account, "VIP", list(Follower.objects.filter(pk__in=newcomers)))
    virtual.move_by(seconds=LOOK_EVERY.total_seconds())
    monkeypatch.setattr(bulk, "batch_size", lambda **_sizes: 6)
    look()
    segment.refresh_from_db()
    assert segment.looked_up_to
    before = told()
    assert 0 < len(before) < len(newcomers)
    if how == "kill":
        assert dies_at("audiences.before_commit", look)
    else:
        with arm("audiences.before_commit"), pytest.raises(FailpointReached):
            look()
    assert told() == before
    look_until_done()
    assert told() == newcomers
    assert SegmentMember.objects.count() == 20


def test_change_of_its_conditions_starts_nobody_unless_somebody_says_so(
    segment: Segment, virtual: clock.VirtualClock
) -> None:
    listen(segment)
    look_until_done()
    segment.refresh_from_db()
    segment.conditions = [tagged("VIP", is_absent=True)]
    change = would_change(segment)
    assert (change.entering, change.leaving, change.is_estimate) == (15, 5, False)
    save_segment(segment)
    look_until_done()
    assert not told() and SegmentMember.objects.count() == 15
    segment.refresh_from_db()
    segment.conditions = [tagged("VIP")]
    save_segment(segment, is_quiet=False)
    look_until_done()
    assert (len(told()), len(told("left_segment"))) == (5, 15)
    # Only that look is concerned.
    segment.refresh_from_db()
    assert not segment.is_quiet


def test_change_in_the_middle_of_a_look_begins_it_anew(
    segment: Segment, virtual: clock.VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    listen(segment)
    look_until_done()
    virtual.move_by(seconds=LOOK_EVERY.total_seconds())
    monkeypatch.setattr(bulk, "batch_size", lambda **_sizes: 6)
    look()
    segment.refresh_from_db()
    segment.conditions = [tagged("VIP", is_absent=True)]
    save_segment(segment)
    look_until_done()
    assert not told()
    assert sorted(SegmentMember.objects.values_list("follower_id", flat=True)) == ids_with(tag=False)


def test_of_many_a_part_says_what_a_change_would_do(
    segment: Segment, virtual: clock.VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "_MOST_LOOKED_AT", 10)
    monkeypatch.setattr(members, "BATCH", 10)
    listen(segment)
    look_until_done()
    segment.conditions = [tagged("VIP", is_absent=True)]
    change = would_change(segment)
    assert (change.entering, change.leaving, change.is_estimate) == (10, 10, True)


def test_who_stops_listening_makes_it_forget(segment: Segment, virtual: clock.VirtualClock) -> None:
    trigger = listen(segment)
    look_until_done()
    trigger.delete()
    look_until_done()
    assert not SegmentMember.objects.exists()
    tag_some(segment.account, "VIP", list(Follower.objects.filter(pk__in=ids_with(tag=False))))
    listen(segment)
    look_until_done()
    assert SegmentMember.objects.count() == 20 and not told()


def test_kind_that_is_gone_holds_up_no_other_segment(
    segment: Segment, virtual: clock.VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    broken = make_segment(segment.account, tagged("staff"), name="broken")
    gone = {"match": "all", "conditions": [{"kind": "of_a_site", "config": {}}]}
    Segment.objects.filter(pk=broken.pk).update(compiled=gone)
    listen(broken)
    listen(segment)
    look_until_done()
    assert SegmentMember.objects.count() == 5
    assert "Nobody can tell who belongs" in caplog.text
    count_stale()
    assert Segment.objects.get(pk=segment.pk).matching == 5
    assert Segment.objects.get(pk=broken.pk).matching is None
    assert count_stale() == 0


def test_tick_finds_what_is_due_once_a_minute(segment: Segment, virtual: clock.VirtualClock) -> None:
    count_stale()
    assert "look_at_segments" not in tick.due_seldom()
    listen(segment)
    assert "look_at_segments" in tick.due_seldom()
    look_until_done()
    assert "look_at_segments" not in tick.due_seldom()
    virtual.move_by(seconds=LOOK_EVERY.total_seconds())
    assert "look_at_segments" in tick.due_seldom()
    look_until_done()
    virtual.move_by(seconds=timedelta(hours=1).total_seconds() - LOOK_EVERY.total_seconds())
    look_until_done()
    # The number in the list is an hour old.
    assert "look_at_segments" in tick.due_seldom()
    Doorbell.objects.all().delete()


def test_batch_costs_a_bounded_number_of_statements(segment: Segment, virtual: clock.VirtualClock) -> None:
    listen(segment)
    look_until_done()
    virtual.move_by(seconds=LOOK_EVERY.total_seconds())
    few = _statements()
    account = segment.account
    tag_some(account, "VIP", make_friends(account, 400))
    virtual.move_by(seconds=LOOK_EVERY.total_seconds())
    # A ring, and one insert each for members and for what is told of them.
    assert _statements() <= few + 12
    assert len(told()) == 400


def _statements() -> int:
    with CaptureQueriesContext(connection) as queries:
        look()
    return len(queries)
