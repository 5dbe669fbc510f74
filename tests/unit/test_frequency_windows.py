"""The fullest day, week and month on the worst way through a scenario."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest

from linesteps.accounts.models import Account
from linesteps.checklist.course import Course
from linesteps.checklist.frequency.cure import cure
from linesteps.checklist.frequency.together import peaks_side_by_side, start_together
from linesteps.checklist.frequency.windows import peaks
from linesteps.testing.build import Plain, branch, end, jump, path, send, tagged, wait
from tests.unit.drawing import graph_of

MOMENT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def course_of(*steps: Plain, **account: Any) -> Course:
    quiet = {"quiet_from": None, "quiet_until": None}
    return Course(graph_of(steps), steps, Account(time_zone="Asia/Tokyo", **{**quiet, **account}))


def week(*steps: Plain, **account: Any) -> int:
    return peaks(course_of(*steps, **account), MOMENT)["week"]


def day(*steps: Plain, **account: Any) -> int:
    return peaks(course_of(*steps, **account), MOMENT)["day"]


def test_daily_messages_are_one_a_day_and_seven_a_week() -> None:
    steps = [step for number in range(10) for step in (wait(days=1, at="19:00"), send(f"{number}"))]
    assert peaks(course_of(*steps), MOMENT) == {"day": 1, "week": 7, "month": 10}


def test_same_clock_time_seven_days_later_is_in_the_next_window() -> None:
    assert week(wait(days=1, at="19:00"), send("A"), wait(days=7, at="19:00"), send("B")) == 1


def test_who_enters_right_after_the_clock_time_gets_the_next_messages_sooner() -> None:
    # Entered at 19:01, day 7 at 19:00 is a minute short of seven days.
    assert week(send("A"), wait(days=7, at="19:00"), send("B")) == 2
    assert day(send("A"), wait(days=1, at="19:00"), send("B")) == 2


def test_several_bubbles_of_one_send_are_one_message() -> None:
    assert day(send("One", "Two", "Three")) == 1


def test_worst_way_counts_and_ways_are_not_added_up() -> None:
    many = [step for number in range(4) for step in (send(f"{number}"), wait(days=1))]
    few = branch(path([tagged("vip")], many), otherwise=[send("One")])
    assert week(few, send("Last")) == 5


def test_way_that_ends_does_not_meet_what_follows() -> None:
    steps = branch(path([tagged("vip")], [send("A"), send("B"), end()]), otherwise=[])
    assert week(steps, send("Z")) == 2


def test_branch_that_waits_for_a_sign_may_go_on_at_once() -> None:
    waiting = branch(path([tagged("vip")], [send("B")]), otherwise=[send("C")], wait_hours=24 * 14)
    assert week(send("A"), waiting) == 2


def test_jump_back_is_followed() -> None:
    steps = [send("A", id="a"), wait(days=2), jump("a")]
    assert peaks(course_of(*steps), MOMENT) == {"day": 1, "week": 4, "month": 15}


def test_quiet_hours_can_bring_messages_together() -> None:
    steps = [wait(days=1, at="21:30"), send("A"), wait(days=1, at="10:00"), send("B"), send("C")]
    quiet = {"quiet_from": time(21), "quiet_until": time(9)}
    assert day(*steps) == 3
    # A moves to 9:00 of the day of B and C, and D of the evening stays a day away.
    more = [wait(days=1, at="08:00"), send("A"), wait(days=1, at="08:30"), send("B")]
    assert day(*more) == 1
    assert day(*[wait(days=1, at="08:00"), send("A"), wait(hours=1), send("B")], **quiet) == 2


def test_weekdays_are_tried_on_every_day_of_the_week() -> None:
    saturdays = [wait(days=0, weekdays=["5"]), send("A"), wait(days=1, weekdays=["5"]), send("B")]
    assert peaks(course_of(*saturdays), MOMENT)["day"] == 1
    both = [wait(days=1, weekdays=["5"]), send("A"), wait(days=1, weekdays=["6"]), send("B")]
    assert peaks(course_of(*both), MOMENT)["week"] == 2


def test_date_that_will_be_over_brings_messages_together() -> None:
    steps = [send("A"), wait(until="2026-12-24"), send("B")]
    assert day(*steps) == 2


def test_empty_scenario_has_no_peak() -> None:
    assert peaks(course_of(), MOMENT) == {"day": 0, "week": 0, "month": 0}


def test_long_straight_scenario_is_looked_through_quickly(benchmark_seconds: Any) -> None:
    steps = [step for number in range(100) for step in (send(f"{number}"), wait(days=3, at="19:00"))]
    course = course_of(*steps)
    with benchmark_seconds(3.0):
        assert peaks(course, MOMENT)["week"] == 3


@pytest.fixture
def benchmark_seconds() -> Any:
    import time as real
    from contextlib import contextmanager

    @contextmanager
    def within(seconds: float) -> Any:
        began = real.process_time()
        yield
        assert real.process_time() - began < seconds

    return within


# -- cures --


def test_cure_is_the_smallest_change_of_one_wait_that_is_enough() -> None:
    gaps = [wait(days=2, at="19:00", id="first"), wait(days=2, at="19:00", id="second")]
    course = course_of(send("A"), gaps[0], send("B"), gaps[1], send("C"), wait(days=2, at="19:00"), send("D"))
    assert peaks(course, MOMENT)["week"] == 4
    found = cure(course, "week", 3, MOMENT)
    assert found is not None
    # Three days would still be a minute short of a week for who enters at 19:01.
    assert (found.before, found.after, found.count) == (2, 4, 3)


def test_cure_that_is_not_enough_is_told_when_it_helps() -> None:
    steps = [send("A"), wait(days=1), send("B"), wait(days=1), send("C"), wait(days=1), send("D")]
    steps += [wait(days=1), send("E"), wait(days=1), send("F")]
    course = course_of(*steps)
    assert peaks(course, MOMENT)["week"] == 6
    found = cure(course, "week", 3, MOMENT)
    assert found is not None and found.count == 3


def test_no_cure_without_a_wait_of_days() -> None:
    course = course_of(send("A"), wait(hours=1), send("B"))
    assert cure(course, "day", 1, MOMENT) is None


# -- together --


def test_scenarios_with_the_same_start_are_laid_side_by_side() -> None:
    one = course_of(send("A"), wait(days=30), send("B"))
    other = course_of(wait(days=10), send("C"))
    assert peaks_side_by_side([one, other], MOMENT) == {"day": 1, "week": 1, "month": 2}


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ([("friend_added", {"when": "any"})], [("friend_added", {"when": "any"})], True),
        ([("friend_added", {"when": "any"})], [("friend_added", {"when": "first"})], True),
        ([("friend_added", {"when": "first"})], [("friend_added", {"when": "again"})], False),
        ([("friend_added", {"when": "any"})], [("tag_added", {"tag": "vip"})], False),
        ([("tag_added", {"tag": "vip"})], [("tag_added", {"tag": "vip"})], True),
        ([("tag_added", {"tag": "vip"})], [("tag_added", {"tag": "new"})], False),
        ([("by_hand", {})], [("by_hand", {})], False),
        ([("tag_added", {"tag": "a"}), ("by_hand", {})], [("tag_added", {"tag": "a"})], False),
    ],
)
def test_only_one_and_the_same_event_starts_two_scenarios_together(
    mine: Any, theirs: Any, expected: bool
) -> None:
    assert start_together(mine, theirs) is expected
    assert start_together(theirs, mine) is expected
