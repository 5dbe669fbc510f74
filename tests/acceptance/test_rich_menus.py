"""Rich menus through the emulator: made there once, then replaced; per friend, by tab and for some days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from linesteps import clock
from linesteps.failpoints import FailpointReached, arm
from linesteps.line.outcomes import LineFault, LineUnreachable
from linesteps.richmenus.models import FollowerMenu, MenuAtLine, RichMenu, StandardMenu
from linesteps.richmenus.registration import RichMenuNotReady, send_to_line
from linesteps.richmenus.removal import remove_from_line
from linesteps.richmenus.standard import choose_standard, look_again
from linesteps.testing.build import send, step, trigger, wait
from linesteps.testing.shop import Shop
from tests.rich_menus import area, make_menu

pytestmark = [
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]
CALLS = ("after_create", "after_picture", "after_alias", "after_place")


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    # Wagtail remembers renditions by the ids of images, which are given out anew.
    cache.clear()
    settings.MEDIA_ROOT = str(tmp_path)


def fresh(menu: RichMenu) -> RichMenu:
    return RichMenu.objects.select_related("at_line").get(pk=menu.pk)


def at_line(shop: Shop) -> Any:
    return shop.line.rich_menus(shop.there)


def seen_by(shop: Shop, user_id: str) -> str:
    """LINE's id of the menu below somebody's chat."""
    found = at_line(shop).shown_to(user_id)
    return found.rich_menu_id if found else ""


def on_phone(shop: Shop, user_id: str, number: int = 0) -> dict[str, Any]:
    """The action of an area of the menu that somebody sees."""
    found = at_line(shop).shown_to(user_id)
    return dict(found.properties["areas"][number]["action"])


def sent(shop: Shop, *areas: dict[str, Any], **values: Any) -> RichMenu:
    menu = make_menu(shop.account, *areas, **values)
    send_to_line(menu)
    return fresh(menu)


def gives(menu: RichMenu | None) -> dict[str, Any]:
    return step("rich_menu", {"which": "own" if menu else "standard", "menu": menu and menu.pk})


def test_menu_is_made_at_line_with_its_picture_and_alias(shop: Shop) -> None:
    menu = sent(shop, area("link", url="https://example.com/a", label="Shop"), name="Main")
    known = at_line(shop)
    [there] = known.menus.values()
    assert there.rich_menu_id == menu.line_menu_id
    assert there.picture[:2] == b"\xff\xd8" and len(there.picture) < 1_000_000
    assert known.aliases == {menu.alias: menu.line_menu_id}
    assert there.properties["size"] == {"width": 2500, "height": 1686}
    assert there.properties["areas"] == [
        {
            "bounds": {"x": 0, "y": 0, "width": 1250, "height": 1686},
            "action": {"type": "uri", "uri": "https://example.com/a", "label": "Shop"},
        }
    ]


def test_menu_that_line_has_already_is_not_made_again(shop: Shop) -> None:
    menu = sent(shop)
    send_to_line(menu)
    assert list(at_line(shop).menus) == [menu.line_menu_id]


def test_standard_menu_is_seen_by_all_and_taken_back(shop: Shop) -> None:
    menu = sent(shop)
    person = shop.add_friend()
    assert seen_by(shop, person) == ""
    choose_standard(shop.account, menu)
    shop.settle()
    assert seen_by(shop, person) == menu.line_menu_id
    choose_standard(shop.account, None)
    shop.settle()
    assert seen_by(shop, person) == ""


def test_changed_menu_takes_the_place_of_the_old_one_everywhere(shop: Shop) -> None:
    standard, vip = sent(shop, name="A"), sent(shop, name="B")
    choose_standard(shop.account, standard)
    shop.publish(steps=[gives(vip)], triggers=[trigger("keyword", words="vip", match="is")])
    fan, other = shop.add_friend(), shop.add_friend()
    shop.say(fan, "vip")
    assert (seen_by(shop, fan), seen_by(shop, other)) == (vip.line_menu_id, standard.line_menu_id)
    shop.pass_time(minutes=1)
    for menu in (standard, vip):
        menu.bar_text = "New"
        menu.save()
        send_to_line(menu)
    shop.settle()
    new = [fresh(menu).line_menu_id for menu in (standard, vip)]
    assert set(new).isdisjoint({standard.line_menu_id, vip.line_menu_id})
    assert [seen_by(shop, other), seen_by(shop, fan)] == new
    assert at_line(shop).aliases == {standard.alias: new[0], vip.alias: new[1]}
    # LINE needs some seconds for the links, so that the old ones go later.
    assert len(at_line(shop).menus) == 4
    shop.pass_time(minutes=2)
    assert sorted(at_line(shop).menus) == sorted(new)


@pytest.mark.parametrize("point", CALLS)
def test_worker_goes_on_where_a_registration_stopped(shop: Shop, point: str) -> None:
    menu = make_menu(shop.account)
    with arm(f"richmenus.{point}"), pytest.raises(FailpointReached):
        send_to_line(menu)
    StandardMenu.objects.update(busy_until=None)
    shop.settle()
    known = at_line(shop)
    assert list(known.menus) == [fresh(menu).line_menu_id]
    assert known.aliases == {menu.alias: fresh(menu).line_menu_id}
    assert known.menus[fresh(menu).line_menu_id].picture


def test_menu_that_was_drawn_anew_in_between_leaves_nothing_behind(shop: Shop) -> None:
    menu = make_menu(shop.account)
    with arm("richmenus.after_create"), pytest.raises(FailpointReached):
        send_to_line(menu)
    menu.bar_text = "Second"
    menu.save()
    send_to_line(menu)
    shop.pass_time(minutes=2)
    [there] = at_line(shop).menus.values()
    assert there.properties["chatBarText"] == "Second"
    assert there.rich_menu_id == fresh(menu).line_menu_id


def test_unreachable_line_is_asked_again_by_the_worker(shop: Shop) -> None:
    menu = make_menu(shop.account)
    shop.line.fail("rich_menu_upload", "500_before")
    with pytest.raises(LineUnreachable):
        send_to_line(menu)
    assert "tried again by itself" in MenuAtLine.objects.get().fault
    shop.pass_time(minutes=5)
    assert list(at_line(shop).menus) == [fresh(menu).line_menu_id]
    assert MenuAtLine.objects.get().fault == ""


def test_refusal_is_kept_in_words_and_not_tried_for_ever(shop: Shop) -> None:
    menu = make_menu(shop.account)
    shop.line.fail("rich_menu_create", "400", message="No room")
    with pytest.raises(LineFault):
        send_to_line(menu)
    shop.pass_time(days=1)
    assert "No room" in MenuAtLine.objects.get().fault
    assert at_line(shop).menus == {}


def test_unfinished_menu_is_not_sent(shop: Shop) -> None:
    menu = make_menu(shop.account, area("link", url=""))
    with pytest.raises(RichMenuNotReady, match="Area 1: A tap does nothing"):
        send_to_line(menu)
    assert shop.line.requests == []


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


def test_removed_menu_is_gone_for_everybody(shop: Shop) -> None:
    menu = sent(shop)
    choose_standard(shop.account, menu)
    shop.publish(steps=[gives(menu)])
    person = shop.add_friend()
    assert remove_from_line(menu)
    shop.settle()
    known = at_line(shop)
    assert (known.menus, known.aliases, known.links, known.standard) == ({}, {}, {}, "")
    assert seen_by(shop, person) == ""
    assert fresh(menu).line_menu_id == ""
    send_to_line(menu)
    assert list(at_line(shop).menus) == [fresh(menu).line_menu_id]


def test_only_one_talks_to_line_at_a_time(shop: Shop) -> None:
    menu = sent(shop)
    StandardMenu.objects.update(busy_until=clock.real_now() + timedelta(minutes=1))
    menu.bar_text = "New"
    menu.save()
    assert not send_to_line(menu)
    assert not remove_from_line(menu)
    shop.settle()
    assert list(at_line(shop).menus) == [menu.line_menu_id]
    StandardMenu.objects.update(busy_until=None)
    shop.settle()
    assert fresh(menu).line_menu_id != menu.line_menu_id
