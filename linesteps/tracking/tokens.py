"""Signed tokens in links: who got which link, and proof that we wrote it. No address inside.

The token of a LIFF link says which link only, and is the same for everybody: LINE says who tapped.

A token is bearer-like: a forwarded link counts for the friend to whom it was sent. It never logs
anybody in and opens no personal data.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from linesteps import conf
from linesteps.accounts.address import liff_url
from linesteps.accounts.models import Account
from linesteps.seal import Seal

#: Link, follower and enrolment as unsigned 64-bit numbers.
_SEAL = Seal("linesteps link token", ">QQQ")
#: The link.
_LIFF_SEAL = Seal("linesteps liff link token", ">Q")
#: Before the token in the address of a LIFF link.
LIFF_FOLDER = "l/"


@dataclass(frozen=True, kw_only=True)
class LinkToken:
    """What a token says."""

    link_id: int
    follower_id: int
    enrolment_id: int


def write(token: LinkToken) -> str:
    """The token as 54 URL-safe characters, signed with the first of the encryption keys."""
    return _SEAL.write(token.link_id, token.follower_id, token.enrolment_id)


def address(token: LinkToken) -> str:
    """The link of a friend as it stands in a message."""
    return conf.public_base_url() + reverse("linesteps:link", args=[write(token)])


def read(text: str) -> LinkToken | None:
    """What a token says, or ``None`` when no key of ours signed it."""
    parts = _SEAL.read(text)
    if parts is None:
        return None
    link_id, follower_id, enrolment_id = parts
    return LinkToken(link_id=link_id, follower_id=follower_id, enrolment_id=enrolment_id)


def liff_address(account: Account, link_id: int) -> str:
    """The link as it stands in the same message for all."""
    return liff_url(account, LIFF_FOLDER + _LIFF_SEAL.write(link_id))


def read_liff(text: str) -> int | None:
    """Which link the token of a LIFF link is about, or ``None`` when no key of ours signed it."""
    parts = _LIFF_SEAL.read(text)
    return int(parts[0]) if parts else None
