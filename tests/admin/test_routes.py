"""Entry routes in the admin: form, list, page, files, and what keeps one from being deleted."""

from __future__ import annotations

import re
import zlib
from base64 import a85decode
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import save_segment
from linesteps.followers.models import Tag
from linesteps.routes.address import public_url
from linesteps.routes.models import Route, RouteDay, RouteVisit
from linesteps.routes.poster import _fitting
from linesteps.testing.build import condition, trigger
from tests.admin.builders import make_friend, make_scenario, make_user, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def route(account: Account) -> Route:
    return Route.objects.create(account=account, name="Counter", poster_title="10% off & more")


def url(name: str, *args: Any) -> str:
    return reverse(f"linesteps_routes:{name}", args=args)


def page(client: Client, route: Route) -> str:
    answer = client.get(url("page", route.pk))
    assert answer.status_code == 200
    return str(answer.content.decode())


def listed(route: Route) -> list[dict[str, Any]]:
    return [{"type": "item", "value": route.pk, "id": "r"}]


def test_form_makes_a_route_with_an_own_code_and_only_its_accounts_tags(
    admin: Client, account: Account
) -> None:
    other = Account.objects.create(name="Other", channel_id="9", channel_secret="s", channel_access_token="t")
    mine, foreign = (Tag.objects.create(account=one, name="shop") for one in (account, other))
    data = {"account": account.pk, "name": "Counter", "language": "", "tags": [mine.pk, foreign.pk]}
    assert "another LINE Official Account: shop" in admin.post(url("add"), data).content.decode()
    answer = admin.post(url("add"), {**data, "tags": [mine.pk]})
    route = Route.objects.get()
    assert answer.headers["Location"] == url("page", route.pk)
    assert re.fullmatch("[a-z2-9]{10}", route.code) and list(route.tags.all()) == [mine]
    again = admin.post(url("add"), {**data, "tags": []}).content.decode()
    assert "There is a route of this name already." in again


def test_list_and_page_show_the_same_numbers_and_names_only_to_whom_they_are_for(
    admin: Client, account: Account, route: Route, django_assert_max_num_queries: Any
) -> None:
    moment = clock.now()
    RouteDay.objects.create(route=route, day=moment.date(), seen=40)
    for number in range(10):
        added = moment - timedelta(days=10) if number < 8 else moment - timedelta(days=1)
        left = added + timedelta(days=2 if number < 2 else 8) if number < 3 else None
        RouteVisit.objects.create(
            route=route,
            follower=make_friend(account, f"Friend {number}"),
            seen_at=added,
            known_at=added,
            added_at=added,
            left_at=left,
        )
    with django_assert_max_num_queries(40):
        html = admin.get(url("index")).content.decode()
    # By hand: 10 of 40; of the 8 of more than a week ago two left within it.
    assert "25 % of the openings" in html and "75 % of 8 friends" in html
    html = page(admin, route)
    assert "25 % of the openings" in html and "75 % of 8 friends" in html and "Friend 9" in html
    assert public_url(route) in html
    seller = Client()
    seller.force_login(make_user("view_route"))
    assert "Friend 9" not in page(seller, route)
    assert seller.get(url("file", route.pk, "a6")).status_code == 200
    for name in ("edit", "archive", "restore", "delete"):
        assert seller.get(url(name, route.pk)).status_code == 302
    nobody = Client()
    nobody.force_login(make_user())
    assert nobody.get(url("page", route.pk)).status_code == 302


def test_archived_route_says_so_and_comes_back(admin: Client, route: Route) -> None:
    admin.post(url("archive", route.pk))
    assert "is archived" in page(admin, route) and "Archived" in admin.get(url("index")).content.decode()
    admin.post(url("restore", route.pk))
    assert Route.objects.get().archived_at is None


def test_route_that_is_used_or_by_which_somebody_came_stays(
    admin: Client, account: Account, route: Route
) -> None:
    start = trigger("friend_added", when="any", routes=listed(route))
    scenario = make_scenario(account, send("Hi"), name="Welcome")
    scenario.triggers = [start]
    scenario.save_revision().publish()
    asked = condition("route", routes=listed(route), which="any", days=None, is_absent=False)
    save_segment(segment := Segment(account=account, name="By counter", conditions=[asked]))
    html = page(admin, route)
    assert "Welcome" in html and "By counter" in html
    said = admin.post(url("delete", route.pk), follow=True).content.decode()
    assert "Welcome" in said and Route.objects.exists()
    other = Route.objects.create(account=account, name="Other")
    RouteVisit.objects.create(route=other, seen_at=clock.now(), known_at=clock.now())
    assert "Archive it instead" in admin.post(url("delete", other.pk), follow=True).content.decode()
    RouteVisit.objects.all().delete()
    admin.post(url("delete", other.pk))
    assert list(Route.objects.all()) == [route] and segment.pk


def test_code_and_pages_can_be_printed(admin: Client, account: Account, route: Route) -> None:
    png = admin.get(url("file", route.pk, "png"))
    with Image.open(BytesIO(png.content)) as picture:
        # Ten centimetres at 300 dots an inch.
        assert picture.format == "PNG" and picture.width >= 1181
    svg = admin.get(url("file", route.pk, "svg"))
    assert (
        b"<svg" in svg.content and svg.headers["Content-Disposition"] == 'attachment; filename="counter.svg"'
    )
    for size, box in {"a4": "[ 0 0 595.2756 841.8898 ]", "a6": "[ 0 0 297.6378 419.5276 ]"}.items():
        pdf = admin.get(url("file", route.pk, size)).content
        assert pdf.startswith(b"%PDF-") and box.encode() in pdf
    route.language, route.poster_title = "ja", "友だち限定クーポン"
    route.save()
    pdf = admin.get(url("file", route.pk, "a4")).content
    assert b"HeiseiKakuGo-W5" in pdf
    assert any("友だち限定".encode("utf-16-be") in shown for shown in _streams(pdf))
    assert admin.get(url("file", route.pk, "docx")).status_code == 404


def _streams(pdf: bytes) -> list[bytes]:
    """What the pages of a PDF show, with its escapes resolved."""
    parts = re.findall(rb"stream\r?\n(.*?~>)", pdf, re.DOTALL)
    return [_unescaped(zlib.decompress(a85decode(part, adobe=True))) for part in parts]


def _unescaped(data: bytes) -> bytes:
    octal = re.sub(rb"\\([0-7]{3})", lambda match: bytes([int(match[1], 8)]), data)
    return re.sub(rb"\\([()\\])", rb"\1", octal)


def test_words_of_a_poster_that_nearly_fit_stay_in_one_line() -> None:
    words, size = "友だち追加で温かいお茶を1杯", 25
    _paragraph, one_line = _fitting(words, 244, 70, size, None)
    _paragraph, two_lines = _fitting(f"{words}ともう1杯のお茶を差し上げます", 244, 70, size, None)
    assert one_line < 1.4 * size < two_lines
