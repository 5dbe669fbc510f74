"""A rich menu comes to LINE once, however it is interrupted, and goes again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linesteps import clock
from linesteps.failpoints import FailpointReached, arm
from linesteps.line.outcomes import LineFault, LineUnreachable
from linesteps.richmenus.models import MenuAtLine, StandardMenu
from linesteps.richmenus.registration import RichMenuNotReady, send_to_line
from linesteps.richmenus.removal import remove_from_line
from linesteps.richmenus.standard import choose_standard
from linesteps.testing.build import trigger
from linesteps.testing.shop import Shop
from tests.acceptance.rich_menus.menus import at_line, fresh, gives, seen_by, sent
from tests.rich_menus import area, make_menu

pytestmark = [
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]

CALLS = ("after_create", "after_picture", "after_alias", "after_place")


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
