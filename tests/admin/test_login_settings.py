"""LINE Login and LIFF in the admin: what must fit together, what LINE says of the app, and who is linked to whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from linesteps.accounts.address import liff_endpoint
from linesteps.accounts.models import Account
from linesteps.admin.accounts.login_check import check_login
from linesteps.fields import reveal
from linesteps.followers.models import Activity
from linesteps.followers.site_users import FollowerUser, link_user
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.liff import LIFF_ID, LOGIN_CHANNEL, LOGIN_SECRET
from tests.admin.builders import make_account, make_friend, make_user
from tests.admin.test_accounts import edit

pytestmark = pytest.mark.django_db

GOOD = {"login_channel_id": LOGIN_CHANNEL, "liff_id": LIFF_ID, "link_kind": "liff"}


@pytest.fixture
def line() -> Iterator[FakeLine]:
    with FakeLine() as fake:
        yield fake


@pytest.mark.parametrize(
    ("entered", "field", "words"),
    [
        ({"login_channel_id": "my channel"}, "login_channel_id", "digits only"),
        ({"login_channel_id": "1234567890"}, "login_channel_id", "Messaging API channel"),
        ({"liff_id": "https://liff.line.me/x"}, "liff_id", "looks like 1234567890-AbcdEfgh"),
        ({"liff_id": LIFF_ID}, "login_channel_id", "to which the LIFF app belongs"),
        ({"login_channel_id": "2000000009", "liff_id": LIFF_ID}, "liff_id", "another channel"),
        ({"link_kind": "liff"}, "link_kind", "needs a LIFF app"),
    ],
)
def test_what_does_not_fit_is_named_with_its_cure(
    admin: Client, account: Account, entered: dict[str, str], field: str, words: str
) -> None:
    page = edit(admin, account, **entered)
    assert page.status_code == 200 and words in str(page.context["form"].errors[field])
    account.refresh_from_db()
    assert not account.liff_id and account.link_kind == "signed"


def test_good_values_are_kept_and_the_secret_is_never_shown(admin: Client, account: Account) -> None:
    assert edit(admin, account, **GOOD, login_channel_secret="login-words").status_code == 302
    account.refresh_from_db()
    assert account.uses_liff_links and reveal(account.login_channel_secret) == "login-words"
    page = admin.get(reverse("linesteps_accounts:edit", args=[account.pk])).content.decode()
    assert "login-words" not in page and account.login_channel_secret.stored not in page
    assert edit(admin, account, **GOOD).status_code == 302
    account.refresh_from_db()
    assert reveal(account.login_channel_secret) == "login-words"


def test_page_shows_the_addresses_to_copy(admin: Client, account: Account, settings: Any) -> None:
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://shop.example.com"
    url = reverse("linesteps_accounts:edit", args=[account.pk])
    page = admin.get(url).content.decode()
    assert f"https://shop.example.com/line/liff/{account.pk}/" in page
    assert f"https://shop.example.com/line/connect/{account.pk}/" in page and "/connect<" not in page
    Account.objects.update(**GOOD)
    assert f"https://liff.line.me/{LIFF_ID}/connect" in admin.get(url).content.decode()


def test_connection_check_says_where_the_liff_app_leads(line: FakeLine, settings: Any) -> None:
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://shop.example.com"
    account = make_account(api_base_url=line.base_url)
    assert check_login(account) == []
    for name, value in GOOD.items():
        setattr(account, name, value)
    account.save()
    there = line.add_account(
        access_token="t", login_channel_id=LOGIN_CHANNEL, login_channel_secret=LOGIN_SECRET
    )

    def said(secret: str = LOGIN_SECRET) -> tuple[str, str]:
        account.login_channel_secret = secret
        [step] = check_login(account)
        return step.state, step.text

    assert said("")[0] == "skipped"
    assert said("wrong") == (
        "error",
        "LINE refuses the LINE Login channel ID with this secret. Copy both again from “Basic settings” of the LINE "
        "Login channel.",
    )
    assert said()[0] == "error" and LIFF_ID in said()[1]
    there.liff_id, there.liff_endpoint = LIFF_ID, "https://old.example.com/"
    assert said()[0] == "error" and liff_endpoint(account) in said()[1]
    there.liff_endpoint = liff_endpoint(account)
    there.liff_scopes = ("profile",)
    assert said()[0] == "error" and "openid" in said()[1]
    there.liff_scopes = ("openid",)
    assert said() == ("ok", "The LIFF app leads to this site, and LINE says who opens it.")
    with override("ja"):
        assert not said()[1].isascii()
    account.api_base_url = "http://127.0.0.1:9"
    assert said()[0] == "error" and LOGIN_SECRET not in said()[1]


def test_friends_page_shows_the_account_of_the_site_and_ends_the_link(
    admin: Client, account: Account
) -> None:
    friend = make_friend(account, "Aya")
    user = make_user()
    user.first_name = "Reader-of-the-shop"
    user.save()
    page = reverse("linesteps_friends:inspect", args=[friend.pk])
    assert "Account on your site" not in admin.get(page).content.decode()
    link_user(friend, user, FollowerUser.Way.LIFF)
    text = admin.get(page).content.decode()
    assert "Reader-of-the-shop" in text and "LIFF page" in text
    assert "Was linked to an account of the site" in text
    url = reverse("linesteps_friends:act", args=[friend.pk, "unlink"])
    for _twice in range(2):
        assert admin.post(url).status_code == 302
    assert not FollowerUser.objects.exists()
    assert "Is not linked to an account of the site any more" in admin.get(page).content.decode()
    assert Activity.objects.filter(kind="account_unlinked").count() == 1
    assert ModelLogEntry.objects.filter(action="linesteps.unlink_user").count() == 1


def test_ending_a_link_needs_the_permission_to_change(account: Account) -> None:
    friend = make_friend(account, "Aya")
    link_user(friend, make_user(), FollowerUser.Way.CODE)
    viewer = Client()
    viewer.force_login(make_user("view_follower"))
    assert (
        "End the link"
        not in viewer.get(reverse("linesteps_friends:inspect", args=[friend.pk])).content.decode()
    )
    viewer.post(reverse("linesteps_friends:act", args=[friend.pk, "unlink"]))
    assert FollowerUser.objects.exists()
