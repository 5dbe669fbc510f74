"""The templates of the examples send exactly what they say, through the emulator, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest

import linesteps
from linesteps.followers.attributes import set_attribute
from linesteps.followers.tags import add_tag
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_click_retargeting_tells_who_tapped_which_link_from_who_tapped_none(
    shop: Shop, language: str
) -> None:
    use(shop, "click_retargeting", language)
    gifts, daily, other = (shop.add_friend(name) for name in ("Gifts", "Daily", "Other"))
    shop.tap_link(gifts, 0)
    shop.tap_link(daily, 1)
    shop.pass_time(days=20)
    assert days_of(shop, gifts) == days_of(shop, daily) == days_of(shop, other) == [0, 2, 7]
    texts = [shop.texts_to(friend) for friend in (gifts, daily, other)]
    assert len({text[2] for text in texts}) == 3
    assert len({text[-1] for text in texts}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_impression_retargeting_follows_a_sign_and_asks_once_more_without_one(
    shop: Shop, language: str
) -> None:
    use(shop, "impression_retargeting", language)
    tapper, quoter, silent = (shop.add_friend(name) for name in ("Tapper", "Quoter", "Silent"))
    shop.tap_link(tapper)
    shop.pass_time(days=1)
    shop.quote(quoter)
    shop.pass_time(days=20)
    assert days_of(shop, tapper) == [0, 2, 9]
    assert days_of(shop, quoter) == [0, 3, 10]
    assert days_of(shop, silent) == [0, 4, 11]
    seen, also, not_yet = (shop.texts_to(friend) for friend in (tapper, quoter, silent))
    assert seen[2] == also[2] != not_yet[2]
    assert seen[-1] == not_yet[-1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_cart_abandonment_tells_who_bought_from_who_did_not(shop: Shop, language: str) -> None:
    use(shop, "cart_abandonment", language)
    quick, late, never = (shop.add_friend(name) for name in ("Quick", "Late", "Never"))
    for friend in (quick, late, never):
        linesteps.track(shop.follower(friend), "cart_updated", {"items": 2})
    shop.settle()
    shop.pass_time(hours=2)
    linesteps.track(shop.follower(quick), "purchase", {"total": 4800})
    # What was bought before the cart was filled, and what others bought, counts for nobody.
    linesteps.track(shop.follower(never), "purchase", at=START - timedelta(days=1))
    shop.settle()
    assert [len(shop.texts_to(friend)) for friend in (quick, late, never)] == [1, 0, 0]
    shop.pass_time(hours=2)
    assert [len(shop.texts_to(friend)) for friend in (quick, late, never)] == [1, 2, 2]
    linesteps.track(shop.follower(late), "purchase", {"total": 4800})
    shop.pass_time(days=3)
    assert [len(shop.texts_to(friend)) for friend in (quick, late, never)] == [1, 2, 3]
    assert days_of(shop, never) == [0, 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_first_look_goes_on_as_soon_as_somebody_taps_or_writes(shop: Shop, language: str) -> None:
    use(shop, "first_look", language)
    tapper, writer, other = (shop.add_friend(name) for name in ("Tapper", "Writer", "Other"))
    shop.tap_link(tapper)
    shop.pass_time(days=2)
    shop.say(writer, "Hello")
    shop.pass_time(days=10)
    assert [days_of(shop, friend) for friend in (tapper, writer, other)] == [[0, 1], [0, 3], [0, 3]]
    assert shop.texts_to(tapper)[2:] == shop.texts_to(writer)[2:] != shop.texts_to(other)[2:]


@pytest.mark.parametrize("language", LANGUAGES)
def test_class_start_waits_for_the_day_of_each_friend(shop: Shop, language: str) -> None:
    scenario = use(shop, "class_start", language)
    soon, moved, unknown = (shop.add_friend(name) for name in ("Soon", "Moved", "Unknown"))
    for friend in (soon, moved):
        set_attribute(shop.follower(friend), "class_day", "2026-11-27", "hand")
    for friend in (soon, moved, unknown):
        add_tag(shop.follower(friend), scenario.triggers[0].value["tag"], "hand")
    shop.settle()
    shop.pass_time(days=1)
    set_attribute(shop.follower(moved), "class_day", "2026-12-11", "hand")
    shop.pass_time(days=30)
    # The clock stands at the 22nd: the evening before is day 4, or day 18, and three days later comes a question.
    assert [days_of(shop, friend) for friend in (soon, moved, unknown)] == [[0, 4, 7], [0, 18, 21], [0, 2]]
