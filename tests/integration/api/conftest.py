"""A shop with one account, and programs that may call its API."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linesteps.accounts.models import Account
from linesteps.followers.models import Follower
from tests.admin.builders import make_account, make_friend
from tests.integration.api.making import EVERYTHING, Program


@pytest.fixture
def account() -> Account:
    return make_account(channel_id="1650000001")


@pytest.fixture
def friend(account: Account) -> Follower:
    return make_friend(account, "Aoi", line_user_id="U" + "a" * 32)


@pytest.fixture
def make_program(account: Account) -> Callable[..., Program]:
    def make(*permissions: str) -> Program:
        return Program(*permissions, root=f"/line/api/v1/accounts/{account.channel_id}")

    return make


@pytest.fixture
def program(make_program: Callable[..., Program]) -> Program:
    """One that may do everything."""
    return make_program(*EVERYTHING)
