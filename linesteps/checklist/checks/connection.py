"""Connection: LINE must take our messages, and its events should come here."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from linesteps import conf
from linesteps.accounts.faults import GRAVE, Fault, in_words
from linesteps.checklist.connection import ask_line, is_fresh
from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen
from linesteps.outbox.paused import why_silent

#: LINE is asked four things, one after the other.
_QUESTIONS = 4


class Connection(Check):
    """What LINE said of the account's token and of the address to which it posts events."""

    name = "connection"
    is_slow = True

    def title(self) -> str:
        """What it is about."""
        return _("Connection to LINE")

    def look(self, seen: Seen) -> list[Finding]:
        """The state of the account here, and LINE's last answer."""
        found = []
        account = seen.account
        if why := why_silent(account):
            found.append(_on_its_page(seen, Level.WARNING if account.is_active else Level.ERROR, why))
        if not conf.asks_network():
            return found or [Finding(level=Level.INFO, text=_("This site does not ask LINE by itself."))]
        if not is_fresh(account):
            return [*found, Finding(level=Level.WAITING, text=_("Asking LINE …"))]
        fault = Fault(account.connection_fault)
        if fault:
            level = Level.ERROR if fault in GRAVE else Level.WARNING
            found.append(_on_its_page(seen, level, in_words(fault)))
        return found or [Finding(level=Level.OK, text=_("LINE answers, and posts its events here."))]

    def ask(self, seen: Seen, *, seconds: float) -> None:
        """Ask LINE."""
        if conf.asks_network():
            ask_line(seen.account, seconds=max(seconds / _QUESTIONS, 0.5))


def _on_its_page(seen: Seen, level: Level, text: str) -> Finding:
    page = reverse("linesteps_accounts:edit", args=[seen.account.pk])
    return Finding(level=level, text=text, place=("account",), page=page, page_label=_("Open the account"))


registry.register(Connection())
