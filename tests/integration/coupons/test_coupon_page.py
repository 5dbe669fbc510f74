"""The coupon page: what a friend and the staff find there, and what nobody can do to it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
import segno
from django.core.exceptions import ValidationError
from django.test import Client

from linesteps.clock import VirtualClock
from linesteps.coupons import redeem
from linesteps.coupons.address import CouponToken, read, write
from linesteps.coupons.models import CouponTicket, OwnCoupon
from linesteps.coupons.qr import qr_picture
from linesteps.followers.models import Activity
from linesteps.testing.build import branch, condition, path, send, trigger, wait
from linesteps.testing.shop import IPHONE, Shop
from tests.integration.coupons.making import card, opened, own_coupon, page_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def coupon(shop: Shop) -> OwnCoupon:
    return own_coupon(shop, "CODE-1", "CODE-2", details="Any size.", conditions="Once a day.")


@pytest.fixture
def page(shop: Shop, coupon: OwnCoupon) -> str:
    """The page of a friend who has just got the coupon."""
    shop.publish(steps=[send(card(coupon))])
    return page_of(shop, shop.add_friend("Aya"))


def use(shop: Shop, page: str, pin: str = "") -> Any:
    return shop.client.post(f"{page}use/", {"pin": pin}, headers={"user-agent": IPHONE}, follow=True)


def test_page_shows_the_coupon_and_nothing_of_the_person(shop: Shop, page: str) -> None:
    answer = opened(shop, page)
    text = answer.content.decode()
    for words in (
        "Autumn",
        "20% off",
        "CODE-1",
        "Any size.",
        "Once a day.",
        "3 more days",
        shop.account.name,
    ):
        assert words in text
    assert "Aya" not in text and 'name="robots" content="noindex' in text
    assert answer.headers["Cache-Control"] == "no-store" and "noindex" in answer.headers["X-Robots-Tag"]


def test_page_is_remembered_as_opened_by_people_only(shop: Shop, page: str) -> None:
    shop.client.head(page, headers={"user-agent": IPHONE})
    shop.client.get(page, headers={"user-agent": "facebookexternalhit/1.1;line-poker/1.0"})
    shop.client.get(page, headers={"user-agent": IPHONE, "sec-purpose": "prefetch"})
    assert CouponTicket.objects.get().opened_at is None
    opened(shop, page)
    assert CouponTicket.objects.get().opened_at is not None


def test_looking_at_the_question_uses_nothing(shop: Shop, page: str) -> None:
    assert "Mark this coupon as used?" in opened(shop, f"{page}use/").content.decode()
    assert CouponTicket.objects.get().used_at is None


def test_staff_mark_it_once_and_the_second_phone_hears_since_when(
    shop: Shop, page: str, virtual: VirtualClock
) -> None:
    assert "Marked as used just now" in use(shop, page).content.decode()
    first = CouponTicket.objects.get()
    virtual.move_by(minutes=10)
    again = use(shop, page).content.decode()
    at = first.used_at.astimezone(shop.account.zone) if first.used_at else None
    assert at is not None and f"{at:%H:%M}" in again and "cannot be used again" in again
    # The code of a used coupon is of no use to anybody.
    assert "CODE-1" not in again and "mark as used" not in again
    last = CouponTicket.objects.get()
    assert (last.used_at, last.used_where) == (first.used_at, CouponTicket.Place.PAGE)
    assert Activity.objects.filter(kind="coupon_used").count() == 1


def test_expired_closed_and_blocked_are_told_kindly_and_cannot_be_used(
    shop: Shop, coupon: OwnCoupon, virtual: VirtualClock
) -> None:
    shop.publish(steps=[send(card(coupon))])
    person = shop.add_friend("Aya")
    page = page_of(shop, person)
    shop.block(person)
    assert "Unblock the account" in use(shop, page).content.decode()
    shop.unblock(person)
    OwnCoupon.objects.update(closed_at=virtual.at)
    assert "This coupon has ended" in use(shop, page).content.decode()
    OwnCoupon.objects.update(closed_at=None)
    virtual.move_by(days=5)
    assert "This coupon has run out" in use(shop, page).content.decode()
    assert CouponTicket.objects.get().used_at is None


def test_last_day_is_called_so(shop: Shop, page: str, virtual: VirtualClock) -> None:
    virtual.move_to(CouponTicket.objects.get().expires_at - timedelta(hours=1))
    assert "Today is the last day" in opened(shop, page).content.decode()


def test_staff_number_is_asked_for_and_nobody_guesses_it(
    shop: Shop, page: str, virtual: VirtualClock
) -> None:
    OwnCoupon.objects.update(staff_pin="2468")
    for _try in range(redeem.MOST_WRONG_PINS - 1):
        answer = use(shop, page, "1111")
        assert answer.status_code == 422 and "not the staff number" in answer.content.decode()
    assert "Wait for 15 minutes" in use(shop, page, "1111").content.decode()
    assert "Wait for 15 minutes" in use(shop, page, "2468").content.decode()
    assert CouponTicket.objects.get().used_at is None
    virtual.move_by(minutes=16)
    assert "Marked as used just now" in use(shop, page, "2468").content.decode()


def test_form_of_another_site_uses_nothing(page: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"{page}use/").status_code == 403
    assert CouponTicket.objects.get().used_at is None
    token = strict.get(f"{page}use/").context["csrf_token"]
    assert strict.post(f"{page}use/", {"csrfmiddlewaretoken": str(token)}).status_code == 302
    assert CouponTicket.objects.get().used_at is not None


def test_altered_guessed_and_foreign_tokens_lead_nowhere(shop: Shop, page: str) -> None:
    token = page.split("/")[3]
    said = read(token)
    assert said == CouponToken(OwnCoupon.objects.get().pk, CouponTicket.objects.get().pk)
    for bad in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x" * 43, token[1:], "é"):
        assert shop.client.get(f"/line/c/{bad}/").status_code == 404
    other = write(CouponToken(OwnCoupon.objects.get().pk + 1, CouponTicket.objects.get().pk))
    assert shop.client.get(f"/line/c/{other}/").status_code == 404


def test_sample_page_says_so_and_cannot_be_used(shop: Shop, coupon: OwnCoupon) -> None:
    page = f"/line/c/{write(CouponToken(coupon.pk, 0))}/"
    text = opened(shop, page).content.decode()
    assert "This is a sample" in text and "SAMPLE-1234" in text and "mark as used" not in text
    assert use(shop, page).status_code == 200
    assert not CouponTicket.objects.exists() and not Activity.objects.filter(kind="coupon_used").exists()


def test_page_speaks_the_language_of_the_coupon(shop: Shop, page: str) -> None:
    OwnCoupon.objects.update(language="ja")
    assert "有効期限" in opened(shop, page).content.decode()


def test_use_wakes_a_branch_and_starts_a_scenario(shop: Shop, coupon: OwnCoupon) -> None:
    used = condition("coupon", coupon=coupon.pk, state="used", days=None)
    shop.publish(
        name="Gift",
        steps=[
            send(card(coupon)),
            branch(path([used], [send("Thank you")]), otherwise=[send("It is still there")], wait_hours=24),
        ],
    )
    shop.publish(
        name="After", steps=[send("Come again")], triggers=[trigger("coupon_used", coupon=coupon.pk)]
    )
    person = shop.add_friend("Aya")
    use(shop, page_of(shop, person))
    shop.settle()
    assert sorted(shop.texts_to(person)[1:]) == ["Come again", "Thank you"]


@pytest.mark.parametrize(
    ("state", "days", "before", "after_use", "after_end"),
    [
        ("used", None, "no", "yes", "no"),
        ("not_used", None, "yes", "no", "no"),
        ("expires", 2, "yes", "no", "no"),
        ("received", None, "yes", "yes", "yes"),
        ("not_received", None, "no", "no", "no"),
    ],
)
def test_condition_knows_what_became_of_the_coupon(
    shop: Shop, coupon: OwnCoupon, state: str, days: int | None, before: str, after_use: str, after_end: str
) -> None:
    asked = condition("coupon", coupon=coupon.pk, state=state, days=days)

    def ask(name: str) -> None:
        shop.publish(
            name=name,
            steps=[branch(path([asked], [send("yes")]), otherwise=[send("no")])],
            triggers=[trigger("keyword", words=name, match="is")],
        )

    shop.publish(steps=[send(card(coupon)), wait(days=2)])
    ask("soon")
    ask("late")
    user, other = shop.add_friend("Aya"), shop.add_friend("Ben")
    shop.pass_time(days=2)
    shop.say(user, "soon")
    assert shop.texts_to(user)[-1] == before
    use(shop, page_of(shop, user))
    shop.say(user, "late")
    assert shop.texts_to(user)[-1] == after_use
    shop.pass_time(days=10)
    shop.say(other, "soon")
    assert shop.texts_to(other)[-1] == after_end


def test_qr_code_is_shown_only_where_the_coupon_asks_for_it(shop: Shop, page: str, coupon: OwnCoupon) -> None:
    assert "data:image/svg" not in opened(shop, page).content.decode()
    OwnCoupon.objects.filter(pk=coupon.pk).update(shows_qr=True)
    text = opened(shop, page).content.decode()
    assert (
        'src="data:image/svg+xml' in text and 'alt="QR code of CODE-1"' in text and text.count("CODE-1") == 2
    )
    use(shop, page)
    assert "data:image/svg" not in opened(shop, page).content.decode()


@pytest.mark.parametrize("code", ["CODE-1", "<script>alert(1)</script>&\"'", "秋のクーポン20", "x" * 40])
def test_scanner_reads_the_code_from_its_white_square(code: str) -> None:
    svg = unquote(qr_picture(code).partition(",")[2])
    drawn = ElementTree.fromstring(svg)  # noqa: S314 - drawn by ourselves
    size = drawn.get("viewBox")
    assert size is not None and "width" not in drawn.attrib
    ground, dots = drawn.iter("{http://www.w3.org/2000/svg}path")
    side = int(size.split()[-1])
    assert ground.get("fill") == "#fff" and ground.get("d") == f"M0 0h{side}v{side}h-{side}z"
    assert dots.get("stroke") == "#000"
    # The same squares as a second drawing of the library's, module by module.
    want = {
        (column + 4, row + 4)
        for row, line in enumerate(segno.make(code, error="m", micro=False).matrix)
        for column, is_dark in enumerate(line)
        if is_dark
    }
    assert black(dots.get("d") or "") == want
    assert all(4 <= place < side - 4 for dot in want for place in dot)
    assert code not in svg


def black(path: str) -> set[tuple[int, int]]:
    """The squares that a path of horizontal strokes, one unit wide, makes black."""
    found, column, row = set(), 0.0, 0.0
    for act, numbers in re.findall(r"([Mmh])([^Mmhz]*)", path):
        values = [float(one) for one in re.findall(r"-?\d*\.?\d+", numbers)]
        if act == "M":
            column, row = values
        elif act == "m":
            column, row = column + values[0], row + values[1]
        else:
            found |= {(int(column) + step, int(row)) for step in range(int(values[0]))}
            column += values[0]
    return found


def test_qr_code_without_a_code_is_told_in_the_form(shop: Shop) -> None:
    coupon = own_coupon(shop, shows_qr=True)
    with pytest.raises(ValidationError) as caught:
        coupon.full_clean()
    assert set(caught.value.message_dict) == {"shows_qr"}
