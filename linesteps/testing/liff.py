"""LIFF pages in tests: an account with a LIFF app at both ends, and friends who open its links on their phones.

::

    use_liff(shop)
    phone = Phone(shop, user_id)
    assert phone.open(phone.links()[-1]) == "https://example.com/"
"""

from __future__ import annotations

import re
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from django.http import HttpResponse
from django.test import Client

from linesteps.accounts.address import liff_endpoint
from linesteps.accounts.models import Account
from linesteps.testing.shop import IPHONE, Shop

LOGIN_CHANNEL = "2009999999"
LOGIN_SECRET = "login-secret"  # noqa: S105
LIFF_ID = f"{LOGIN_CHANNEL}-AbcdEfgh"


def use_liff(shop: Shop, link_kind: str = Account.LinkKind.LIFF) -> None:
    """Give the shop a LINE Login channel and a LIFF app, here and at LINE.

    Args:
        link_kind: of the links in its messages, ``Account.LinkKind``.
    """
    account, there = shop.account, shop.there
    account.login_channel_id, account.liff_id, account.link_kind = LOGIN_CHANNEL, LIFF_ID, link_kind
    account.login_channel_secret = LOGIN_SECRET
    account.save()
    there.login_channel_id, there.login_channel_secret, there.liff_id = LOGIN_CHANNEL, LOGIN_SECRET, LIFF_ID
    there.liff_endpoint = liff_endpoint(account)


class Phone:
    """One friend's browser inside of LINE, with its own cookies.

    Args:
        shop: with a LIFF app.
        user_id: whose phone.
        user_agent: what its browser says of itself.
    """

    def __init__(self, shop: Shop, user_id: str, user_agent: str = IPHONE) -> None:
        self.shop, self.user_id = shop, user_id
        self.client = Client(headers={"user-agent": user_agent}, enforce_csrf_checks=True)

    def links(self) -> list[str]:
        """The LIFF links of the messages so far."""
        return liff_links(self.shop.messages_to(self.user_id))

    def page(self, url: str) -> HttpResponse:
        """The page that the endpoint shows for a LIFF link."""
        opened = self.shop.line.open_liff(self.shop.there, self.user_id, url)
        if opened is None:
            raise AssertionError(f"LINE knows no LIFF app for {url}.")
        self.opened = opened
        return self.get(opened)

    def open(self, url: str) -> str:
        """Open a LIFF link as the page's script does; returns where it goes on to, or what it says."""
        page = self.page(url)
        if page.status_code != 200:
            return str(page.headers.get("Location") or page.status_code)
        tokens = parse_qs(urlsplit(self.opened).fragment)
        answer = self.post(page, {"id_token": tokens["id_token"][0]})
        self.shop.settle()
        said: dict[str, str] = answer.json()
        return said.get("go") or said["say"]

    def post(self, page: HttpResponse, fields: dict[str, str]) -> Any:
        """What the page's script posts."""
        text = page.content.decode()
        address, csrf = (_attribute(text, name) for name in ("data-post", "data-csrf"))
        return self.client.post(address, fields, headers={"X-CSRFToken": csrf})

    def get(self, url: str) -> HttpResponse:
        """Any page of the site, by an address of its own."""
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        response: Any = self.client.get(parts.path + query)
        return cast("HttpResponse", response)


def liff_links(messages: Any) -> list[str]:
    """The LIFF links in message objects, in order."""
    return re.findall(r"https://liff\.line\.me/[^\s\"'}]+", str(messages))


def _attribute(text: str, name: str) -> str:
    found = re.search(f'{name}="([^"]*)"', text)
    if found is None:
        raise AssertionError(f"The page has no {name}.")
    return found[1]
