"""Accounts: secrets go in and never come out; the connection is checked in plain words."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse

from linesteps.accounts.address import webhook_url
from linesteps.accounts.models import Account
from linesteps.admin.accounts.connection import check_connection
from linesteps.testing.fake_line import FakeLine
from tests.admin.builders import SECRETS, make_account, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> Iterator[FakeLine]:
    with FakeLine() as fake:
        yield fake


def form_data(**fields: Any) -> dict[str, Any]:
    return {
        "name": "Shop",
        "channel_id": "1234567890",
        "channel_secret": "",
        "channel_access_token": "",
        "previous_channel_secret": "",
        "quiet_from": "21:00",
        "quiet_until": "09:00",
        "time_zone": "Asia/Tokyo",
        "language": "ja",
        "spread_minutes": "15",
        "warn_per_day": "1",
        "warn_per_week": "3",
        "warn_per_month": "8",
        "hold_per_day": "2",
        "hold_per_week": "5",
        "safety": "notify",
        "link_kind": "signed",
        "is_active": "on",
        **fields,
    }


def states(account: Account) -> dict[str, str]:
    return {step.name: step.state for step in check_connection(account)}


def edit(client: Client, account: Account, **fields: Any) -> Any:
    return client.post(reverse("linesteps_accounts:edit", args=[account.pk]), form_data(**fields))


def test_no_page_shows_a_secret(admin: Client, account: Account) -> None:
    stored = [account.channel_secret, account.channel_access_token]
    account.refresh_from_db()
    stored += [account.channel_secret.stored, account.channel_access_token.stored]
    pages = [
        admin.get(reverse("linesteps_accounts:index")),
        admin.get(reverse("linesteps_accounts:edit", args=[account.pk])),
        admin.get(reverse("linesteps_accounts:history", args=[account.pk])),
        edit(admin, account, name=""),
        edit(admin, account, channel_secret="brand-new-secret", name=""),
    ]
    for page in pages:
        assert page.status_code == 200
        for secret in (*SECRETS, *stored, "brand-new-secret", "fernet:"):
            assert secret not in page.content.decode()


def test_empty_secrets_keep_what_is_stored(admin: Client, account: Account) -> None:
    assert edit(admin, account, name="Renamed").status_code == 302
    account.refresh_from_db()
    assert account.name == "Renamed"
    assert account.channel_secrets() == [SECRETS[0], SECRETS[1]]
    assert account.access_token() == SECRETS[2]


def test_new_channel_secret_keeps_the_last_one_for_its_rotation(admin: Client, account: Account) -> None:
    edit(admin, account, channel_secret="next-secret")
    account.refresh_from_db()
    assert account.channel_secrets() == ["next-secret", SECRETS[0]]


def test_new_account_needs_its_secrets(admin: Client, db: None) -> None:
    url = reverse("linesteps_accounts:add")
    response = admin.post(url, form_data())
    assert set(response.context["form"].errors) == {"channel_secret", "channel_access_token"}
    admin.post(url, form_data(channel_secret="a-secret", channel_access_token="a-token"))
    made = Account.objects.get()
    assert (made.channel_secrets(), made.access_token()) == (["a-secret"], "a-token")


def test_page_shows_the_webhook_address(admin: Client, account: Account, settings: Any) -> None:
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://shop.example.com"
    html = admin.get(reverse("linesteps_accounts:edit", args=[account.pk])).content.decode()
    assert f"https://shop.example.com/line/webhook/{account.slug}/" in html


def test_check_of_a_good_account_is_fine_and_learns_its_ids(line: FakeLine, settings: Any, db: None) -> None:
    settings.LINESTEPS_PUBLIC_BASE_URL = "http://127.0.0.1:9"
    account = make_account(api_base_url=line.base_url)
    line.add_account(
        channel_id=account.channel_id,
        access_token=SECRETS[2],
        basic_id="@shop",
        webhook_url=webhook_url(account),
        quota=100,
    )
    found = states(account)
    # Nobody answers at port 9, and LINE says so.
    assert found == {
        "Account": "ok",
        "Webhook address": "ok",
        "Webhook test": "error",
        "Messages this month": "ok",
    }
    account.refresh_from_db()
    assert account.basic_id == "@shop" and account.bot_user_id


def test_wrong_token_says_what_to_do(line: FakeLine, db: None) -> None:
    account = make_account(api_base_url=line.base_url)
    [step] = check_connection(account)
    assert step.state == "error"
    assert "Issue a new one" in step.text


def test_line_out_of_reach_says_so(db: None) -> None:
    [step] = check_connection(make_account(api_base_url="http://127.0.0.1:9"))
    assert "cannot be reached" in step.text


def test_lost_key_says_what_to_do(settings: Any, db: None) -> None:
    account = make_account()
    account.refresh_from_db()
    settings.LINESTEPS_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    [step] = check_connection(account)
    assert "LINESTEPS_ENCRYPTION_KEYS" in step.text


def test_missing_address_is_offered_and_set(
    admin: Client, line: FakeLine, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings.LINESTEPS_PUBLIC_BASE_URL = "http://127.0.0.1:9"
    account = make_account(api_base_url=line.base_url)
    line.add_account(channel_id=account.channel_id, access_token=SECRETS[2])
    url = reverse("linesteps_accounts:check", args=[account.pk])
    html = admin.post(url).content.decode()
    assert "Set it at LINE" in html
    html += admin.post(url, {"set_webhook": "1"}).content.decode()
    assert "LINE posts to this site." in html
    for secret in SECRETS:
        assert secret not in html
        assert secret not in caplog.text


def test_check_needs_the_permission_to_change_and_a_post(account: Account) -> None:
    url = reverse("linesteps_accounts:check", args=[account.pk])
    client = Client()
    client.force_login(make_user("view_account", "add_account"))
    assert client.post(url).headers.get("Location") == reverse("wagtailadmin_home")
    client.force_login(make_user("change_account"))
    assert client.get(url).status_code == 405


def test_account_with_scenarios_is_not_deleted(admin: Client, account: Account) -> None:
    from tests.admin.builders import make_scenario

    make_scenario(account)
    url = reverse("linesteps_accounts:delete", args=[account.pk])
    assert admin.post(url, follow=True).status_code == 200
    assert Account.objects.exists()


def test_account_with_coupons_is_not_deleted_and_the_reason_is_said(admin: Client, account: Account) -> None:
    from linesteps import clock
    from linesteps.messages.models import Coupon

    Coupon.objects.bulk_create(
        [Coupon(account=account, title="C", valid_from=clock.now(), valid_until=clock.now())]
    )
    url = reverse("linesteps_accounts:delete", args=[account.pk])
    assert "Take it out of use" in admin.post(url, follow=True).content.decode()
    assert Account.objects.exists()


def test_paused_account_goes_on_by_a_press(admin: Client, account: Account) -> None:
    from linesteps import clock

    Account.objects.update(paused_at=clock.now(), paused_reason="LINE refused the token")
    html = admin.get(reverse("linesteps_accounts:edit", args=[account.pk])).content.decode()
    assert "LINE refused the token" in html
    admin.post(reverse("linesteps_accounts:resume", args=[account.pk]))
    account.refresh_from_db()
    assert account.paused_at is None and account.paused_reason == ""
