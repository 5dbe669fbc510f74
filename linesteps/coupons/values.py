"""What stands for a coupon's tokens in a message: the page's address, the code, and until when."""

from __future__ import annotations

from linesteps import clock, personalise
from linesteps.accounts.models import Account
from linesteps.coupons.address import SAMPLE, CouponToken, address, liff_address
from linesteps.coupons.allocate import SAMPLE_CODE, Ticket
from linesteps.coupons.models import LONGEST_CODE, OwnCoupon
from linesteps.coupons.period import expires_at, in_words

PAGE, CODE, UNTIL = "page", "code", "until"


def token(coupon_id: int, part: str) -> str:
    """The token for one part of a coupon, such as ``{{ coupon.12.code }}``."""
    return "{{ " + name(coupon_id, part) + " }}"


def name(coupon_id: int, part: str) -> str:
    """The name of such a token."""
    return f"{personalise.COUPON_PREFIX}{coupon_id}.{part}"


def coupon_of(token_name: str) -> int | None:
    """Which coupon a token's name is about; ``None`` for other tokens."""
    if not token_name.startswith(personalise.COUPON_PREFIX):
        return None
    return int(token_name.removeprefix(personalise.COUPON_PREFIX).partition(".")[0])


def longest_part(token_name: str) -> str:
    """A value as long as one of a coupon's tokens can take."""
    # A LIFF ID is a channel's ID, a hyphen and eight letters.
    liff = liff_address(Account(liff_id="x" * 25), CouponToken(SAMPLE, SAMPLE))
    longest = {
        PAGE: max(address(CouponToken(SAMPLE, SAMPLE)), liff, key=len),
        CODE: "W" * LONGEST_CODE,
        UNTIL: "2026年12月24日 23:59",
    }
    return longest[token_name.rpartition(".")[2]]


def values_of(ticket: Ticket) -> dict[str, str]:
    """What one friend reads."""
    coupon = ticket.coupon
    return {
        name(coupon.pk, PAGE): page_address(coupon, ticket.pk),
        name(coupon.pk, CODE): ticket.code,
        name(coupon.pk, UNTIL): in_words(coupon, ticket.expires_at),
    }


def page_address(coupon: OwnCoupon, ticket_id: int) -> str:
    """The page as it stands in a message: with LIFF, LINE is asked who opens it. A sample belongs to nobody.

    Args:
        coupon: with its account.
        ticket_id: whose coupon.
    """
    token = CouponToken(coupon.pk, ticket_id)
    asks = coupon.account.has_liff and ticket_id != SAMPLE
    return liff_address(coupon.account, token) if asks else address(token)


def sample_values(coupon: OwnCoupon) -> dict[str, str]:
    """What stands there when nobody in particular is meant; takes no code."""
    code = coupon.common_code if coupon.codes == OwnCoupon.Codes.COMMON else SAMPLE_CODE
    ends = expires_at(coupon, clock.now())
    return values_of(Ticket(coupon=coupon, pk=SAMPLE, code=code, expires_at=ends))
