"""What kinds of steps and conditions may refer to: an account with attributes, an own coupon, and
another scenario of it."""

from __future__ import annotations

import pytest

from linesteps.accounts.models import Account
from linesteps.coupons.models import OwnCoupon
from linesteps.followers.models import Attribute
from linesteps.scenarios.models import Scenario
from tests.contract.kinds import KNOWN_ACCOUNT, OTHER_SCENARIO


@pytest.fixture
def known_account(db: None) -> Account:
    """The account of ``kinds.compiling()``, stored."""
    account = Account.objects.create(
        pk=KNOWN_ACCOUNT, name="Shop", channel_id="1", channel_secret="s", channel_access_token="t"
    )
    Attribute.objects.create(account=account, key="gender", name="Gender")
    Attribute.objects.create(account=account, key="birthday", name="Birthday", type=Attribute.Type.DATE)
    Scenario.objects.create(
        pk=OTHER_SCENARIO, account=account, name="Other", live=True, state=Scenario.State.ACTIVE
    )
    OwnCoupon.objects.create(pk=1, account=account, title="Autumn", benefit="20% off", valid_days=3)
    return account
