"""The addresses of a received coupon's page: signed, so that nobody guesses one.

With the plain address whoever holds it can show the coupon, as with paper. With LIFF the message has another one,
which shows nothing before LINE has said that it is the friend who got the coupon; what then opens is for a short
time, so that a copied address is worth nothing soon. None of them logs anybody in, and the page shows no name.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.urls import reverse

from linesteps import clock, conf
from linesteps.accounts.address import liff_url
from linesteps.accounts.models import Account
from linesteps.seal import Seal

#: Coupon and ticket.
_SEAL = Seal("linesteps coupon token", ">QQ")
#: The same, in the link that asks LINE first.
_LIFF_SEAL = Seal("linesteps liff coupon token", ">QQ")
#: The same, and until when it opens the page (seconds since 1970).
_SHOWN_SEAL = Seal("linesteps shown coupon token", ">QQQ")
#: Long enough to queue at the till with the page open.
SHOWN_FOR = timedelta(hours=1)
#: Before the token in the address of a LIFF link.
LIFF_FOLDER = "c/"
#: The ticket of a sample, which belongs to nobody and cannot be used.
SAMPLE = 0


class CouponToken(NamedTuple):
    """What a token says."""

    coupon_id: int
    ticket_id: int


class ExpiredToken(Exception):
    """A token that opened the page for a short time, which is over; ``token`` says which coupon it was."""

    def __init__(self, token: CouponToken) -> None:
        self.token = token
        super().__init__("The address has run out.")


def write(token: CouponToken) -> str:
    """The token as 43 URL-safe characters, signed with the first of the encryption keys."""
    return _SEAL.write(*token)


def address(token: CouponToken) -> str:
    """The address of the page as it stands in a message."""
    return conf.public_base_url() + reverse("linesteps:coupon", args=[write(token)])


def liff_address(account: Account, token: CouponToken) -> str:
    """The address as it stands in a message of an account with LIFF."""
    return liff_url(account, LIFF_FOLDER + _LIFF_SEAL.write(*token))


def shown_path(token: CouponToken) -> str:
    """The page for somebody for whom LINE vouched just now; it opens for an hour."""
    until = int((clock.now() + SHOWN_FOR).timestamp())
    return reverse("linesteps:coupon", args=[_SHOWN_SEAL.write(*token, until)])


def read(text: str) -> CouponToken | None:
    """What the token of a page says, or ``None`` when no key of ours signed it.

    Raises:
        ExpiredToken: it opened the page for a short time, which is over.
    """
    if (parts := _SEAL.read(text)) is not None:
        return CouponToken(*parts)
    shown = _SHOWN_SEAL.read(text)
    if shown is None:
        return None
    token = CouponToken(*shown[:2])
    if clock.now() > datetime.fromtimestamp(shown[2], UTC):
        raise ExpiredToken(token)
    return token


def read_liff(text: str) -> CouponToken | None:
    """What the token of a LIFF link says, or ``None`` when no key of ours signed it."""
    parts = _LIFF_SEAL.read(text)
    return CouponToken(*parts) if parts else None
