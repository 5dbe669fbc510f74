"""Whether each LINE Official Account may send."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linesteps.accounts.models import Account
from linesteps.health.finding import ERROR, OK, WARNING, Figure, Finding
from linesteps.outbox.reasons import Reason
from linesteps.safety.watch import why_paused


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
