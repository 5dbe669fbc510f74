"""A FakeLine and the real LINE SDK talking to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings

if not settings.configured:
    settings.configure(DEBUG=False, USE_TZ=True)

from linebot.v3.messaging import ApiClient, Configuration, MessagingApi

from linesteps import clock
from linesteps.testing.fake_line import Account, FakeLine


@pytest.fixture
def line() -> Iterator[FakeLine]:
    """An emulated LINE Platform."""
    with FakeLine() as fake:
        yield fake


@pytest.fixture
def account(line: FakeLine) -> Account:
    """An official account without a webhook URL: its webhooks queue up."""
    return line.add_account(
        channel_secret="secret", access_token="token", name="さくら珈琲", basic_id="@sakura"
    )


@pytest.fixture
def api(line: FakeLine, account: Account) -> Iterator[MessagingApi]:
    """LINE's own client, pointed at the emulator."""
    configuration = Configuration(host=line.base_url, access_token=account.access_token)
    configuration.retries = False
    with ApiClient(configuration) as client:
        yield MessagingApi(client)
        client.rest_client.pool_manager.clear()
        if client._pool is not None:
            client.pool.close()


@pytest.fixture
def frozen() -> Iterator[clock.VirtualClock]:
    """A clock that stands at 20 May 2026, 12:00 in Japan."""
    with clock.frozen(datetime(2026, 5, 20, 3, 0, tzinfo=UTC)) as virtual:
        yield virtual
