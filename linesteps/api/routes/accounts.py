"""Which accounts there are."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from linesteps.accounts.models import Account
from linesteps.api.permissions import READ_FOLLOWERS, READ_SCENARIOS, TRACK, demand

router = Router(tags=["accounts"])


class AccountOut(Schema):
    """An account in use."""

    channel_id: str
    name: str


@router.get("/accounts", response=list[AccountOut], summary="List the accounts in use")
def list_accounts(request: HttpRequest) -> list[Account]:
    """By their channel IDs, which all other addresses begin with."""
    demand(request, TRACK, READ_FOLLOWERS, READ_SCENARIOS)
    return list(Account.objects.filter(is_active=True).order_by("name", "pk"))
