"""Adding up: what several scenarios send in each month, and when the plan's cap is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linesteps.checklist.forecast.reach import Arrival

#: This month and the next two.
MONTHS = 3
_DAY = timedelta(days=1)
_LONGEST_MONTH = 31


@dataclass(frozen=True, kw_only=True)
class Source:
    """A scenario as a source of messages.

    Args:
        name: what editors call it.
        is_drawn: whether it is the one that is to be published.
        entries_per_day: how many people start.
        begins_at: from when on people have started, or will (aware).
        ends_at: from when on nobody starts any more; ``None`` for no end.
        arrivals: the messages that count, for one who starts.
    """

    name: str
    is_drawn: bool
    entries_per_day: float
    begins_at: datetime
    ends_at: datetime | None
    arrivals: Sequence[Arrival]

    def between(self, start: datetime, end: datetime) -> float:
        """How many messages go out from ``start`` until just before ``end``."""
        last = self.ends_at or end + _DAY
        people = 0.0
        for one in self.arrivals:
            # Who gets this message then has started so much earlier.
            first_start, last_start = max(start - one.after, self.begins_at), min(end - one.after, last)
            if last_start > first_start:
                people += one.share * ((last_start - first_start) / _DAY)
        return self.entries_per_day * people


@dataclass(frozen=True, kw_only=True)
class Month:
    """One month of the forecast.

    Args:
        first: its first day.
        used: messages that have been counted already.
        parts: still to come, by source.
    """

    first: date
    used: int
    parts: tuple[float, ...]

    @property
    def total(self) -> float:
        """All of it."""
        return self.used + sum(self.parts)


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What is to be expected.

    Args:
        sources: whose messages; the one that is to be published comes first.
        months: this one and the next ones.
        cap: messages in a month; ``None`` for no limit or an unknown one.
        reached_on: the day on which the cap is reached, if it is.
    """

    sources: tuple[Source, ...]
    months: tuple[Month, ...]
    cap: int | None
    reached_on: date | None


def forecast(
    sources: Sequence[Source], *, moment: datetime, zone: ZoneInfo, cap: int | None, used: int
) -> Forecast:
    """Messages of all ``sources`` from ``moment`` (aware) on, in the months of ``zone``.

    Args:
        cap: the plan's messages in a month, if there is a limit and it is known.
        used: how many of this month's were counted by now.
    """
    today = moment.astimezone(zone).date()
    firsts = [_month_after(today.replace(day=1), number) for number in range(MONTHS + 1)]
    months = []
    reached_on = None
    for number in range(MONTHS):
        start = moment if number == 0 else _midnight(firsts[number], zone)
        end = _midnight(firsts[number + 1], zone)
        month = Month(
            first=firsts[number],
            used=used if number == 0 else 0,
            parts=tuple(source.between(start, end) for source in sources),
        )
        months.append(month)
        if reached_on is None and cap is not None and month.total >= cap:
            reached_on = _day_of(sources, start, zone, cap - month.used)
    return Forecast(sources=tuple(sources), months=tuple(months), cap=cap, reached_on=reached_on)


def _day_of(sources: Sequence[Source], start: datetime, zone: ZoneInfo, left: float) -> date:
    """The day from ``start`` on which ``left`` messages have gone out."""
    day = start.astimezone(zone).date()
    # Bounded, since sums of fractions may miss their total by a hair.
    for _ in range(_LONGEST_MONTH - 1):
        if sum(source.between(start, _midnight(day + _DAY, zone)) for source in sources) >= left:
            break
        day += _DAY
    return day


def _month_after(first: date, number: int) -> date:
    years, month = divmod(first.month - 1 + number, 12)
    return first.replace(year=first.year + years, month=month + 1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), tzinfo=zone)
