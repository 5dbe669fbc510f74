"""One at a time: only one worker or editor talks to LINE about an account's menus.

LINE has no order among calls, and a menu is made by several. Real time, as for all leases: a worker that died holds
its turn no longer than that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import Q

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.line.rich_menus import RichMenuClient
from linesteps.richmenus.models import StandardMenu

#: Longer than all calls of one turn can take together.
LEASE = timedelta(seconds=120)


@contextmanager
def turn_of(account_id: int) -> Iterator[bool]:
    """Whether it is one's turn, until the end of the block. No transaction may be open."""
    row, _made = StandardMenu.objects.get_or_create(account_id=account_id)
    moment = clock.real_now()
    until = moment + LEASE
    free = Q(busy_until__isnull=True) | Q(busy_until__lt=moment)
    is_mine = bool(StandardMenu.objects.filter(free, pk=row.pk).update(busy_until=until))
    try:
        yield is_mine
    finally:
        if is_mine:
            StandardMenu.objects.filter(pk=row.pk, busy_until=until).update(busy_until=None)


def client_of(account: Account) -> RichMenuClient:
    """The account's line to LINE.

    Raises:
        SecretError: its access token cannot be read.
    """
    return RichMenuClient(account.api_url, account.data_url, account.access_token())
