"""Own coupons in the admin: form, codes with a dry run, results, the desk, the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.coupons.models import CouponCode, CouponTicket, OwnCoupon
from linesteps.health.look import look
from tests.admin.builders import make_friend, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def coupon(account: Account) -> OwnCoupon:
    return OwnCoupon.objects.create(
        account=account, title="Autumn", benefit="20% off", valid_days=3, codes=OwnCoupon.Codes.POOL
    )


def add(coupon: OwnCoupon, *codes: str) -> None:
    CouponCode.objects.bulk_create([CouponCode(coupon=coupon, text=code) for code in codes])


def give(coupon: OwnCoupon, code: str = "", name: str = "Hanako", **fields: Any) -> CouponTicket:
    row = CouponCode.objects.filter(coupon=coupon, text=code).first()
    CouponCode.objects.filter(coupon=coupon, text=code).update(taken_at=clock.now())
    moment = fields.pop("received_at", clock.now())
    return CouponTicket.objects.create(
        coupon=coupon,
        follower=make_friend(coupon.account, name),
        code=row,
        code_text=code,
        received_at=moment,
        expires_at=moment + timedelta(days=3),
        **fields,
    )


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(f"linesteps_own_coupons:{name}", args=args), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def codes_url(coupon: OwnCoupon) -> str:
    return reverse("linesteps_own_coupons:codes", args=[coupon.pk])


def test_form_makes_a_coupon_and_asks_for_an_end_and_a_code(admin: Client, account: Account) -> None:
    data = {"account": account.pk, "title": "Autumn", "benefit": "20% off", "codes": "common"}
    data |= {"receipts": "once", "language": "ja"}
    html = admin.post(reverse("linesteps_own_coupons:add"), data).content.decode()
    assert "Say until when it is valid" in html and "Write the code that everybody shows" in html
    assert not OwnCoupon.objects.exists()
    admin.post(reverse("linesteps_own_coupons:add"), {**data, "common_code": "FISH", "valid_days": "7"})
    coupon = OwnCoupon.objects.get()
    assert (coupon.common_code, coupon.valid_days, coupon.language) == ("FISH", 7, "ja")


def test_list_says_what_is_left_and_used_in_one_query_more_or_less(
    admin: Client, coupon: OwnCoupon, django_assert_max_num_queries: Any
) -> None:
    add(coupon, "A", "B", "C")
    give(coupon, "A", used_at=clock.now())
    assert "2 of 3 left" in page(admin, "index")
    for number in range(20):
        OwnCoupon.objects.create(account=coupon.account, title=f"More {number}", benefit="B", valid_days=3)
    with django_assert_max_num_queries(25):
        page(admin, "index")


def test_pasted_codes_are_looked_through_before_anything_is_added(admin: Client, coupon: OwnCoupon) -> None:
    add(coupon, "KNOWN")
    text = "code\nNEW-1\nNEW-2\nNEW-1\nKNOWN\n" + "x" * 41 + "\n\n  NEW-3  \n"
    answer = admin.post(codes_url(coupon), {"text": text})
    html = answer.content.decode()
    assert "3 new codes can be added" in html
    assert "line 4: NEW-1" in html and "line 5: KNOWN" in html and "longer than 40 characters" in html
    assert CouponCode.objects.count() == 1
    html = admin.post(codes_url(coupon), {"text": text, "add": "1"}, follow=True).content.decode()
    assert "3 codes were added" in html
    assert list(CouponCode.objects.free().values_list("text", flat=True)) == [
        "KNOWN", "NEW-1", "NEW-2", "NEW-3"
    ]  # fmt: skip
    # The same list once more brings nothing.
    assert "0 new codes" in admin.post(codes_url(coupon), {"text": text}).content.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_file_of_a_spreadsheet_is_read_by_its_first_column(
    admin: Client, coupon: OwnCoupon, encoding: str
) -> None:
    content = 'コード,備考\r\n"A,1",店頭\r\nB2,\r\n'.encode(encoding)
    file = SimpleUploadedFile("codes.csv", content)
    assert "2 new codes can be added" in admin.post(codes_url(coupon), {"file": file}).content.decode()
    file = SimpleUploadedFile("codes.csv", content)
    admin.post(codes_url(coupon), {"file": file, "add": "1"})
    assert set(CouponCode.objects.values_list("text", flat=True)) == {"A,1", "B2"}


def test_picture_instead_of_a_list_and_an_empty_list_are_refused_in_words(
    admin: Client, coupon: OwnCoupon
) -> None:
    file = SimpleUploadedFile("a.png", get_test_image_file().file.getvalue())
    assert "This is no text" in admin.post(codes_url(coupon), {"file": file}).content.decode()
    assert "Paste codes, or choose a file" in admin.post(codes_url(coupon), {"text": " \n"}).content.decode()


def test_codes_page_says_when_they_run_out(admin: Client, coupon: OwnCoupon) -> None:
    add(coupon, *"ABCDEFGHIJ")
    assert "Nobody took one" in page(admin, "codes", coupon.pk)
    for code in "ABCDEFG":
        give(coupon, code)
    html = page(admin, "codes", coupon.pk)
    assert "7 taken in the last 7 days" in html and "they run out around" in html
    assert [one.level for one in look("coupons")] == ["warning"]
    CouponCode.objects.update(taken_at=clock.now())
    assert "No code is left" in page(admin, "codes", coupon.pk)
    assert "Add codes" in look("coupons")[0].cure


def test_results_tell_figures_and_people_and_export_them(admin: Client, coupon: OwnCoupon) -> None:
    give(coupon, "A", "Aya", opened_at=clock.now(), used_at=clock.now(), used_where="page")
    give(coupon, "B", "=cmd")
    html = page(admin, "results", coupon.pk)
    assert "50 %" in html and "Aya" in html and "on the friend&#x27;s phone" in html
    found = page(admin, "results", coupon.pk, q="b")
    assert "Aya" not in found
    answer = admin.get(reverse("linesteps_own_coupons:results", args=[coupon.pk]), {"export": "csv"})
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert content.splitlines()[0].startswith("Friend,Code,Status,Received")
    assert "Aya,A,Already used" in content and "'=cmd,B,Not opened yet" in content


def test_names_are_kept_from_whoever_may_not_see_friends(coupon: OwnCoupon) -> None:
    give(coupon, "A", "Aya")
    client = Client()
    client.force_login(make_user("view_owncoupon"))
    html = page(client, "results", coupon.pk)
    assert "Given" in html and "Aya" not in html
    url = reverse("linesteps_own_coupons:results", args=[coupon.pk])
    # Wagtail turns away with a message.
    assert client.get(url, {"export": "csv"}).status_code in {302, 403}


def test_coupon_that_somebody_has_is_closed_and_not_deleted(admin: Client, coupon: OwnCoupon) -> None:
    give(coupon)
    url = reverse("linesteps_own_coupons:delete", args=[coupon.pk])
    assert "Friends have received" in admin.post(url, follow=True).content.decode()
    admin.post(reverse("linesteps_own_coupons:close", args=[coupon.pk]))
    coupon.refresh_from_db()
    assert coupon.is_over
    admin.post(reverse("linesteps_own_coupons:reopen", args=[coupon.pk]))
    coupon.refresh_from_db()
    assert not coupon.is_over


def test_copy_has_neither_codes_nor_people(admin: Client, coupon: OwnCoupon) -> None:
    add(coupon, "A")
    url = reverse("linesteps_own_coupons:copy", args=[coupon.pk])
    data = {"account": coupon.account_id, "title": "Copy", "benefit": "B", "codes": "pool", "valid_days": "1"}
    assert admin.post(url, {**data, "receipts": "once", "language": "ja"}).status_code == 302
    copy = OwnCoupon.objects.get(title="Copy")
    assert copy.pk != coupon.pk and not copy.pool.exists() and coupon.pool.count() == 1


def test_desk_marks_a_coupon_by_its_code_once(coupon: OwnCoupon) -> None:
    give(coupon, "FISH-1", "Aya")
    staff = Client()
    staff.force_login(make_user("use_coupon"))
    desk = reverse("linesteps_coupon_desk")
    html = staff.get(desk, {"q": " fish-1 "}).content.decode()
    # Staff need not see names.
    assert "20% off" in html and "Aya" not in html
    use = reverse("linesteps_coupon_desk_use", args=[CouponTicket.objects.get().pk])
    assert staff.get(use).status_code == 405
    assert "is marked as used" in staff.post(use, follow=True).content.decode()
    assert "Do not take it again" in staff.post(use, follow=True).content.decode()
    ticket = CouponTicket.objects.get()
    assert ticket.used_where == "admin" and ticket.used_by is not None
    assert "No friend has a coupon" in staff.get(desk, {"q": "nothing"}).content.decode()


@pytest.mark.parametrize("typed", ["ＦＩＳＨ－１", "ｆｉｓｈー１", "fish-1", " Fish‐1 "])
def test_code_is_found_however_a_japanese_keyboard_writes_it(coupon: OwnCoupon, typed: str) -> None:
    give(coupon, "FISH-1", "Aya")
    give(coupon, "FISH-11", "Ken")
    staff = Client()
    staff.force_login(make_user("use_coupon"))
    html = staff.get(reverse("linesteps_coupon_desk"), {"q": typed}).content.decode()
    assert "FISH-1<" in html and "FISH-11" not in html


def test_code_in_mixed_case_is_found_by_whoever_types_it_in_one(admin: Client, coupon: OwnCoupon) -> None:
    give(coupon, "Fish-aB", "Aya")
    assert "Fish-aB" in admin.get(reverse("linesteps_coupon_desk"), {"q": "FISH-AB"}).content.decode()
    results = page(admin, "results", coupon.pk, q="ＦＩＳＨ－ＡＢ")
    assert "Fish-aB" in results


def test_health_page_is_silent_of_coupons_without_a_list(coupon: OwnCoupon) -> None:
    assert look("coupons") == []
    add(coupon, "A")
    assert [one.level for one in look("coupons")] == ["ok"]
