"""Fixtures of admin tests."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from linesteps.accounts.models import Account
from tests.admin.builders import make_account


@pytest.fixture
def account(db: None) -> Account:
    """An account."""
    return make_account()


@pytest.fixture
def admin(admin_user: Any) -> Client:
    """A client in which a superuser is signed in."""
    client = Client()
    client.force_login(admin_user)
    return client
