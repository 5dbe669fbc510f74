"""When a wait is over: local clock times through summer time, month ends and weekdays."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesteps.graph import Goto, WaitUntil
from linesteps.steps.wait import Wait, over_at
from tests.contract.kinds import compiling, context

TOKYO, PARIS = "Asia/Tokyo", "Europe/Paris"


def over(zone: str, start: str, **wait: Any) -> str:
    """The local time at which a wait that begins at a local time is over."""
    config = Wait().compile(wait, compiling())
    begin = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone))
    return over_at(config, begin, zone).astimezone(ZoneInfo(zone)).isoformat(" ", "minutes")[:-6]


@pytest.mark.fault("D-07")
@pytest.mark.parametrize(
    ("zone", "start", "wait", "expected"),
    [
        # Lengths.
        (TOKYO, "2026-11-22 10:00", {"amount": 5, "unit": "minutes"}, "2026-11-22 10:05"),
        (TOKYO, "2026-11-22 23:00", {"amount": 2, "unit": "hours"}, "2026-11-23 01:00"),
        (TOKYO, "2026-11-22 10:00", {"amount": 3, "unit": "days"}, "2026-11-25 10:00"),
        # Month and year ends.
        (TOKYO, "2026-01-31 10:00", {"amount": 1, "unit": "days"}, "2026-02-01 10:00"),
        (TOKYO, "2028-02-28 10:00", {"amount": 1, "unit": "days"}, "2028-02-29 10:00"),
        (TOKYO, "2026-12-30 20:00", {"amount": 3, "unit": "days", "at": "19:00"}, "2027-01-02 19:00"),
        # Day 3 at 19:00 is a local day, however late the start was.
        (TOKYO, "2026-11-22 10:00", {"amount": 3, "unit": "days", "at": "19:00"}, "2026-11-25 19:00"),
        (TOKYO, "2026-11-22 23:59", {"amount": 3, "unit": "days", "at": "19:00"}, "2026-11-25 19:00"),
        (TOKYO, "2026-11-23 00:01", {"amount": 3, "unit": "days", "at": "19:00:00"}, "2026-11-26 19:00"),
        # The next 19:00.
        (TOKYO, "2026-11-22 18:00", {"amount": 0, "unit": "days", "at": "19:00"}, "2026-11-22 19:00"),
        (TOKYO, "2026-11-22 19:01", {"amount": 0, "unit": "days", "at": "19:00"}, "2026-11-23 19:00"),
        (TOKYO, "2026-11-22 19:00", {"amount": 0, "unit": "days", "at": "19:00"}, "2026-11-23 19:00"),
        # A length and a clock time: the first such time after the length.
        (TOKYO, "2026-11-22 08:00", {"amount": 3, "unit": "hours", "at": "09:00"}, "2026-11-23 09:00"),
        (TOKYO, "2026-11-22 08:00", {"amount": 30, "unit": "minutes", "at": "09:00"}, "2026-11-22 09:00"),
        (TOKYO, "2026-11-22 23:30", {"amount": 60, "unit": "minutes", "at": "09:00"}, "2026-11-23 09:00"),
        # Weekdays: Monday is 0. The 25th is a Wednesday.
        (TOKYO, "2026-11-22 10:00", {"amount": 3, "unit": "days", "weekdays": ["2"]}, "2026-11-25 10:00"),
        (TOKYO, "2026-11-22 10:00", {"amount": 3, "unit": "days", "weekdays": ["1"]}, "2026-12-01 10:00"),
        (
            TOKYO,
            "2026-11-22 10:00",
            {"amount": 1, "unit": "days", "at": "19:00", "weekdays": ["5", "6"]},
            "2026-11-28 19:00",
        ),
        (TOKYO, "2026-11-22 10:00", {"amount": 1, "unit": "hours", "weekdays": ["0"]}, "2026-11-23 11:00"),
        # Dates; who comes later does not wait.
        (TOKYO, "2026-11-22 10:00", {"until": "2026-12-24"}, "2026-12-24 00:00"),
        (TOKYO, "2026-11-22 10:00", {"until": "2026-12-24", "at": "18:00"}, "2026-12-24 18:00"),
        (TOKYO, "2026-12-25 10:00", {"until": "2026-12-24", "at": "18:00"}, "2026-12-25 10:00"),
        (TOKYO, "2026-12-24 19:00", {"until": "2026-12-24", "at": "18:00"}, "2026-12-24 19:00"),
        # Summer time begins in Paris on 29 March 2026: 02:00 to 03:00 does not exist.
        (PARIS, "2026-03-28 02:30", {"amount": 1, "unit": "days"}, "2026-03-29 03:00"),
        (PARIS, "2026-03-26 12:00", {"amount": 3, "unit": "days", "at": "02:30"}, "2026-03-29 03:00"),
        (PARIS, "2026-03-28 20:00", {"amount": 1, "unit": "days", "at": "09:00"}, "2026-03-29 09:00"),
        (PARIS, "2026-03-29 01:30", {"amount": 1, "unit": "hours"}, "2026-03-29 03:30"),
        (PARIS, "2026-03-28 10:00", {"amount": 24, "unit": "hours"}, "2026-03-29 11:00"),
        # It ends on 25 October 2026: 02:00 to 03:00 comes twice.
        (PARIS, "2026-10-24 10:00", {"amount": 1, "unit": "days", "at": "09:00"}, "2026-10-25 09:00"),
        (PARIS, "2026-10-24 10:00", {"amount": 24, "unit": "hours"}, "2026-10-25 09:00"),
    ],
)
def test_wait_is_over_at_the_local_time_that_was_meant(
    zone: str, start: str, wait: dict[str, Any], expected: str
) -> None:
    assert over(zone, start, **wait) == expected


@pytest.mark.fault("D-07")
def test_clock_time_that_comes_twice_means_the_first_of_both() -> None:
    config = Wait().compile({"amount": 1, "unit": "days", "at": "02:30"}, compiling())
    start = datetime(2026, 10, 24, 10, tzinfo=ZoneInfo(PARIS))
    assert over_at(config, start, PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.fault("D-07")
def test_who_waits_in_the_repeated_hour_waits_for_the_next_day() -> None:
    config = Wait().compile({"amount": 0, "unit": "days", "at": "02:45"}, compiling())
    start = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo(PARIS))
    assert over_at(config, start, PARIS) == datetime(2026, 10, 26, 1, 45, tzinfo=UTC)


waits = st.fixed_dictionaries(
    {
        "amount": st.integers(0, 400),
        "unit": st.sampled_from(["minutes", "hours", "days"]),
        "at": st.none() | st.times().map(lambda at: at.isoformat("minutes")),
        "weekdays": st.lists(st.sampled_from("0123456"), unique=True),
    }
)
starts = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))
zones = st.sampled_from([TOKYO, PARIS, "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"])


@pytest.mark.fault("D-07")
@given(wait=waits, start=starts, zone=zones)
def test_wait_never_ends_early_and_keeps_to_its_clock(
    wait: dict[str, Any], start: datetime, zone: str
) -> None:
    config = Wait().compile(wait, compiling())
    end = over_at(config, start, zone)
    local, begin = end.astimezone(ZoneInfo(zone)), start.astimezone(ZoneInfo(zone))
    assert end >= start and end.tzinfo is UTC
    if wait["unit"] == "days":
        assert (local.date() - begin.date()).days >= wait["amount"]
    else:
        assert end - start >= timedelta(**{wait["unit"]: wait["amount"]})
    if wait["weekdays"]:
        assert str(local.weekday()) in wait["weekdays"]
    if wait["at"]:
        # Later than asked for only where summer time skips the moment, and never by more than the gap.
        asked = datetime.combine(local.date(), time.fromisoformat(wait["at"]))
        assert timedelta() <= local.replace(tzinfo=None) - asked <= timedelta(hours=1)


def test_wait_waits_on_arrival_and_goes_on_when_it_is_over() -> None:
    config = Wait().compile({"amount": 1, "unit": "hours"}, compiling())
    ctx = context()
    assert Wait().run(config, ctx).outcome == WaitUntil(at=ctx.now + timedelta(hours=1))
    assert Wait().run(config, context(is_resumed=True)).outcome == Goto()


def test_wait_counts_from_arrival_however_late_a_worker_is() -> None:
    config = Wait().compile({"amount": 1, "unit": "hours"}, compiling())
    ctx = context()
    late = context(now=ctx.now + timedelta(minutes=50))
    assert Wait().run(config, late).outcome == WaitUntil(at=ctx.now + timedelta(hours=1))


@pytest.mark.parametrize(
    "value",
    [
        {"amount": None, "unit": "days"},
        {"amount": 0, "unit": "days"},
        {"amount": -1, "unit": "days"},
        {"amount": 367, "unit": "days"},
        {"amount": 10**12, "unit": "minutes"},
    ],
)
def test_length_that_makes_no_sense_is_named_at_its_field(value: dict[str, Any]) -> None:
    assert [problem.path for problem in Wait().problems(value, compiling())] == [("amount",)]
