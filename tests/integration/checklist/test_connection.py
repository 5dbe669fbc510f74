"""The connection to LINE before publishing: a refused token stops it, an unreachable LINE does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from linesteps import clock
from linesteps.accounts.address import webhook_url
from linesteps.accounts.models import Account
from linesteps.checklist.connection import FRESH, ask_line
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import send
from linesteps.testing.fake_line import FakeLine
from tests.admin.builders import make_account
from tests.integration.checklist.looking import draw, find, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


@pytest.fixture
def line() -> Iterator[FakeLine]:
    with FakeLine(http_hosts=["testserver"]) as line:
        yield line


@pytest.fixture
def there(line: FakeLine) -> Any:
    return line.add_account(quota=5000)


@pytest.fixture
def scenario(line: FakeLine, there: Any) -> Scenario:
    account = make_account(
        channel_secret=there.channel_secret,
        channel_access_token=there.access_token,
        api_base_url=line.base_url,
    )
    there.webhook_url = webhook_url(account)
    there.webhook_active = True
    return draw(Account.objects.get(pk=account.pk), send("Hi"))


def asked(scenario: Scenario) -> list[tuple[str, str]]:
    ask_line(scenario.account, seconds=3)
    scenario.account = Account.objects.get(pk=scenario.account_id)
    return told("connection", scenario)


def test_answer_is_waited_for(scenario: Scenario) -> None:
    assert told("connection", scenario) == [("waiting", "Asking LINE …")]


def test_everything_is_fine_and_the_quota_is_kept(scenario: Scenario) -> None:
    assert asked(scenario) == [("ok", "LINE answers, and posts its events here.")]
    assert (scenario.account.quota_limit, scenario.account.quota_used) == (5000, 0)
    assert scenario.account.quota_at is not None
    # The secrets are as they were.
    assert scenario.account.access_token()


def test_refused_token_is_an_error(scenario: Scenario) -> None:
    scenario.account = make_account(channel_access_token="wrong", api_base_url=scenario.account.api_base_url)
    scenario.save()
    ((level, text),) = asked(scenario)
    assert level == "error" and "refuses the access token" in text
    (found,) = find("connection", scenario)
    assert found.page == f"/admin/linesteps/accounts/edit/{scenario.account_id}/"


def test_unreachable_line_is_a_warning(scenario: Scenario, line: FakeLine) -> None:
    scenario.account.api_base_url = "http://127.0.0.1:9"
    scenario.account.save()
    ((level, text),) = asked(scenario)
    assert level == "warning" and "cannot be reached" in text


def test_unreadable_secret_is_an_error(scenario: Scenario, settings: Any) -> None:
    from cryptography.fernet import Fernet

    settings.LINESTEPS_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    ((level, _text),) = asked(scenario)
    assert level == "error"


def test_events_that_go_elsewhere_or_nowhere_are_a_warning(scenario: Scenario, there: Any) -> None:
    there.webhook_url = "https://elsewhere.jp/hook/"
    assert [level for level, _text in asked(scenario)] == ["warning"]


def test_webhook_that_is_switched_off_is_a_warning(scenario: Scenario, there: Any) -> None:
    there.webhook_active = False
    ((level, text),) = asked(scenario)
    assert level == "warning" and "Use webhook" in text


def test_answer_counts_for_ten_minutes(scenario: Scenario, line: FakeLine) -> None:
    asked(scenario)
    Account.objects.update(connection_checked_at=clock.real_now() - FRESH + timedelta(minutes=1))
    before = len(line.requests)
    asked(scenario)
    assert len(line.requests) == before
    Account.objects.update(connection_checked_at=clock.real_now() - FRESH)
    scenario.account = Account.objects.get(pk=scenario.account_id)
    assert told("connection", scenario)[0][0] == "waiting"


def test_account_out_of_use_is_an_error_and_a_paused_one_a_warning(scenario: Scenario) -> None:
    asked(scenario)
    Account.objects.update(is_active=False)
    scenario.account = Account.objects.get(pk=scenario.account_id)
    assert [level for level, _text in told("connection", scenario)] == ["error"]
    Account.objects.update(is_active=True, paused_at=clock.now(), paused_reason="quota")
    scenario.account = Account.objects.get(pk=scenario.account_id)
    ((level, text),) = told("connection", scenario)
    assert level == "warning" and "This month's messages at LINE are used up." in text
