"""The coupon page of an account with LIFF: LINE says that it is the friend who got the coupon."""

from __future__ import annotations

import re

import pytest

from linesteps.accounts.models import Account
from linesteps.coupons.models import CouponTicket, OwnCoupon
from linesteps.testing.build import send
from linesteps.testing.liff import LIFF_ID, Phone, use_liff
from linesteps.testing.shop import Shop
from tests.integration.coupons.making import card, own_coupon

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def coupon(shop: Shop) -> OwnCoupon:
    use_liff(shop, Account.LinkKind.SIGNED)
    return own_coupon(shop, "CODE-1", "CODE-2")


@pytest.fixture
def phone(shop: Shop, coupon: OwnCoupon) -> Phone:
    """A friend who has just got the coupon, its code on the page only."""
    shop.publish(steps=[send(card(coupon, hides_code=True))])
    return Phone(shop, shop.add_friend("Aya"))


def test_friend_opens_shows_and_uses_it(shop: Shop, phone: Phone) -> None:
    link = phone.links()[0]
    assert link.startswith(f"https://liff.line.me/{LIFF_ID}/c/")
    assert "CODE-1" not in phone.page(link).content.decode()
    page = phone.open(link)
    text = phone.get(page).content.decode()
    assert "CODE-1" in text and "Aya" not in text
    asking = phone.get(f"{page}use/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', asking)
    assert token is not None
    phone.client.post(f"{page}use/", {"csrfmiddlewaretoken": token[1]})
    assert CouponTicket.objects.get().used_at is not None


def test_somebody_else_is_shown_nothing_of_it(shop: Shop, phone: Phone) -> None:
    link = phone.links()[0]
    for other in (shop.add_friend("Ken"), shop.line.new_person(shop.there)):
        theirs = Phone(shop, other)
        assert theirs.open(link) == "other"
        text = theirs.page(link).content.decode()
        assert "CODE-1" not in text and "20% off" not in text and "Aya" not in text
    assert CouponTicket.objects.filter(opened_at__isnull=False).count() == 0


def test_copied_address_of_the_page_runs_out_and_asks_line_again(shop: Shop, phone: Phone) -> None:
    page = phone.open(phone.links()[0])
    virtual = shop.virtual
    assert virtual is not None
    virtual.move_by(minutes=61)
    for address in (page, f"{page}use/"):
        answer = phone.get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(f"https://liff.line.me/{LIFF_ID}/c/")
        assert phone.open(answer.headers["Location"]) != "other"


def test_token_of_the_liff_link_opens_no_page_by_itself(shop: Shop, phone: Phone) -> None:
    token = phone.links()[0].rpartition("/")[2]
    assert phone.get(f"/line/c/{token}/").status_code == 404
    shown = phone.open(phone.links()[0]).strip("/").rpartition("/")[2]
    assert phone.page(f"https://liff.line.me/{LIFF_ID}/c/{shown}").status_code == 404


def test_addresses_in_older_messages_still_open(shop: Shop) -> None:
    coupon = own_coupon(shop, "CODE-9")
    shop.publish(steps=[send(card(coupon))])
    friend = shop.add_friend("Aya")
    [before] = set(re.findall(r"/line/c/[A-Za-z0-9_-]+/", str(shop.messages_to(friend))))
    use_liff(shop)
    assert shop.client.get(before).status_code == 200
