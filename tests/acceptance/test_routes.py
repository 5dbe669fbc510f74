"""Somebody comes by an entry route: the page, LINE's word for who it is, the adding, and what starts by it."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linesteps import clock
from linesteps.failpoints import FailpointReached, arm, times_reached
from linesteps.followers.models import Activity, Follower, Tag
from linesteps.privacy.erase import erase
from linesteps.pruning.prune import prune
from linesteps.routes.figures import Figures, figures
from linesteps.routes.join import join_left_over
from linesteps.routes.models import Route, RouteDay, RouteVisit
from linesteps.testing.build import branch, condition, path, send, trigger
from linesteps.testing.liff import Phone, use_liff
from linesteps.testing.shop import Shop
from linesteps.tick import due_seldom

SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Safari/604.1"
)
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0"


@pytest.fixture
def shop(shop: Shop) -> Shop:
    shop.account.basic_id = "@shop"
    use_liff(shop)
    return shop


def make_route(shop: Shop, name: str = "Counter", *tags: str, **values: Any) -> Route:
    route = Route.objects.create(account=shop.account, name=name, **values)
    route.tags.set([Tag.objects.get_or_create(account=shop.account, name=tag)[0] for tag in tags])
    return route


def listed(*routes: Route) -> list[dict[str, Any]]:
    return [{"type": "item", "value": one.pk, "id": str(one.pk)} for one in routes]


def address(route: Route) -> str:
    return f"/line/r/{route.code}/"


def look(phone: Phone, route: Route) -> str:
    """Scan the code in LINE; returns the LIFF link behind it."""
    return str(phone.get(address(route)).headers["Location"])


def scan(shop: Shop, user_id: str, route: Route) -> str:
    """Scan the code in LINE and let LINE say who it is; returns where the page goes on to."""
    phone = Phone(shop, user_id)
    return phone.open(look(phone, route))


def stranger(shop: Shop, name: str = "Aya") -> str:
    return shop.line.new_person(shop.there, name=name)


def follow(shop: Shop, user_id: str) -> None:
    shop.line.follow(shop.there, user_id)
    shop.settle()


def numbers(route: Route) -> Figures:
    return figures([route.pk], clock.now())[route.pk]


def test_route_is_known_before_the_friend_is_added_and_starts_what_belongs_to_it(shop: Shop) -> None:
    counter, leaflet = make_route(shop, "Counter", "shop", "autumn"), make_route(shop, "Leaflet")
    shop.publish(name="all", steps=[send("Hello")])
    for name, routes in {"counter": [counter], "leaflet": [leaflet], "both": [counter, leaflet]}.items():
        starts = [trigger("friend_added", when="first", routes=listed(*routes))]
        shop.publish(name=name, steps=[send(name)], triggers=starts)
    aya, ken = stranger(shop), stranger(shop, "Ken")
    assert scan(shop, aya, counter) == f"{shop.line.base_url}/R/ti/p/%40shop"
    assert not Follower.objects.exists() and numbers(counter) == Figures(seen=1)
    shop.pass_time(minutes=20)
    follow(shop, aya)
    follow(shop, ken)
    assert sorted(shop.texts_to(aya)) == ["Hello", "both", "counter"]
    assert shop.texts_to(ken) == ["Hello"]
    assert {tag.name for tag in shop.follower(aya).tags.all()} == {"shop", "autumn"}
    came = Activity.objects.get(kind="came_by_route")
    assert came.data == {"route": counter.pk, "name": "Counter", "is_first": True}
    assert RouteVisit.objects.get().line_user_id is None
    # The page tells again: nothing starts again.
    assert scan(shop, aya, counter) == f"{shop.line.base_url}/R/oaMessage/%40shop"
    assert len(shop.texts_to(aya)) == 3 and Activity.objects.filter(kind="route_opened").count() == 1
    shop.pass_time(days=3)
    shop.block(aya)
    shop.pass_time(days=5)
    assert numbers(counter) == Figures(seen=2, friends=1, added=1, due=1, stayed=0)
    assert (numbers(counter).rate, numbers(counter).stay_rate) == (100.0, 0.0)
    assert scan(shop, aya, leaflet).endswith("/R/ti/p/%40shop")
    shop.unblock(aya)
    assert shop.texts_to(aya).count("both") == 1
    assert Activity.objects.filter(kind="came_by_route", data__is_first=False).count() == 1
    shop.pass_time(days=8)
    assert numbers(leaflet) == Figures(seen=1, added=1, due=1, stayed=1)


def test_adding_on_lines_consent_screen_of_which_line_tells_first_is_joined_once(shop: Shop) -> None:
    route = make_route(shop, "Counter", "shop")
    shop.publish(
        name="route",
        steps=[send("Route")],
        triggers=[trigger("friend_added", when="first", routes=listed(route))],
    )
    aya = stranger(shop)
    phone = Phone(shop, aya)
    link = look(phone, route)
    shop.pass_time(seconds=20)
    follow(shop, aya)
    assert shop.texts_to(aya) == []
    shop.pass_time(seconds=5)
    assert phone.open(link) == phone.open(link) == f"{shop.line.base_url}/R/oaMessage/%40shop"
    assert shop.texts_to(aya) == ["Route"]
    assert numbers(route) == Figures(seen=1, added=1)
    assert shop.follower(aya).tags.get().name == "shop"
    assert Activity.objects.filter(kind="came_by_route").count() == 1


@pytest.mark.parametrize("point", ["routes.before_commit", "routes.after_commit"])
def test_crash_while_a_visit_is_written_loses_nothing_and_doubles_nothing(shop: Shop, point: str) -> None:
    route = make_route(shop, "Counter", "shop")
    starts = [trigger("friend_added", when="any", routes=listed(route))]
    shop.publish(steps=[send("Route")], triggers=starts)
    aya = stranger(shop)
    phone = Phone(shop, aya)
    link = look(phone, route)
    follow(shop, aya)
    with arm(point), suppress(FailpointReached):
        phone.open(link)
    assert times_reached(point) == 1
    # Whoever sees the page fail opens it again.
    assert phone.open(link).endswith("/R/oaMessage/%40shop")
    assert shop.texts_to(aya) == ["Route"] and numbers(route) == Figures(seen=1, added=1)
    assert Activity.objects.filter(kind__in=("came_by_route", "tag_added")).count() == 2


def test_each_adding_belongs_to_the_last_route_of_the_day_before(shop: Shop) -> None:
    one, two = make_route(shop, "One"), make_route(shop, "Two")
    aya, ken = stranger(shop), stranger(shop, "Ken")
    scan(shop, ken, one)
    shop.pass_time(hours=20)
    for route in (one, two):
        scan(shop, aya, route)
        shop.pass_time(hours=2, minutes=5)
    follow(shop, aya)
    follow(shop, ken)
    assert (numbers(one).added, numbers(two).added) == (0, 1)
    # Too late for a join; but that Ken came by it once is known.
    assert list(shop.follower(ken).route_visits.values_list("route__name", flat=True)) == ["One"]
    assert not RouteVisit.objects.filter(line_user_id__isnull=False).exists()


def test_visit_and_adding_that_saw_nothing_of_each_other_are_found_by_the_tick(shop: Shop) -> None:
    route = make_route(shop)
    aya = shop.add_friend("Aya")
    followed = shop.follower(aya).last_followed_at
    RouteVisit.objects.create(route=route, line_user_id=aya, seen_at=followed, known_at=followed)
    assert "join_routes" in due_seldom()
    assert join_left_over() == 1 and join_left_over() == 0
    assert "join_routes" not in due_seldom()
    assert numbers(route).added == 1


def test_page_leads_on_whoever_comes_and_counts_people_only(shop: Shop) -> None:
    route = make_route(shop, poster_title="10% off", poster_text="For friends")
    safari, computer = Client(headers={"user-agent": SAFARI}), Client(headers={"user-agent": WINDOWS})
    page = safari.get(address(route))
    words = page.content.decode()
    assert "https://liff.line.me/" in words and "10% off" in words and "%40shop" in words
    assert page.headers["Cache-Control"] == "no-store"
    safari.get(address(route))
    assert b"data:image/svg" in computer.get(address(route).upper().replace("/LINE/R/", "/line/r/")).content
    for agent in ("", "facebookexternalhit/1.1;line-poker/1.0", "Twitterbot/1.0"):
        assert Client(headers={"user-agent": agent}).get(address(route)).status_code == 200
    Client(headers={"user-agent": SAFARI}).head(address(route))
    Client(headers={"user-agent": SAFARI, "sec-purpose": "prefetch"}).get(address(route))
    assert numbers(route).seen == 2 and RouteDay.objects.get().day == timezone.localdate(
        clock.now(), shop.account.zone
    )
    shop.pass_time(minutes=11)
    safari.get(address(route))
    assert numbers(route).seen == 3
    assert Client().get("/line/r/nobody/").status_code == 404
    route.archived_at = clock.now()
    route.save()
    aya = stranger(shop)
    assert Phone(shop, aya).get(address(route)).headers["Location"].endswith("/R/ti/p/%40shop")
    shop.account.liff_id = ""
    shop.account.save()
    other = make_route(shop, "Other")
    assert Phone(shop, aya).get(address(other)).headers["Location"].endswith("/R/ti/p/%40shop")
    shop.account.basic_id = ""
    shop.account.save()
    assert shop.account.name in safari.get(address(other)).content.decode()
    assert (numbers(route).seen, numbers(other).seen) == (3, 2)


def test_nobody_is_written_down_for_whom_line_does_not_vouch(shop: Shop) -> None:
    route = make_route(shop)
    aya = stranger(shop)
    phone = Phone(shop, aya)
    page = phone.page(look(phone, route))
    assert b'data-anyway="' in page.content and b"%40shop" in page.content
    forged = phone.post(page, {"id_token": "a.b.c"})
    assert forged.status_code == 403 and not RouteVisit.objects.exists()
    foreign = shop.line.id_token(shop.there, aya, "1234567890")
    assert phone.post(page, {"id_token": foreign}).status_code == 403 and not RouteVisit.objects.exists()
    wrong = phone.get(f"/line/liff/{shop.account.pk}/r/{'A' * 43}")
    assert wrong.status_code == 404


def test_page_that_is_forwarded_or_left_open_tells_of_each_person_and_of_now(shop: Shop) -> None:
    route = make_route(shop)
    aya, ken = stranger(shop), stranger(shop, "Ken")
    link = look(Phone(shop, aya), route)
    for person in (aya, ken):
        Phone(shop, person).open(link)
    assert RouteVisit.objects.count() == 2
    follow(shop, aya)
    shop.pass_time(hours=3)
    assert Phone(shop, aya).open(link).endswith("/R/oaMessage/%40shop")
    later = RouteVisit.objects.latest("known_at")
    assert later.was_friend and later.seen_at > clock.now() - timedelta(minutes=1)


def test_ids_of_whoever_stays_away_are_forgotten(shop: Shop) -> None:
    route = make_route(shop)
    aya, ken = stranger(shop), stranger(shop, "Ken")
    for person in (aya, ken):
        scan(shop, person, route)
    shop.say(ken, "Hello?")
    assert erase(shop.follower(ken).pk)
    assert RouteVisit.objects.get().line_user_id == aya
    shop.pass_time(hours=23)
    assert prune()["route_visits"] == 0
    shop.pass_time(hours=2)
    assert prune()["route_visits"] == 1 and not RouteVisit.objects.exists()
    assert numbers(route).seen == 2
    mio = stranger(shop, "Mio")
    scan(shop, mio, route)
    follow(shop, mio)
    erase(shop.follower(mio).pk)
    assert numbers(route).added == 1


def test_friends_who_open_a_route_get_its_tags_if_that_is_wanted(shop: Shop) -> None:
    quiet, loud = make_route(shop, "Quiet", "quiet"), make_route(shop, "Loud", "loud", tags_friends=True)
    aya = shop.add_friend("Aya")
    shop.pass_time(minutes=1)
    for route in (quiet, loud):
        scan(shop, aya, route)
    assert [tag.name for tag in shop.follower(aya).tags.all()] == ["loud"]
    shown = Activity.objects.filter(kind="route_opened").order_by("pk")
    assert [one.data["name"] for one in shown] == ["Quiet", "Loud"]


def test_branch_and_filter_ask_by_which_route_a_friend_came(shop: Shop) -> None:
    counter, leaflet = make_route(shop, "Counter"), make_route(shop, "Leaflet")

    def asked(route: Route, **values: Any) -> dict[str, Any]:
        given = {"which": "first", "days": None, "is_absent": False, **values}
        return condition("route", routes=listed(route), **given)

    steps = [
        branch(path([asked(counter)], [send("First")]), otherwise=[send("Else")]),
        branch(path([asked(leaflet, which="last")], [send("Last")])),
        branch(path([asked(leaflet, which="any", days=1)], [send("Any")])),
        branch(path([asked(leaflet, which="any", is_absent=True)], [send("Never")])),
    ]
    shop.publish(steps=steps, triggers=[trigger("keyword", words="go", match="is")])
    who = {"match": "all", "conditions": [asked(counter)]}
    shop.publish(
        name="filtered",
        steps=[send("Filtered")],
        triggers=[trigger("friend_added", when="any", routes=[], who=who)],
    )
    aya, ken = stranger(shop), stranger(shop, "Ken")
    scan(shop, aya, counter)
    for person in (aya, ken):
        follow(shop, person)
    assert (shop.texts_to(aya), shop.texts_to(ken)) == (["Filtered"], [])
    shop.say(aya, "go")
    shop.say(ken, "go")
    assert shop.texts_to(aya)[1:] == ["First", "Never"]
    # Of Ken nothing is known: neither that he came by it nor that he did not.
    assert shop.texts_to(ken) == ["Else"]
