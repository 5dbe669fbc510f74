"""An account with limits."""

from __future__ import annotations

from typing import Any

from linesteps.accounts.models import Account
from linesteps.engine.advance import advance
from linesteps.engine.react import react
from linesteps.outbox.models import Dispatch
from linesteps.testing.shop import Shop

Status = Dispatch.Status


def account(shop: Shop, **values: Any) -> None:
    """Change the account in the database."""
    Account.objects.filter(pk=shop.account.pk).update(**values)


def post_only(shop: Shop) -> None:
    """Everything up to the outbox, and nothing of it to LINE."""
    shop.hear()
    while react() + advance():
        pass
