"""Every page of ours opens."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.audiences.models import Segment
from linesteps.broadcasts.models import Broadcast
from linesteps.coupons.models import OwnCoupon
from linesteps.lineaudiences.models import LineAudience
from linesteps.messages.models import Coupon
from linesteps.narrowcasts.models import Narrowcast
from linesteps.richmenus.models import RichMenu
from linesteps.testing.build import tagged
from tests.admin.builders import branch, make_friend, make_scenario, send, wait
from tests.library import from_pages, make_home, written

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(
    "name",
    [
        "linesteps_scenarios:list",
        "linesteps_scenarios:add",
        "linesteps_scenarios:import",
        "linesteps_scenarios:export",
        "linesteps_broadcasts:index",
        "linesteps_broadcasts:add",
        "linesteps_friends:index",
        "linesteps_friends:import",
        "linesteps_coupons:index",
        "linesteps_coupons:add",
        "linesteps_own_coupons:index",
        "linesteps_own_coupons:add",
        "linesteps_coupon_desk",
        "linesteps_rich_menus:index",
        "linesteps_rich_menus:add",
        "linesteps_library:index",
        "linesteps_library:add",
        "linesteps_library:add_pages",
        "linesteps_endpoints:index",
        "linesteps_endpoints:add",
        "linesteps_routes:index",
        "linesteps_routes:add",
        "linesteps_receiving:index",
        "linesteps_receiving:add",
        "linesteps_segments:index",
        "linesteps_segments:add",
        "linesteps_line_audiences:index",
        "linesteps_line_audiences:add",
        "linesteps_narrowcasts:index",
        "linesteps_narrowcasts:add",
        "linesteps_tags:index",
        "linesteps_tags:add",
        "linesteps_attributes:index",
        "linesteps_attributes:add",
        "linesteps_attributes:ready_made",
        "linesteps_accounts:index",
        "linesteps_accounts:add",
    ],
)
def test_page_opens_when_there_is_nothing_and_when_there_is(
    name: str, language: str, admin: Client, account: Account
) -> None:
    headers = {"accept-language": language}
    assert admin.get(reverse(name), headers=headers).status_code == 200
    make_scenario(account, send("Hi"), wait(3), branch([send("A")]), publish=True)
    make_friend(account)
    RichMenu.objects.create(account=account, name="Menu")
    Coupon.objects.create(account=account, title="C", valid_from=clock.now(), valid_until=clock.now())
    OwnCoupon.objects.create(account=account, title="C", benefit="B", valid_days=3)
    Segment.objects.create(account=account, name="S", conditions=[tagged("VIP")])
    LineAudience.objects.create(account=account, name="L")
    Narrowcast.objects.create(account=account, name="N")
    Broadcast.objects.create(account=account, name="B")
    written("Open from 9")
    assert admin.get(reverse(name), headers=headers).status_code == 200


@pytest.mark.parametrize("name", ["edit", "copy", "inspect", "history", "usage", "delete", "unpublish"])
def test_scenario_page_opens(name: str, admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), wait(3), branch([send("A")]), publish=True)
    response = admin.get(reverse(f"linesteps_scenarios:{name}", args=[scenario.pk]))
    assert response.status_code == 200


def test_account_and_coupon_pages_open(admin: Client, account: Account) -> None:
    coupon = Coupon.objects.create(
        account=account, title="C", valid_from=clock.now(), valid_until=clock.now()
    )
    for name in ("edit", "delete", "history"):
        assert admin.get(reverse(f"linesteps_accounts:{name}", args=[account.pk])).status_code == 200
    for name in ("edit", "copy", "delete", "register", "close"):
        assert admin.get(reverse(f"linesteps_coupons:{name}", args=[coupon.pk])).status_code == 200
    own = OwnCoupon.objects.create(account=account, title="C", benefit="B", valid_days=3, codes="pool")
    for name in ("edit", "copy", "delete", "codes", "results", "close", "reopen", "history", "usage"):
        assert admin.get(reverse(f"linesteps_own_coupons:{name}", args=[own.pk])).status_code == 200


def test_rich_menu_pages_open(admin: Client, account: Account) -> None:
    menu = RichMenu.objects.create(account=account, name="Menu")
    for name in ("edit", "copy", "delete", "usage", "send", "standard", "not_standard", "remove"):
        assert admin.get(reverse(f"linesteps_rich_menus:{name}", args=[menu.pk])).status_code == 200


def test_friend_page_opens(admin: Client, account: Account) -> None:
    friend = make_friend(account)
    assert admin.get(reverse("linesteps_friends:inspect", args=[friend.pk])).status_code == 200


@pytest.mark.parametrize("name", ["edit", "publish", "history", "delete"])
def test_library_page_opens_for_both_ways_to_make_a_message(
    name: str, admin: Client, account: Account
) -> None:
    for row in (written("Open from 9"), from_pages(make_home(), shows="newest", publish=False)):
        assert admin.get(reverse(f"linesteps_library:{name}", args=[row.pk])).status_code == 200
