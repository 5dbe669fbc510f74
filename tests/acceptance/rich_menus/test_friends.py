"""Each friend sees the menu that is meant for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linesteps import clock
from linesteps.failpoints import FailpointReached, arm
from linesteps.richmenus.models import FollowerMenu, RichMenu
from linesteps.richmenus.registration import send_to_line
from linesteps.richmenus.standard import choose_standard, look_again
from linesteps.testing.build import send, trigger, wait
from linesteps.testing.shop import Shop
from tests.acceptance.rich_menus.menus import at_line, fresh, gives, seen_by, sent
from tests.rich_menus import area, make_menu

pytestmark = [
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


def on_phone(shop: Shop, user_id: str, number: int = 0) -> dict[str, Any]:
    """The action of an area of the menu that somebody sees."""
    found = at_line(shop).shown_to(user_id)
    return dict(found.properties["areas"][number]["action"])


def test_step_gives_a_menu_and_takes_it_back(shop: Shop) -> None:
    standard, vip = sent(shop, name="A"), sent(shop, name="B")
    choose_standard(shop.account, standard)
    shop.publish(steps=[gives(vip), wait(days=1), gives(None)])
    person = shop.add_friend()
    assert seen_by(shop, person) == vip.line_menu_id
    shop.pass_time(days=1, minutes=1)
    assert seen_by(shop, person) == standard.line_menu_id
    assert at_line(shop).links == {}


def test_many_friends_are_told_of_in_one_call(shop: Shop) -> None:
    vip = sent(shop)
    shop.publish(steps=[wait(minutes=30), gives(vip)])
    people = [shop.line.add_friend(shop.there, name=f"花子{number}") for number in range(12)]
    shop.settle()
    shop.pass_time(hours=1)
    assert {seen_by(shop, person) for person in people} == {vip.line_menu_id}
    calls = [one for one in shop.line.requests if one.endpoint == "rich_menu_link_many"]
    assert len(calls) == 1


def test_who_blocked_is_left_out_and_gets_the_menu_after_coming_back(shop: Shop) -> None:
    vip = sent(shop)
    shop.publish(steps=[gives(vip)], triggers=[trigger("keyword", words="vip", match="is")])
    person = shop.add_friend()
    shop.line.fail("rich_menu_link_many", "500_before")
    shop.say(person, "vip")
    shop.block(person)
    shop.pass_time(hours=1)
    assert len([one for one in shop.line.requests if one.endpoint == "rich_menu_link_many"]) == 1
    shop.unblock(person)
    assert seen_by(shop, person) == vip.line_menu_id


def test_wish_of_a_killed_worker_is_told_again(shop: Shop) -> None:
    vip = sent(shop)
    shop.publish(steps=[gives(vip)], triggers=[trigger("keyword", words="vip", match="is")])
    person = shop.add_friend()
    shop.line.say(shop.there, person, "vip")
    with arm("richmenus.after_link"), pytest.raises(FailpointReached):
        shop.settle()
    # LINE knows, and we do not know that it does.
    assert FollowerMenu.objects.get().due_at is not None
    shop.settle()
    assert seen_by(shop, person) == vip.line_menu_id
    assert FollowerMenu.objects.get().due_at is None
    calls = [one for one in shop.line.requests if one.endpoint == "rich_menu_link_many"]
    assert len(calls) == 2


@pytest.mark.parametrize("fault", ["500_before", "500_after", "429_rate", "drop_after", "401"])
def test_menu_of_a_friend_is_set_however_the_first_call_ends(shop: Shop, fault: str) -> None:
    vip = sent(shop)
    shop.publish(steps=[gives(vip)], triggers=[trigger("keyword", words="vip", match="is")])
    person = shop.add_friend()
    shop.line.fail("rich_menu_link_many", fault)
    shop.say(person, "vip")
    assert FollowerMenu.objects.get().due_at is not None
    shop.pass_time(minutes=15)
    assert seen_by(shop, person) == vip.line_menu_id
    assert FollowerMenu.objects.get().due_at is None


def test_menu_that_somebody_deleted_at_line_is_made_again(shop: Shop) -> None:
    vip = sent(shop)
    shop.line.platform.rich_menus[shop.there.channel_id].menus.clear()
    shop.publish(steps=[gives(vip)])
    person = shop.add_friend()
    shop.settle()
    assert fresh(vip).line_menu_id not in {"", vip.line_menu_id}
    assert seen_by(shop, person) == fresh(vip).line_menu_id


def tabs(shop: Shop) -> tuple[RichMenu, RichMenu]:
    """Two menus that lead to each other; the first one is the standard one."""
    first, second = make_menu(shop.account, name="First"), make_menu(shop.account, name="Second")
    for menu, other in ((first, second), (second, first)):
        menu.areas = [area("tab", tab=other.pk), area("answer", x=1250, text=f"From {menu.name}")]
        menu.save()
        send_to_line(menu)
    choose_standard(shop.account, first)
    shop.settle()
    return fresh(first), fresh(second)


def test_tabs_turn_to_each_other(shop: Shop) -> None:
    first, second = tabs(shop)
    person = shop.add_friend()
    for menu in (second, first, second):
        shop.line.tap(shop.there, person, on_phone(shop, person))
        shop.settle()
        assert seen_by(shop, person) == menu.line_menu_id
        shop.pass_time(minutes=1)


def test_friend_on_a_tab_sees_its_new_form_and_the_next_standard_menu(shop: Shop) -> None:
    _first, second = tabs(shop)
    person = shop.add_friend()
    shop.line.tap(shop.there, person, on_phone(shop, person))
    shop.settle()
    second.bar_text = "Changed"
    second.save()
    send_to_line(second)
    shop.pass_time(minutes=2)
    assert seen_by(shop, person) == fresh(second).line_menu_id
    campaign = sent(shop, name="Campaign")
    choose_standard(shop.account, campaign)
    shop.settle()
    assert seen_by(shop, person) == campaign.line_menu_id


def test_friend_with_a_given_menu_keeps_it_through_tabs_and_standard_menus(shop: Shop) -> None:
    standard = sent(shop, name="Standard")
    first, second = make_menu(shop.account, name="First"), make_menu(shop.account, name="Second")
    for menu, other in ((first, second), (second, first)):
        menu.areas = [area("tab", tab=other.pk)]
        menu.save()
        send_to_line(menu)
    choose_standard(shop.account, standard)
    shop.publish(steps=[gives(first)])
    person = shop.add_friend()
    shop.line.tap(shop.there, person, on_phone(shop, person))
    shop.settle()
    choose_standard(shop.account, sent(shop, name="Other"))
    shop.pass_time(minutes=1)
    assert seen_by(shop, person) == fresh(second).line_menu_id


def test_answer_on_a_menu_starts_a_scenario(shop: Shop) -> None:
    menu = sent(shop, area("answer", text="Book"), area("answer", x=1250, text="Hours"))
    choose_standard(shop.account, menu)
    shop.publish(
        steps=[send("When would you like to come?")],
        triggers=[trigger("menu_tapped", menu=menu.pk, text="Book")],
    )
    person = shop.add_friend()
    shop.line.tap(shop.there, person, on_phone(shop, person, 1))
    shop.settle()
    assert shop.texts_to(person) == []
    shop.line.tap(shop.there, person, on_phone(shop, person, 0))
    shop.settle()
    assert shop.texts_to(person) == ["When would you like to come?"]


def test_campaign_menu_comes_and_goes_by_itself(shop: Shop) -> None:
    usual, campaign = sent(shop, name="Usual"), sent(shop, name="New Year")
    choose_standard(shop.account, usual)
    person = shop.add_friend()
    campaign.shown_from = clock.now() + timedelta(days=1)
    campaign.shown_until = clock.now() + timedelta(days=3)
    campaign.save()
    look_again(shop.account)
    seen = []
    for _day in range(4):
        shop.pass_time(hours=12)
        seen.append(seen_by(shop, person))
        shop.pass_time(hours=12)
    assert seen == [usual.line_menu_id, campaign.line_menu_id, campaign.line_menu_id, usual.line_menu_id]


def test_standard_menu_is_set_once_however_often_the_worker_looks(shop: Shop) -> None:
    menu = sent(shop)
    with arm("richmenus.after_standard"), pytest.raises(FailpointReached):
        choose_standard(shop.account, menu)
        shop.settle()
    shop.settle()
    shop.settle()
    calls = [one for one in shop.line.requests if one.endpoint == "rich_menu_set_standard"]
    assert len(calls) == 2
    assert at_line(shop).standard == menu.line_menu_id
