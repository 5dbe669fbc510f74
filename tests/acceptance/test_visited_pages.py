"""Visits of pages start scenarios, answer conditions and end waits, on a real Wagtail site."""

from __future__ import annotations

from typing import Any

import pytest

from demo.models import StoryPage
from linesteps.followers.models import Activity
from linesteps.scenarios.compiler import problems
from linesteps.testing.build import branch, condition, path, send, trigger, wait, wait_for
from linesteps.testing.shop import Shop
from linesteps.visits.models import PageVisit
from tests.site_pages import WELCOME, acquainted, below, make_site, said

# -- visits


def test_visit_starts_a_scenario_by_page_or_section(shop: Shop) -> None:
    home = make_site(shop)
    events = below(home, "Events")
    autumn = below(events, "Autumn")
    shop.publish(
        name="page", steps=[send("Page")], triggers=[trigger("page_visited", page=events.pk, which="page")]
    )
    shop.publish(
        name="section",
        steps=[send("Section")],
        triggers=[trigger("page_visited", page=events.pk, which="section")],
    )
    friend = acquainted(shop)
    shop.open_page(home)
    assert said(shop, friend) == []
    shop.open_page(autumn)
    assert said(shop, friend) == ["Section"]
    shop.open_page(events)
    assert said(shop, friend) == ["Section", "Page"]


def test_same_page_within_half_an_hour_is_one_visit(shop: Shop) -> None:
    home = make_site(shop)
    acquainted(shop)
    for minutes in (0, 10, 19, 2):
        shop.pass_time(minutes=minutes)
        shop.open_page(home)
    assert PageVisit.objects.count() == 2
    assert Activity.objects.filter(kind="page_visited").count() == 2


def test_unpublished_page_is_no_visit(shop: Shop) -> None:
    home = make_site(shop)
    page = below(home, "Old")
    acquainted(shop)
    page.unpublish()
    shop.open_page(page)
    assert not PageVisit.objects.exists()


def asked(page: Any, which: str = "section", **values: Any) -> Any:
    given = {"since": "days", "days": 30, "times": 1, "is_absent": False, **values}
    return condition("visited_page", page=page.pk, which=which, **given)


@pytest.mark.parametrize(
    ("which", "values", "visits", "expected"),
    [
        ("section", {}, 1, "Yes"),
        ("page", {}, 1, "No"),
        ("section", {"times": 2}, 1, "No"),
        ("section", {"times": 2}, 2, "Yes"),
        ("section", {"days": 1}, 1, "No"),
        ("section", {"since": "start"}, 1, "Yes"),
        ("section", {"since": "here"}, 1, "No"),
        ("section", {"is_absent": True}, 0, "Yes"),
        ("section", {"is_absent": True}, 1, "No"),
    ],
)
def test_branch_asks_for_visits(
    shop: Shop, which: str, values: dict[str, Any], visits: int, expected: str
) -> None:
    events = below(make_site(shop), "Events")
    autumn = below(events, "Autumn")
    steps = [
        wait(days=2),
        branch(path([asked(events, which, **values)], [send("Yes")]), otherwise=[send("No")]),
    ]
    shop.publish(name="Welcome", steps=[send(WELCOME), *steps])
    friend = acquainted(shop)
    for _number in range(visits):
        shop.open_page(autumn)
        shop.pass_time(minutes=31)
    shop.pass_time(days=3)
    assert said(shop, friend) == [expected]


def test_visits_of_whoever_never_agreed_are_neither_yes_nor_no(shop: Shop) -> None:
    home = make_site(shop)
    steps = [branch(path([asked(home, is_absent=True)], [send("Yes")]), otherwise=[send("No")])]
    shop.publish(steps=steps)
    assert shop.texts_to(shop.add_friend()) == ["No"]


def test_page_that_moved_counts_where_it_is_now(shop: Shop) -> None:
    home = make_site(shop)
    events, news = below(home, "Events"), below(home, "News")
    autumn = below(events, "Autumn")
    steps = [
        wait(days=1),
        branch(path([asked(events)], [send("Events")])),
        branch(path([asked(news)], [send("News")])),
    ]
    shop.publish(name="Welcome", steps=[send(WELCOME), *steps])
    friend = acquainted(shop)
    shop.open_page(autumn)
    StoryPage.objects.get(pk=autumn.pk).move(StoryPage.objects.get(pk=news.pk), pos="last-child")
    shop.pass_time(days=2)
    assert said(shop, friend) == ["News"]


def test_wait_ends_as_soon_as_the_page_is_opened(shop: Shop) -> None:
    home = make_site(shop)
    waits = wait_for(asked(home, since="here"), days=3, happened=[send("Seen")], otherwise=[send("Not seen")])
    shop.publish(name="Welcome", steps=[send(WELCOME), waits])
    friend, other = acquainted(shop), acquainted(shop, answer="no")
    shop.arrive(friend)
    shop.pass_time(hours=1)
    shop.open_page(home)
    assert said(shop, friend) == ["Seen"]
    shop.pass_time(days=4)
    assert said(shop, other) == ["Not seen"]


def test_page_of_a_trigger_that_is_gone_or_missing_is_told(shop: Shop) -> None:
    home = make_site(shop)
    page = below(home, "Old")
    gone = trigger("page_visited", page=page.pk, which="page")
    drawn = shop.draw(steps=[send("x")], triggers=[gone, trigger("page_visited", page=None, which="page")])
    page.delete()
    texts = [str(one.problem.message) for one in problems(drawn)]
    assert any("was deleted" in text for text in texts) and any("Choose the page" in text for text in texts)


def test_account_that_asks_nobody_is_warned_of(shop: Shop) -> None:
    home = make_site(shop)
    shop.account.sees_visits = False
    shop.account.save()
    drawn = shop.draw(steps=[send("x")], triggers=[trigger("page_visited", page=home.pk, which="page")])
    [found] = problems(drawn)
    assert not found.problem.is_error and "does not ask" in str(found.problem.message)
