"""The account that uses templates."""

from __future__ import annotations

import pytest

from linesteps.accounts.models import Account


@pytest.fixture
def account() -> Account:
    return Account.objects.create(
        name="浜の店", channel_id="1234567890", channel_secret="s", channel_access_token="t"
    )
