"""Quiet hours: which messages are moved to the morning."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen
from linesteps.checklist.words import clock_time

#: Two moments of entry so different that what is moved for both is moved for everybody.
_ENTRIES = (time(12), time(18, 37))
#: Whoever may be met at night is met by one of these, unless the night is shorter than three hours.
_AROUND_THE_CLOCK = tuple(time(hour) for hour in range(0, 24, 3))


class Quiet(Check):
    """Sends that fall into the account's quiet hours."""

    name = "quiet"
    can_refuse = False

    def title(self) -> str:
        """As the account's page calls them."""
        return _("Quiet hours")

    def look(self, seen: Seen) -> list[Finding]:
        """Steps that are always moved, by name; and a word on those that may be."""
        account = seen.account
        if seen.course is None or account.quiet_from is None or account.quiet_until is None:
            return []
        until = clock_time(account.quiet_until)
        always = set.intersection(*(set(_moved(seen, entry)) for entry in _ENTRIES))
        found = [
            Finding(
                level=Level.INFO,
                text=_("“%(step)s” would go out at %(at)s. Quiet hours: it is sent at %(until)s.")
                % {"step": seen.title(step_id), "at": clock_time(at), "until": until},
                step_id=step_id,
                place=("steps",),
            )
            for step_id, at in sorted(always, key=lambda one: seen.course.rank[one[0]])  # type: ignore[union-attr]
        ]
        named = {step_id for step_id, _at in always}
        if any(step_id not in named for hour in _AROUND_THE_CLOCK for step_id, _at in _moved(seen, hour)):
            text = _("What falls into the quiet hours (%(begin)s–%(until)s) is sent at %(until)s.")
            values = {"begin": clock_time(account.quiet_from), "until": until}
            found.append(Finding(level=Level.INFO, text=text % values))
        return found or [Finding(level=Level.OK, text=_("No message falls into the quiet hours."))]


def _moved(seen: Seen, entry: time) -> list[tuple[str, time]]:
    """Step and clock time of each message that is moved for somebody who enters at a time of day."""
    assert seen.course is not None  # noqa: S101
    zone = seen.account.zone
    day = seen.start_at.astimezone(zone).date()
    walk = seen.course.walk(datetime.combine(day, entry, tzinfo=zone))
    return [
        (step_id, at.astimezone(zone).time())
        for (step_id, at), sent_at in walk.sent_at.items()
        if sent_at - at > timedelta()
    ]


registry.register(Quiet())
