"""Addresses of an account: where LINE posts its events, and its pages inside of LINE."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from django.urls import NoReverseMatch, reverse

from linesteps import conf
from linesteps.accounts.models import Account

#: The path of the page that links a user of the site, below the LIFF app's endpoint.
CONNECT = "connect"


def webhook_url(account: Account) -> str:
    """The address to which LINE shall post; empty when this site has no public address yet."""
    base = conf.public_base_url()
    try:
        return base + reverse("linesteps:webhook", args=[account.slug]) if base else ""
    except NoReverseMatch:
        return ""


def liff_endpoint(account: Account) -> str:
    """The address that the LIFF app is given as its endpoint; empty when this site has no public address yet."""
    base = conf.public_base_url()
    try:
        return base + reverse("linesteps:liff", args=[account.pk]) if base and account.pk else ""
    except NoReverseMatch:
        return ""


def liff_url(account: Account, path: str) -> str:
    """A link that opens a page of this site inside of LINE, where LINE says who opened it.

    Source: LIFF documentation, “Opening a LIFF app”: what follows the LIFF ID is appended to the endpoint.

    Args:
        account: with a LIFF ID.
        path: below the endpoint, without a leading slash.
    """
    return f"https://liff.line.me/{account.liff_id}/{path}"


def liff_sdk_url(account: Account) -> str:
    """LINE's own script for such pages: always the newest of version 2, as LINE recommends.

    Source: LIFF documentation, “Integrating the LIFF SDK”, CDN edge path.
    """
    emulator = _emulator(account)
    return f"{emulator or 'https://static.line-scdn.net'}/liff/edge/2/sdk.js"


def account_link_url(account: Account) -> str:
    """Where LINE links a friend to a user of this site (docs, “User account linking”)."""
    return f"{_emulator(account) or 'https://access.line.me'}/dialog/bot/accountLink"


def add_friend_url(account: Account) -> str:
    """Where a person adds the account; empty while its basic ID is not known.

    Source: docs, “Gain friends of your LINE Official Account”; the ID is percent-encoded.
    """
    return f"{_line_me(account)}/R/ti/p/{quote(account.basic_id, safe='')}" if account.basic_id else ""


def talk_url(account: Account) -> str:
    """The chat with the account, for a friend; empty while its basic ID is not known.

    Source: docs, “Use LINE features with the LINE URL scheme”, opening a chat with a LINE Official Account.
    """
    return f"{_line_me(account)}/R/oaMessage/{quote(account.basic_id, safe='')}" if account.basic_id else ""


def connect_url(account: Account) -> str:
    """The address that editors put behind a button: it links whoever taps it to their account on this site.

    Empty when this site has no public address yet.
    """
    base = conf.public_base_url()
    try:
        return base + reverse("linesteps:connect", args=[account.pk]) if base else ""
    except NoReverseMatch:
        return ""


def connect_liff_url(account: Account) -> str:
    """The same where nobody's own link can stand, such as on a rich menu; for accounts with LIFF."""
    return liff_url(account, CONNECT)


def _line_me(account: Account) -> str:
    return _emulator(account) or "https://line.me"


def _emulator(account: Account) -> str:
    """The emulator's address, for an account of a demo or a test: it has LINE's pages as well."""
    host = urlsplit(account.api_url).hostname
    return account.api_url if host in {"127.0.0.1", "localhost", "::1"} else ""
