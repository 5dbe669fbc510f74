"""Greeting: LINE's own greeting message would come beside the first message of a scenario."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen


class Greeting(Check):
    """No API tells whether it is on, so a person says so once for each account."""

    name = "greeting"
    can_refuse = False

    def title(self) -> str:
        """As LINE calls it."""
        return _("LINE's own greeting message")

    def look(self, seen: Seen) -> list[Finding]:
        """A reminder until somebody has looked; only where people enter by becoming friends."""
        if not any(one["type"] == "friend_added" for one in seen.triggers):
            return []
        account = seen.account
        if account.greeting_off_at is None:
            text = _(
                "If the greeting message is on in the LINE Official Account Manager, new friends get two "
                "greetings. Switch it off there, and tick this once."
            )
            return [Finding(level=Level.WARNING, text=text, act="greeting")]
        who = account.greeting_off_by
        day = date_format(account.greeting_off_at.astimezone(account.zone).date(), "SHORT_DATE_FORMAT")
        if who is None:
            text = _("It is off (said on %(day)s).") % {"day": day}
        else:
            text = _("It is off (said by %(name)s on %(day)s).") % {
                "name": who.get_full_name() or who.get_username(),
                "day": day,
            }
        return [Finding(level=Level.OK, text=text, act="greeting")]


registry.register(Greeting())
