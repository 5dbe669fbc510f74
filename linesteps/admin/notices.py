"""What everybody who works with scenarios should know at once: nothing is sent, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.look import screen_media
from linesteps.broadcasts.models import Broadcast
from linesteps.health.checks.worker import is_silent
from linesteps.outbox import month
from linesteps.outbox.models import MonthUse
from linesteps.outbox.paused import why_paused
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.place import place_of


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One sentence above a screen, with the place that tells more (for whoever may go there)."""

    text: str
    url: str = ""
    is_error: bool = False


def notices(user: Any) -> list[Notice]:
    """All of them; five queries however many accounts there are."""
    found = []
    if is_silent():
        text = _(
            "Messages are not being sent: the program that sends them is not running. Please tell whoever looks "
            "after this site. What is due is sent late, and nothing is lost."
        )
        url = reverse("linesteps_health") if user.has_perm("linesteps.view_health") else ""
        found.append(Notice(text=text, url=url, is_error=True))
    found += _of_accounts(user)
    found += [
        Notice(text=f"{row.name}: {row.attention}", url=_url(*place_of(row)))
        for row in Scenario.every.filter(attention_at__isnull=False)
        .select_related("broadcast")
        .only("pk", "name", "attention", "broadcast__id")
    ]
    found += [
        Notice(text=f"{row.name}: {row.trouble}", url=reverse("linesteps_broadcasts:edit", args=[row.pk]))
        for row in Broadcast.objects.in_trouble().only("pk", "name", "trouble")
    ]
    return found


def _url(name: str, pk: int) -> str:
    return reverse(name, args=[pk])


def _of_accounts(user: Any) -> list[Notice]:
    moment, found = clock.now(), []
    rows = list(Account.objects.filter(is_active=True))
    used = _used(rows, moment)
    may_open = user.has_perm("linesteps.change_account")
    for account in rows:
        url = reverse("linesteps_accounts:edit", args=[account.pk]) if may_open else ""
        own = used.get(account.pk, 0)
        at_line = month.used_at_line(account, own, moment)
        if account.paused_at is not None:
            found.append(Notice(text=f"{account.name}: {why_paused(account)}", url=url, is_error=True))
        elif account.budget_per_month is not None and own >= account.budget_per_month:
            text = _(
                "%(account)s: this month's own limit of %(limit)s messages is used up. Messages wait until the 1st; "
                "nothing is lost."
            )
            found.append(Notice(text=text % _values(account, account.budget_per_month), url=url))
        elif account.quota_limit is not None and at_line >= account.quota_limit:
            text = _(
                "%(account)s: this month's %(limit)s messages at LINE are used up. Messages wait until the 1st; "
                "nothing is lost."
            )
            found.append(Notice(text=text % _values(account, account.quota_limit), url=url))
    return found


def _values(account: Account, limit: int) -> Mapping[str, Any]:
    return {"account": account.name, "limit": f"{limit:,}"}


def _used(accounts: list[Account], moment: Any) -> dict[int, int]:
    months = {account.pk: month.month_of(moment, account.zone) for account in accounts}
    rows = MonthUse.objects.filter(account__in=accounts, month__in=set(months.values()))
    return {row.account_id: row.people for row in rows if months[row.account_id] == row.month}


class NoticesPanel(Component):
    """The notices on Wagtail's home page."""

    order = 50
    template_name = "linesteps/admin/notices.html"

    def __init__(self, user: Any) -> None:
        self.user = user

    @property
    def media(self) -> Any:
        """Our styles."""
        return screen_media()

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The notices."""
        return {"notices": notices(self.user)}
