"""Connection: LINE must take our messages, and its events should come here."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from linesteps import conf
from linesteps.checklist.connection import GRAVE, Fault, ask_line, is_fresh
from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen

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
        if not account.is_active:
            text = _("This LINE Official Account is not in use. Put it into use, or choose another one.")
            found.append(_on_its_page(seen, Level.ERROR, text))
        elif account.paused_at is not None:
            text = _("Sending is paused for this account: %(reason)s Nothing is sent until it goes on.")
            found.append(_on_its_page(seen, Level.WARNING, text % {"reason": account.paused_reason or "–"}))
        if not conf.asks_network():
            return found or [Finding(level=Level.INFO, text=_("This site does not ask LINE by itself."))]
        if not is_fresh(account):
            return [*found, Finding(level=Level.WAITING, text=_("Asking LINE …"))]
        fault = Fault(account.connection_fault)
        if fault:
            level = Level.ERROR if fault in GRAVE else Level.WARNING
            found.append(_on_its_page(seen, level, _words(fault)))
        return found or [Finding(level=Level.OK, text=_("LINE answers, and posts its events here."))]

    def ask(self, seen: Seen, *, seconds: float) -> None:
        """Ask LINE."""
        if conf.asks_network():
            ask_line(seen.account, seconds=max(seconds / _QUESTIONS, 0.5))


def _on_its_page(seen: Seen, level: Level, text: str) -> Finding:
    page = reverse("linesteps_accounts:edit", args=[seen.account.pk])
    return Finding(level=level, text=text, place=("account",), page=page, page_label=_("Open the account"))


def _words(fault: Fault) -> str:
    texts = {
        Fault.SECRETS: _("The stored access token cannot be read. Ask the person who set the site up."),
        Fault.TOKEN: _(
            "LINE refuses the access token, so nothing can be sent. Enter a new one on the account's page."
        ),
        Fault.UNREACHABLE: _("LINE cannot be reached now. What is due is sent as soon as LINE answers."),
        Fault.REFUSED: _("LINE gave no clear answer. Check the connection on the account's page."),
        Fault.CHAT: _(
            "Chat is on in the LINE Official Account Manager, so LINE tells this site nothing: nobody would "
            "start. Switch the response mode to “Bot”."
        ),
        Fault.ADDRESS: _(
            "LINE does not report new friends and taps to this site yet. Check the connection on the "
            "account's page."
        ),
        Fault.ADDRESS_OFF: _(
            "LINE knows this site, but is told not to report to it. Switch on “Use webhook” in the LINE "
            "Developers Console."
        ),
    }
    return texts[fault]


registry.register(Connection())
