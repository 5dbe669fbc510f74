"""LIFF links on a phone: which page of the site LINE opens for them, and with what.

Sources: LIFF documentation, “Opening a LIFF app”: what stands after the LIFF ID comes to the endpoint's address as
``liff.state``, and ``liff.init()`` goes on from there to the page itself; tokens come in the address's fragment. In a
LINE for computers the page opens in an ordinary browser, and nobody is logged in there.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit

from linesteps.emulator.api.identity_tokens import mint
from linesteps.emulator.identity import new_token
from linesteps.emulator.platform import Platform
from linesteps.emulator.records import Account, Person

HOST = "liff.line.me"


def is_liff(url: str) -> bool:
    """Whether LINE takes this address for a LIFF link."""
    parts = urlsplit(url)
    return parts.scheme == "https" and parts.hostname == HOST


def opened(platform: Platform, account: Account, person: Person, url: str) -> str | None:
    """The address that opens on the person's phone; ``None`` for an app that nobody made.

    The person is one of ``account``'s, and known to the LIFF app's provider by the same id.
    """
    parts = urlsplit(url)
    liff_id, _slash, rest = parts.path.lstrip("/").partition("/")
    owner = platform.account_of_liff(liff_id)
    if owner is None or not owner.liff_endpoint:
        return None
    state = f"/{rest}" if rest else ""
    state += f"?{parts.query}" if parts.query else ""
    state += f"#{parts.fragment}" if parts.fragment else ""
    found = owner.liff_endpoint
    if state:
        found += ("&" if "?" in found else "?") + "liff.state=" + quote(state, safe="")
    return found if person.os == "desktop" else f"{found}#{_tokens(platform, owner, person)}"


def _tokens(platform: Platform, owner: Account, person: Person) -> str:
    found = {"access_token": new_token(32), "context_token": new_token(32)}
    if "openid" in owner.liff_scopes:
        found["id_token"] = mint(platform, person, owner.login_channel_id)
    return urlencode(found)
