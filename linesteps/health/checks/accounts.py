"""Whether each LINE Official Account may send."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linesteps.accounts.faults import GRAVE, Fault, in_words
from linesteps.accounts.models import Account
from linesteps.health.finding import ERROR, OK, WARNING, Figure, Finding
from linesteps.outbox.paused import why_paused
from linesteps.outbox.reasons import Reason


def accounts() -> list[Finding]:
    """One finding an account."""
    found = []
    for account in Account.objects.filter(is_active=True):
        is_paused = account.paused_at is not None
        figure = Figure(
            name="account_paused", help="Whether sending is paused.", value=float(is_paused),
            labels=(("account", str(account.pk)),),
        )  # fmt: skip
        text, cure, level = _("Sends and hears."), "", OK
        if is_paused:
            level = WARNING if account.paused_reason == Reason.QUOTA else ERROR
            text, cure = _("Sending is paused."), why_paused(account)
        elif account.refuses_webhooks:
            level = ERROR
            text = _(
                "What LINE tells is refused, since its signature does not fit. New friends and taps are not noticed."
            )
            cure = _(
                "Copy the channel secret again from the LINE Developers Console into the account, save, and choose "
                "“Check connection”."
            )
        elif account.connection_fault:
            fault = Fault(account.connection_fault)
            level, text = ERROR if fault in GRAVE else WARNING, in_words(fault)
            cure = _("Once it is mended, open the account and choose “Check connection”.")
        elif account.webhook_seen_at is None:
            level, text = WARNING, _("LINE has never told this site anything.")
            cure = _("Open the account and choose “Check connection”.")
        found.append(
            Finding(
                name="accounts", title=account.name, level=level, text=text, cure=cure, figures=[figure],
                link=("linesteps_accounts:edit", (account.pk,)),
            )
        )  # fmt: skip
    return found
