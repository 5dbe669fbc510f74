"""Where LINE shall post the events of an account."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from linesteps import conf
from linesteps.accounts.models import Account


def webhook_url(account: Account) -> str:
    """The address to which LINE shall post; empty when this site has no public address yet."""
    base = conf.public_base_url()
    try:
        return base + reverse("linesteps:webhook", args=[account.slug]) if base else ""
    except NoReverseMatch:
        return ""
