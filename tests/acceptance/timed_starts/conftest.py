"""A shop whose friends have a day."""

from __future__ import annotations

import pytest

from linesteps.accounts.models import Account
from linesteps.followers.models import Attribute
from linesteps.testing.shop import Shop


@pytest.fixture
def day(shop: Shop) -> Attribute:
    Account.objects.update(spread_minutes=0)
    return Attribute.objects.create(account=shop.account, key="day", name="Day", type=Attribute.Type.DATE)


@pytest.fixture
def plain_shop(shop: Shop) -> Shop:
    Account.objects.update(spread_minutes=0)
    return shop
