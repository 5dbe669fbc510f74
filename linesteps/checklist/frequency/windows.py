"""The fullest windows of time on a scenario's worst way."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from linesteps.accounts.models import Account
from linesteps.checklist.course import Course, Place, Walk

#: The windows that count, by name (builder.md 2.12).
WINDOWS = {"day": timedelta(hours=24), "week": timedelta(days=7), "month": timedelta(days=30)}
#: Quiet hours can move a send by less than this.
_LATEST_MOVE = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
#: Somebody who enters at noon meets every clock time of the evening on the same day.
_NOON = time(12)
_OFF_NOON = time(12, 37)
#: More of them make no difference that anybody would feel.
_MOST_TIMES = 8
_MOST_ENTRIES = 60


def limits_of(account: Account) -> dict[str, int]:
    """How many messages to one person are fine, by window."""
    return {"day": account.warn_per_day, "week": account.warn_per_week, "month": account.warn_per_month}


class Timetable:
    """A walk made ready to be asked how much falls into a window."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._at = [at for _step_id, at in walk.places]

    @property
    def times(self) -> list[datetime]:
        """When messages can go out, each moment once."""
        return sorted(set(self._walk.sent_at.values()))

    def most(self, start: datetime, length: timedelta) -> int:
        """The most messages on one way from ``start`` until just before ``start + length``."""
        end = start + length
        walk = self._walk
        best: dict[Place, int] = {}
        first, last = bisect_left(self._at, start - _LATEST_MOVE), bisect_left(self._at, end)
        for place in reversed(walk.places[first:last]):
            sent_at = walk.sent_at.get(place)
            counts = sent_at is not None and start <= sent_at < end
            best[place] = counts + max((best.get(one, 0) for one in walk.leads_to[place]), default=0)
        return max(best.values(), default=0)


def peak(tables: Iterable[Timetable], length: timedelta) -> tuple[int, datetime | None]:
    """The fullest window of all ``tables`` together, for one person who walks through each; and its start."""
    tables = list(tables)
    starts = sorted({at for table in tables for at in table.times})
    counted = [(sum(table.most(start, length) for table in tables), start) for start in starts]
    return max(counted, key=lambda one: one[0], default=(0, None))


def peaks(course: Course, moment: datetime) -> dict[str, int]:
    """The fullest window of each length, whenever somebody enters from ``moment`` on."""
    tables = [Timetable(course.walk(entry)) for entry in entries(course, moment)]
    return {
        name: max((peak([table], length)[0] for table in tables), default=0)
        for name, length in WINDOWS.items()
    }


def entries(course: Course, moment: datetime) -> list[datetime]:
    """Moments of entry that between them meet the worst: clock times and dates make the difference."""
    zone = course.account.zone
    today = moment.astimezone(zone).date()
    days = [today + timedelta(days=number) for number in range(_days_to_try(course))]
    # Somebody who enters when a date is over does not wait for it.
    days += [last + timedelta(days=1) for last in sorted(_dates(course))[-1:] if last >= today]
    # Right after a clock time, so that the same time some days later is just short of whole days away.
    times = {_NOON, *(_after(one) for one in _clock_times(course, today))}
    if course.account.quiet_from is not None:
        times.add(_after(course.account.quiet_from))
    found = {datetime.combine(day, one, tzinfo=zone).astimezone(UTC) for day in days for one in times}
    return sorted(found)[:_MOST_ENTRIES]


def _clock_times(course: Course, day: date) -> list[time]:
    """Times of the day at which messages go out whenever somebody entered."""
    zone = course.account.zone
    seen = [
        {
            at.astimezone(zone).time()
            for at in course.walk(datetime.combine(day, entry, tzinfo=zone)).sent_at.values()
        }
        for entry in (_NOON, _OFF_NOON)
    ]
    return sorted(seen[0] & seen[1])[:_MOST_TIMES]


def _days_to_try(course: Course) -> int:
    """All weekdays, where they matter."""
    return 7 if any(config.get("weekdays") for config in _configs(course)) else 1


def _dates(course: Course) -> set[date]:
    found = set()
    for config in _configs(course):
        if isinstance(config.get("until"), str):
            found.add(date.fromisoformat(config["until"]))
    return found


def _configs(course: Course) -> Iterator[Any]:
    return (node.config for node in course.graph.nodes.values())


def _after(at: time) -> time:
    return (datetime.combine(date.min, at) + _MINUTE).time()
