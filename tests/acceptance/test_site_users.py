"""A friend becomes a known user of the site: by LINE's account link, or by a LIFF page while logged in."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

import linesteps
from linesteps.accounts.address import connect_url
from linesteps.accounts.models import Account
from linesteps.followers.models import Activity
from linesteps.followers.site_users import FollowerUser, LinkNonce, follower_of, link_user
from linesteps.inbox.models import InboxEvent
from linesteps.privacy.erase import erase
from linesteps.pruning.prune import prune
from linesteps.testing.build import buttons, send
from linesteps.testing.liff import LIFF_ID, Phone, use_liff
from linesteps.testing.shop import IPHONE, Shop

FROM_LIFF = f"https://liff.line.me/{LIFF_ID}/connect"


def make_user(name: str = "aya") -> Any:
    return get_user_model().objects.create_user(name, password="x")


@pytest.fixture
def browser() -> Client:
    return Client(headers={"user-agent": IPHONE})


def friend_with_button(shop: Shop) -> str:
    """A friend who got a message with the button that links accounts."""
    shop.publish(steps=[send(buttons("Link your account", ("Link", connect_url(shop.account))))])
    return shop.add_friend("Aya")


def tap(shop: Shop, friend: str, browser: Client) -> Any:
    """Tap the button in this browser; returns the page that opens."""
    path = urlsplit(shop.links_to(friend)[-1]).path
    return browser.get(browser.get(path).headers["Location"])


def confirm(shop: Shop, browser: Client) -> tuple[str, str]:
    """Press the button of the page; returns the link token and the nonce with which LINE is asked."""
    answer = browser.post(f"/line/connect/{shop.account.pk}/")
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert answer.headers["Location"].startswith(f"{shop.line.base_url}/dialog/bot/accountLink?")
    return asked["linkToken"][0], asked["nonce"][0]


def test_account_link_asks_the_site_then_the_friend_then_line(shop: Shop, browser: Client) -> None:
    friend, user = friend_with_button(shop), make_user()
    page = tap(shop, friend, browser)
    assert page.status_code == 302 and "next=/line/connect/" in page.headers["Location"]
    browser.force_login(user)
    page = browser.get(f"/line/connect/{shop.account.pk}/")
    assert b"aya" in page.content and not FollowerUser.objects.exists()
    token, nonce = confirm(shop, browser)
    assert 10 <= len(nonce) <= 255 and not FollowerUser.objects.exists()
    assert shop.line.open_account_link(shop.there, friend, token, nonce)
    shop.settle()
    linked = FollowerUser.objects.get()
    assert (linked.follower, linked.user, linked.way) == (shop.follower(friend), user, "line")
    assert follower_of(user) == shop.follower(friend) == linesteps.follower_of(user, shop.account)
    assert Activity.objects.get(kind="account_linked").data == {"result": "ok", "way": "line"}
    assert not LinkNonce.objects.exists()
    assert nonce not in str(list(InboxEvent.objects.values_list("payload", flat=True)))


def test_nonce_is_good_once_and_for_its_own_friend(shop: Shop, browser: Client) -> None:
    friend, user = friend_with_button(shop), make_user()
    other = shop.add_friend("Ken")
    tap(shop, friend, browser)
    browser.force_login(user)
    _token, nonce = confirm(shop, browser)
    for who in (other, friend, friend):
        shop.line.happen(shop.there, who, "accountLink", link={"result": "ok", "nonce": nonce})
        shop.settle()
    assert [one.follower for one in FollowerUser.objects.all()] == [shop.follower(friend)]
    results = Activity.objects.filter(kind="account_linked").order_by("pk")
    assert [one.data["result"] for one in results] == ["unknown", "ok", "unknown"]


def test_nonce_runs_out(shop: Shop, browser: Client) -> None:
    friend = friend_with_button(shop)
    tap(shop, friend, browser)
    browser.force_login(make_user())
    _token, nonce = confirm(shop, browser)
    shop.pass_time(minutes=16)
    shop.line.happen(shop.there, friend, "accountLink", link={"result": "ok", "nonce": nonce})
    shop.settle()
    assert not FollowerUser.objects.exists()
    assert prune()["nonces"] == 1 and not LinkNonce.objects.exists()


def test_forwarded_button_links_nobody_since_line_looks_who_comes(shop: Shop, browser: Client) -> None:
    friend, user = friend_with_button(shop), make_user()
    other = shop.add_friend("Ken")
    assert b"Aya" not in tap(shop, friend, browser).content
    browser.force_login(user)
    assert b"Aya" not in browser.get(f"/line/connect/{shop.account.pk}/").content
    token, nonce = confirm(shop, browser)
    shop.line.open_account_link(shop.there, other, token, nonce)
    shop.settle()
    assert not FollowerUser.objects.exists()
    assert Activity.objects.get(kind="account_linked").data == {"result": "failed"}


def test_line_that_gives_no_link_token_is_told_in_words(shop: Shop, browser: Client) -> None:
    friend = friend_with_button(shop)
    tap(shop, friend, browser)
    browser.force_login(make_user())
    shop.line.fail("link_token", "503")
    answer = browser.post(f"/line/connect/{shop.account.pk}/")
    assert answer.status_code == 503 and "もう一度" in answer.content.decode()
    confirm(shop, browser)


def test_liff_page_links_at_once_whoever_is_logged_in(shop: Shop) -> None:
    use_liff(shop)
    friend, user = shop.add_friend("Aya"), make_user()
    phone = Phone(shop, friend)
    go = phone.open(FROM_LIFF)
    assert go == f"/line/connect/{shop.account.pk}/"
    assert "/login/" in phone.get(go).headers["Location"]
    phone.client.force_login(user)
    page = phone.get(go)
    assert b"Aya" in page.content and b"aya" in page.content and not FollowerUser.objects.exists()
    fields = {"csrfmiddlewaretoken": phone.client.cookies["csrftoken"].value}
    assert phone.client.post(go).status_code == 403
    assert phone.client.post(go, fields).status_code == 200
    linked = FollowerUser.objects.get()
    assert (linked.follower, linked.user, linked.way) == (shop.follower(friend), user, "liff")
    assert not shop.line.sends


def test_nobody_is_linked_by_an_address_that_they_are_sent(shop: Shop) -> None:
    """Login CSRF: what LINE vouched for lives in the session of the browser for which it vouched."""
    use_liff(shop)
    attacker = Phone(shop, shop.add_friend("Attacker"))
    go = attacker.open(FROM_LIFF)
    victim = Phone(shop, shop.add_friend("Victim"))
    victim.client.force_login(make_user("victim"))
    assert victim.get(go).headers["Location"] == FROM_LIFF
    page = victim.page(FROM_LIFF)
    token = shop.line.id_token(shop.there, attacker.user_id, shop.account.login_channel_id)
    foreign = Client(enforce_csrf_checks=True)
    foreign.cookies = victim.client.cookies
    assert foreign.post(f"/line/liff/{shop.account.pk}/connect", {"id_token": token}).status_code == 403
    assert page.status_code == 200 and not FollowerUser.objects.exists()


def test_stranger_is_asked_to_become_a_friend_first(shop: Shop) -> None:
    use_liff(shop)
    Account.objects.update(basic_id="@shop")
    phone = Phone(shop, shop.line.new_person(shop.there))
    assert phone.open(FROM_LIFF) == "stranger"
    assert "/R/ti/p/%40shop" in phone.page(FROM_LIFF).content.decode()


def test_who_comes_without_line_is_sent_there(shop: Shop, browser: Client) -> None:
    page = browser.get(f"/line/connect/{shop.account.pk}/")
    assert page.status_code == 200 and "トーク" in page.content.decode()
    use_liff(shop)
    assert browser.get(f"/line/connect/{shop.account.pk}/").headers["Location"] == FROM_LIFF
    assert browser.post(f"/line/connect/{shop.account.pk}/").status_code == 302


def test_one_friend_for_a_user_and_one_user_for_a_friend(shop: Shop) -> None:
    aya, ken = (shop.follower(shop.add_friend(name)) for name in ("Aya", "Ken"))
    first, second = make_user("first"), make_user("second")
    link_user(aya, first, FollowerUser.Way.CODE)
    link_user(aya, first, FollowerUser.Way.CODE)
    link_user(ken, first, FollowerUser.Way.CODE)
    assert follower_of(first) == ken
    link_user(ken, second, FollowerUser.Way.CODE)
    assert follower_of(first) is None and follower_of(second) == ken
    kinds = Activity.objects.filter(kind__startswith="account_").order_by("pk")
    told = [(one.follower_id, one.kind) for one in kinds]
    linked, unlinked = "account_linked", "account_unlinked"
    assert told == [(aya.pk, linked), (aya.pk, unlinked), (ken.pk, linked), (ken.pk, linked)]


def test_erased_person_is_no_user_any_more(shop: Shop) -> None:
    aya = shop.follower(shop.add_friend("Aya"))
    user = make_user()
    link_user(aya, user, FollowerUser.Way.CODE)
    erase(aya.pk)
    aya.refresh_from_db()
    assert follower_of(user) is None
    with pytest.raises(ValueError, match="erased"):
        link_user(aya, user, FollowerUser.Way.CODE)
