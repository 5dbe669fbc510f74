"""Adding up the forecast: never negative, additive over scenarios, growing with the people who start."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesteps.checklist.forecast.months import MONTHS, Source, forecast
from linesteps.checklist.forecast.reach import Arrival

TOKYO = ZoneInfo("Asia/Tokyo")
MOMENT = datetime(2026, 11, 22, 10, 0, tzinfo=TOKYO)


def source(
    entries: float, *after: float, begins: float = 0, ends: float | None = None, share: float = 1.0
) -> Source:
    """A scenario whose messages come so many days after the start; times in days from ``MOMENT``."""
    return Source(
        name="Welcome",
        is_drawn=True,
        entries_per_day=entries,
        begins_at=MOMENT + timedelta(days=begins),
        ends_at=None if ends is None else MOMENT + timedelta(days=ends),
        arrivals=[
            Arrival(step_id=str(number), after=timedelta(days=days), share=share, is_first=False)
            for number, days in enumerate(after)
        ],
    )


def totals(*sources: Source, used: int = 0) -> list[float]:
    found = forecast(sources, moment=MOMENT, zone=TOKYO, cap=None, used=used)
    return [month.total for month in found.months]


def test_months_are_this_one_and_the_next_two() -> None:
    found = forecast([], moment=MOMENT, zone=TOKYO, cap=None, used=7)
    assert [month.first for month in found.months] == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    assert [month.total for month in found.months] == [7, 0, 0]


def test_month_is_that_of_the_account_not_of_london() -> None:
    just_after_midnight = datetime(2026, 11, 30, 15, 30, tzinfo=UTC)
    found = forecast([], moment=just_after_midnight, zone=TOKYO, cap=None, used=0)
    assert found.months[0].first == date(2026, 12, 1)


def test_new_scenario_sends_its_later_messages_later() -> None:
    # From 22 November 10:00 on: 8 days and 14 hours are left of the month.
    assert totals(source(10, 0))[0] == pytest.approx(10 * (8 + 14 / 24))
    assert totals(source(10, 7))[0] == pytest.approx(10 * (1 + 14 / 24))
    assert totals(source(10, 14))[:2] == [0, pytest.approx(10 * (31 - 5 - 10 / 24))]


def test_scenario_that_ran_before_sends_to_those_who_started_then() -> None:
    assert totals(source(10, 14, begins=-60))[0] == pytest.approx(10 * (8 + 14 / 24))


def test_scenario_that_closes_sends_to_those_inside_only() -> None:
    assert totals(source(10, 5, begins=-60, ends=0)) == [pytest.approx(50), 0, 0]


def test_cap_is_reached_on_the_day_on_which_the_sum_passes_it() -> None:
    found = forecast([source(100, 0)], moment=MOMENT, zone=TOKYO, cap=1000, used=350)
    # 350 used, 58 on the first evening, then 100 a day: 1,000 during the sixth full day.
    assert found.reached_on == date(2026, 11, 28)


def test_cap_of_a_later_month_counts_from_its_first_day() -> None:
    found = forecast([source(100, 0)], moment=MOMENT, zone=TOKYO, cap=2000, used=0)
    assert found.reached_on == date(2026, 12, 20)


def test_cap_that_is_used_up_is_reached_today() -> None:
    found = forecast([source(0, 0)], moment=MOMENT, zone=TOKYO, cap=200, used=200)
    assert found.reached_on == date(2026, 11, 22)


def test_cap_that_is_not_reached_has_no_day() -> None:
    assert forecast([source(1, 0)], moment=MOMENT, zone=TOKYO, cap=200, used=0).reached_on is None


DAYS = st.floats(0, 120, allow_nan=False)
SOURCES = st.builds(
    lambda entries, after, begins, length, share: source(
        entries, *after, begins=begins, ends=None if length is None else begins + length, share=share
    ),
    st.floats(0, 1000),
    st.lists(DAYS, max_size=4),
    st.floats(-400, 60),
    st.none() | st.floats(0, 200),
    st.floats(0, 1),
)


@given(SOURCES, st.integers(0, 10_000))
def test_forecast_is_never_negative(one: Source, used: int) -> None:
    found = forecast([one], moment=MOMENT, zone=TOKYO, cap=None, used=used)
    assert len(found.months) == MONTHS
    assert all(part >= 0 for month in found.months for part in month.parts)
    assert found.months[0].total >= used


@given(SOURCES, SOURCES)
def test_forecast_of_two_scenarios_is_the_sum_of_both(one: Source, other: Source) -> None:
    both = totals(one, other)
    assert both == pytest.approx(
        [first + second for first, second in zip(totals(one), totals(other), strict=True)]
    )


@given(SOURCES, st.floats(1, 10))
def test_more_people_never_mean_fewer_messages(one: Source, factor: float) -> None:
    more = Source(**{**vars(one), "entries_per_day": one.entries_per_day * factor})
    assert all(big >= small - 1e-9 for big, small in zip(totals(more), totals(one), strict=True))


@given(SOURCES, st.integers(1, 2000), st.integers(0, 2000))
def test_smaller_cap_is_never_reached_later(one: Source, cap: int, used: int) -> None:
    small = forecast([one], moment=MOMENT, zone=TOKYO, cap=cap, used=used).reached_on
    large = forecast([one], moment=MOMENT, zone=TOKYO, cap=cap + 500, used=used).reached_on
    assert large is None or (small is not None and small <= large)
