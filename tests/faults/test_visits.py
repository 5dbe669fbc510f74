"""Fault matrix, visits of the site: forged cookies and posts, posts from elsewhere, and storms (S-20, E-20)."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from linesteps.coupons import address as coupons
from linesteps.followers.models import Activity, Follower
from linesteps.testing.build import send, trigger
from linesteps.testing.shop import IPHONE, Shop
from linesteps.visits import record
from linesteps.visits.address import page_token
from linesteps.visits.models import PageVisit, VisitConsent
from linesteps.visits.tie import COOKIE, FLAG, arrival
from tests.site_pages import below, make_site

HERE = "http://testserver"


@pytest.fixture
def home(shop: Shop) -> Any:
    """A site whose browser belongs to a friend."""
    home = make_site(shop)
    shop.publish(steps=[send(f"{HERE}/")])
    assert shop.arrive(shop.add_friend())
    return home


def post(shop: Shop, path: str, body: Any, **headers: str) -> int:
    text = body if isinstance(body, str) else json.dumps(body)
    kind = headers.pop("content_type", "application/json")
    known = {"user-agent": IPHONE, "origin": HERE, **headers}
    return int(shop.client.post(f"/line/visits/{path}/", text, content_type=kind, headers=known).status_code)


@pytest.mark.fault("S-20")
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "ftp://testserver"},
        {"origin": "http://testserver:8080"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://testserver.evil.example"},
        {"content_type": "text/plain"},
        {"content_type": "application/x-www-form-urlencoded"},
    ],
)
@pytest.mark.parametrize("path", ["page", "ask", "answer"])
def test_post_from_elsewhere_is_refused_without_a_query(
    shop: Shop, home: Any, path: str, headers: dict[str, str], django_assert_num_queries: Any
) -> None:
    said = {"page": page_token(home), "token": arrival(Follower.objects.get()), "answer": "no"}
    with django_assert_num_queries(0):
        assert post(shop, path, said, **headers) == 403
    assert not PageVisit.objects.exists()
    assert VisitConsent.objects.get().is_given


@pytest.mark.fault("S-20")
@pytest.mark.parametrize("body", ["", "[]", "5", "{", '"x"', "[" * 100_000, json.dumps({"page": "x" * 5000})])
def test_odd_bodies_are_refused(shop: Shop, home: Any, body: str) -> None:
    for path in ("page", "ask", "answer"):
        assert post(shop, path, body) == 403


@pytest.mark.fault("S-20")
def test_forged_cookie_ties_nobody_and_costs_no_query(
    shop: Shop, home: Any, django_assert_num_queries: Any
) -> None:
    own = shop.client.cookies[COOKIE].value
    raw = base64.urlsafe_b64decode(own + "==")
    altered = base64.urlsafe_b64encode(bytes([*raw[:7], raw[7] ^ 1, *raw[8:]])).decode().rstrip("=")
    follower = Follower.objects.get()
    for value in (
        "",
        "x",
        altered,
        own[:-4],
        arrival(follower),
        coupons.write(coupons.CouponToken(1, 1)),
        "²" * 40,
    ):
        shop.client.cookies[COOKIE] = value
        with django_assert_num_queries(0):
            assert post(shop, "page", {"page": page_token(home)}) == 204
    assert not PageVisit.objects.exists()


@pytest.mark.fault("S-20")
def test_cookie_is_no_arrival_and_an_arrival_is_no_cookie(shop: Shop, home: Any) -> None:
    cookie = shop.client.cookies[COOKIE].value
    shop.client.cookies.clear()
    assert post(shop, "answer", {"token": cookie, "answer": "yes"}) == 403
    assert COOKIE not in shop.client.cookies
    shop.client.cookies[COOKIE] = arrival(Follower.objects.get())
    post(shop, "page", {"page": page_token(home)})
    assert not PageVisit.objects.exists()


@pytest.mark.fault("S-20")
def test_arrival_ends_after_half_an_hour(shop: Shop, home: Any) -> None:
    token = arrival(Follower.objects.get())
    shop.client.cookies.clear()
    shop.pass_time(minutes=31)
    assert post(shop, "answer", {"token": token, "answer": "yes"}) == 403
    assert COOKIE not in shop.client.cookies


@pytest.mark.fault("S-20")
def test_unsigned_page_is_no_visit(shop: Shop, home: Any) -> None:
    for page in ("", str(home.pk), page_token(home)[:-2] + "xx", None, home.pk):
        assert post(shop, "page", {"page": page}) == 204
    assert not PageVisit.objects.exists()


@pytest.mark.fault("S-20")
def test_page_by_https_is_here_also_behind_a_proxy_that_hides_it_and_never_the_reverse(
    shop: Shop, home: Any
) -> None:
    said = {"page": page_token(home)}
    assert post(shop, "page", said, origin="https://testserver") == 204
    assert PageVisit.objects.count() == 1
    headers = {"user-agent": IPHONE, "origin": "http://testserver"}
    answer = shop.client.post(
        "/line/visits/page/", json.dumps(said), content_type="application/json", headers=headers, secure=True
    )
    assert answer.status_code == 403


@pytest.mark.fault("S-20")
def test_stranger_costs_no_query(shop: Shop, home: Any, django_assert_num_queries: Any) -> None:
    shop.client.cookies.clear()
    with django_assert_num_queries(0):
        assert post(shop, "page", {"page": page_token(home)}) == 204


@pytest.mark.fault("S-20")
@pytest.mark.parametrize("agent", ["", "facebookexternalhit/1.1;line-poker/1.0", "Googlebot/2.1", "curl/8"])
def test_machines_are_no_visitors(shop: Shop, home: Any, agent: str) -> None:
    assert post(shop, "page", {"page": page_token(home)}, **{"user-agent": agent}) == 204
    assert not PageVisit.objects.exists()


@pytest.mark.fault("S-20")
def test_machine_that_follows_a_link_gets_no_token(shop: Shop, home: Any) -> None:
    shop.client.cookies.clear()
    friend = Follower.objects.get().line_user_id
    assert shop.tap_link(friend, user_agent="facebookexternalhit/1.1;line-poker/1.0") == f"{HERE}/"


@pytest.mark.fault("S-20")
def test_taking_it_back_needs_a_csrf_token(shop: Shop, home: Any) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.cookies = shop.client.cookies
    assert strict.post("/line/visits/").status_code == 403
    assert VisitConsent.objects.get().is_given


@pytest.mark.fault("E-20")
def test_storm_of_visits_is_bounded_and_sets_off_no_more_than_it_may(
    shop: Shop, home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "MOST_VISITS", 5)
    pages = [below(home, f"Page {number}") for number in range(9)]
    shop.publish(
        name="again",
        steps=[send("Seen")],
        triggers=[trigger("page_visited", page=home.pk, which="section")],
    )
    for _round in range(3):
        for page in pages:
            post(shop, "page", {"page": page_token(page)})
    shop.settle()
    assert PageVisit.objects.count() == Activity.objects.filter(kind="page_visited").count() == 5
    assert shop.texts_to(Follower.objects.get().line_user_id).count("Seen") == 1
    shop.pass_time(minutes=31)
    post(shop, "page", {"page": page_token(pages[-1])})
    assert PageVisit.objects.count() == 6


@pytest.mark.fault("E-20")
def test_visit_costs_a_bounded_number_of_queries(
    shop: Shop, home: Any, django_assert_max_num_queries: Any
) -> None:
    shop.client.cookies[FLAG] = "1"
    with django_assert_max_num_queries(22):
        post(shop, "page", {"page": page_token(home)})
    with django_assert_max_num_queries(10):
        post(shop, "page", {"page": page_token(home)})
