"""An account for the rows."""

from __future__ import annotations

import pytest

from linesteps.accounts.models import Account


@pytest.fixture
def account() -> Account:
    return Account.objects.create(
        name="A", channel_id="1", channel_secret="s", channel_access_token="t", quiet_from=None, quiet_until=None
    )  # fmt: skip
