"""Tappers: how it will be known who tapped a link, what that costs, and what it cannot know."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from linesteps.accounts.models import Account
from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen


class Tappers(Check):
    """Says in words which kind of link the messages get; chosen for the account, not for each link."""

    name = "tappers"
    can_refuse = False

    def title(self) -> str:
        """What it is about."""
        return _("Who tapped")

    def look(self, seen: Seen) -> list[Finding]:
        """One sentence or two; nothing for a scenario without links."""
        if not seen.links:
            return []
        return [
            Finding(
                level=Level.INFO,
                text=_words(seen.account),
                step_id=next(iter(seen.links.values())),
                page=reverse("linesteps_accounts:edit", args=[seen.account.pk]) if seen.account.pk else "",
                page_label=_("Open the account"),
            )
        ]


def _words(account: Account) -> str:
    if account.uses_liff_links:
        return _(
            "LINE says who tapped a link (LIFF), so equal messages go to all at once, and a forwarded link counts for "
            "whoever really tapped. Each friend agrees once. Taps on a computer lead on, but count for nobody."
        )
    told = _(
        "Each friend gets a link of their own, so messages with links are sent one by one, which takes longer with "
        "many friends. A forwarded link counts for the friend to whom you sent it."
    )
    if account.has_liff:
        more = _("“Links that know who tapped” in the account's settings changes that.")
    else:
        more = _("With a LIFF app, LINE itself can say who tapped.")
    return f"{told} {more}"


registry.register(Tappers())
