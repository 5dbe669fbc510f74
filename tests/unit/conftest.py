"""What kinds of steps and conditions may refer to: an account with attributes, an own coupon,
another scenario of it, and a page of the site."""

from __future__ import annotations

import pytest
from django.core.management.color import no_style
from django.db import connection
from wagtail.models import Locale, Page

from linesteps.accounts.models import Account
from linesteps.audiences.models import Segment
from linesteps.calls.models import Endpoint, new_secret
from linesteps.coupons.models import OwnCoupon
from linesteps.followers.models import Attribute
from linesteps.routes.models import Route
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import tagged
from tests.contract.kinds import KNOWN_ACCOUNT, KNOWN_PAGE, OTHER_SCENARIO, SEGMENT


@pytest.fixture
def known_account(db: None) -> Account:
    """The account of ``kinds.compiling()``, stored."""
    account = Account.objects.create(
        pk=KNOWN_ACCOUNT,
        name="Shop",
        channel_id="1",
        channel_secret="s",
        channel_access_token="t",
        sees_visits=True,
        login_channel_id="2009999999",
        liff_id="2009999999-AbcdEfgh",
    )
    locale, _is_new = Locale.objects.get_or_create(language_code="ja")
    news = Page.add_root(title="News", slug="news", locale=locale)
    # Wagtail takes a page with a key of its own for one that is stored.
    Page.objects.filter(pk=news.pk).update(id=KNOWN_PAGE)
    Attribute.objects.create(account=account, key="gender", name="Gender")
    Attribute.objects.create(account=account, key="birthday", name="Birthday", type=Attribute.Type.DATE)
    Scenario.objects.create(
        pk=OTHER_SCENARIO, account=account, name="Other", live=True, state=Scenario.State.ACTIVE
    )
    OwnCoupon.objects.create(pk=1, account=account, title="Autumn", benefit="20% off", valid_days=3)
    Endpoint.objects.create(pk=1, name="Booking", url="https://booking.jp/line", secret=new_secret())
    Route.objects.create(pk=1, account=account, name="Counter")
    with connection.cursor() as cursor:
        # PostgreSQL would give what the test makes next the same first key.
        for statement in connection.ops.sequence_reset_sql(no_style(), [OwnCoupon, Endpoint, Route]):
            cursor.execute(statement)
    Segment.objects.create(
        pk=SEGMENT,
        account=account,
        name="Regulars",
        conditions=[tagged("VIP")],
        compiled={
            "match": "all",
            "conditions": [{"kind": "tag", "config": {"tag": "VIP", "is_absent": False}}],
        },
    )
    return account
