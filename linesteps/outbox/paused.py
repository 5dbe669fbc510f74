"""Why an account sends nothing, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linesteps.accounts.models import Account
from linesteps.outbox.reasons import Reason


def why_paused(account: Account) -> str:
    """Why the account's sending is paused, and what to do."""
    if account.paused_reason == Reason.QUOTA:
        return _(
            "This month's messages at LINE are used up. Sending goes on by itself next month, or soon after you "
            "choose a bigger plan. Nothing is lost."
        )
    return _(
        "LINE refuses the access token (%(reason)s). Enter a new one on the account's page, and choose “Go on "
        "sending”. Nothing is lost."
    ) % {"reason": account.paused_reason}


def why_silent(account: Account) -> str:
    """Why nothing of the account can be sent now; empty if it can."""
    if not account.is_active:
        return _("This LINE Official Account is not in use. Put it into use, or choose another one.")
    if account.paused_at is None:
        return ""
    return _("Sending of this account is paused: %(reason)s") % {"reason": why_paused(account)}
