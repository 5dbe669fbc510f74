"""The templates of the examples send exactly what they say, through the emulator, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linesteps.messages.models import Coupon
from linesteps.messages.registration import register_coupon
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.transfer import import_scenarios
from linesteps.testing.build import buttons, send
from linesteps.testing.shop import Shop
from tests.acceptance.conftest import START
from tests.ready_made import LANGUAGES, template, with_own_links

#: Days from the start on which something is sent (examples.md).
DAYS = {"sc1": [0, 7, 30], "sc2": [0, 7, 14, 21], "sc3": [0, 3, 7, 10, 14], "sc4": [3, 5, 7]}


def use(shop: Shop, key: str, language: str) -> Scenario:
    """Import a template, register its coupons with the emulated LINE, and publish it."""
    (scenario,) = import_scenarios(with_own_links(template(key, language).data), account=shop.account)
    for coupon in Coupon.objects.filter(account=shop.account):
        register_coupon(coupon)
    scenario.latest_revision.publish()
    return scenario


def days_of(shop: Shop, friend: str) -> list[int]:
    """The days from the start on which sends arrived, each send counted once."""
    received = shop.line.messages_of(shop.there, friend)
    times = dict.fromkeys(one.at.astimezone(shop.account.zone) for one in received)
    return [(at.date() - START.date()).days for at in times]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["sc1", "sc2", "sc3"])
def test_template_sends_on_the_days_of_the_example(shop: Shop, key: str, language: str) -> None:
    use(shop, key, language)
    friend = shop.add_friend()
    shop.pass_time(days=40)
    assert days_of(shop, friend) == DAYS[key]


@pytest.mark.parametrize("language", LANGUAGES)
def test_tap_template_sends_on_its_days_to_those_who_tapped_only(shop: Shop, language: str) -> None:
    scenario = use(shop, "sc4", language)
    url = scenario.triggers[0].value["url"]
    shop.publish(name="News", steps=[send(buttons("In the making", ("Look", url + "first/")))])
    tapper, other = shop.add_friend("Tapper"), shop.add_friend("Other")
    assert shop.tap_link(tapper) == url + "first/"
    shop.pass_time(days=20)
    assert days_of(shop, tapper) == [0, *DAYS["sc4"]]
    assert days_of(shop, other) == [0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_branching_template_tells_those_who_tapped_from_the_others(shop: Shop, language: str) -> None:
    use(shop, "sc5", language)
    tapper, other = shop.add_friend("Tapper"), shop.add_friend("Other")
    shop.pass_time(days=1)
    shop.tap_link(tapper)
    shop.pass_time(days=20)
    assert days_of(shop, tapper) == days_of(shop, other) == [0, 3, 10]
    first, second = shop.arrivals(tapper), shop.arrivals(other)
    third_day = (START + timedelta(days=3)).replace(hour=19)
    assert [at for at, _text in first if at == third_day]
    on_day = {
        name: [text for at, text in got if at == third_day] for name, got in (("a", first), ("b", second))
    }
    assert on_day["a"] and on_day["b"] and on_day["a"] != on_day["b"]
    assert first[-1][1] == second[-1][1]
