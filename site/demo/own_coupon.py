"""The demo's own coupon: a list of codes, and a scenario that gives one to whoever writes a word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linesteps.accounts.models import Account
from linesteps.coupons.codes import add_codes
from linesteps.coupons.models import OwnCoupon
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import message, send, trigger

CODES = 40


def make_own_coupon(account: Account, words: Mapping[str, str], language: str) -> OwnCoupon:
    """The coupon with its codes, and the scenario that gives it, published.

    Args:
        account: whose.
        words: what both say (``own_coupon`` in ``content``).
        language: of the card and the page.
    """
    coupon = OwnCoupon.objects.create(
        account=account,
        title=words["title"],
        benefit=words["benefit"],
        details=words["details"],
        conditions=words["conditions"],
        language=language,
        codes=OwnCoupon.Codes.POOL,
        valid_days=14,
    )
    add_codes(coupon, "\n".join(f"DINER-{_code(number)}" for number in range(CODES)))
    scenario = Scenario(account=account, name=words["scenario"], import_key="own-coupon", live=False)
    drawn: Any = scenario
    drawn.triggers = [trigger("keyword", words=words["keyword"], match="is")]
    card = message("own_coupon", coupon=coupon.pk, hides_code=False, without="the_rest")
    drawn.steps = [send(words["text"], card, name=words["title"])]
    scenario.save()
    scenario.save_revision().publish()
    return coupon


def _code(number: int) -> int:
    """Four digits that do not count up, the same each time."""
    return 1000 + (number * 7919) % 9000
