"""Whatever sets a scenario off, its filters decide: pages, forms, documents and segments, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from linesteps.audiences.models import Segment
from linesteps.audiences.segments import save_segment
from linesteps.followers.tags import add_tag, remove_tag
from linesteps.scenarios.compiler import problems
from linesteps.testing.build import Plain, send, tagged, trigger
from linesteps.testing.shop import IPHONE, Shop
from tests.site_pages import acquainted, below, form_below, make_document, make_site, said

Act = Callable[[str], None]
#: What sets it off, and what a friend then does.
Cause = tuple[Plain, Act]


def _page_published(shop: Shop, home: Any) -> Cause:
    def publish(friend: str) -> None:
        page = below(home, f"News for {friend[-6:]}", live=False)
        page.save_revision().publish()
        shop.settle()

    start = trigger("page_published", page=home.pk, which="section", type="", when="first", at_most=1)
    return start, publish


def _page_visited(shop: Shop, home: Any) -> Cause:
    page = below(home, "Events")
    return trigger("page_visited", page=page.pk, which="page"), lambda friend: shop.open_page(page)


def _form_submitted(shop: Shop, home: Any) -> Cause:
    form = form_below(home, "Trial", ("Day", "date"))

    def post(friend: str) -> None:
        shop.client.post(form.url, {"day": "2026-12-01"}, headers={"user-agent": IPHONE})
        shop.settle()

    return trigger("form_submitted", page=form.pk, answers=[], tag=""), post


def _document_downloaded(shop: Shop, home: Any) -> Cause:
    guide = make_document()

    def download(friend: str) -> None:
        list(shop.client.get(guide.url, headers={"user-agent": IPHONE}).streaming_content)
        shop.settle()

    return trigger("document_downloaded", document=guide.pk), download


def _segment(shop: Shop) -> Segment:
    segment = Segment(account=shop.account, name="Regulars", conditions=[tagged("regular")])
    save_segment(segment)
    return segment


def _look(shop: Shop) -> None:
    shop.pass_time(minutes=11)


def _entered_segment(shop: Shop, home: Any) -> Cause:
    segment = _segment(shop)

    def come(friend: str) -> None:
        add_tag(shop.follower(friend), "regular", "hand")
        _look(shop)

    return trigger("entered_segment", segment=str(segment.pk)), come


def _left_segment(shop: Shop, home: Any) -> Cause:
    segment = _segment(shop)

    def go(friend: str) -> None:
        add_tag(shop.follower(friend), "regular", "hand")
        _look(shop)
        remove_tag(shop.follower(friend), "regular", "hand")
        _look(shop)

    return trigger("left_segment", segment=str(segment.pk)), go


_CAUSES = (
    _page_published,
    _page_visited,
    _form_submitted,
    _document_downloaded,
    _entered_segment,
    _left_segment,
)


@pytest.mark.parametrize("is_own", [True, False], ids=["own filter", "filter of the scenario"])
@pytest.mark.parametrize("cause", _CAUSES, ids=lambda one: one.__name__.strip("_"))
def test_start_lets_in_only_those_whom_its_filter_lets_in(
    shop: Shop, cause: Callable[[Shop, Any], Cause], is_own: bool
) -> None:
    home = make_site(shop)
    start, act = cause(shop, home)
    who = {"conditions": [tagged("VIP")], "match": "all"}
    triggers = [start, trigger("only_for", **who)]
    if is_own:
        triggers = [{**start, "value": {**start["value"], "who": who}}]
    drawn = shop.draw(name="Filtered", steps=[send("Started")], triggers=triggers)
    assert [one for one in problems(drawn) if one.problem.is_error] == []
    shop.publish(drawn)
    # Each browses in turn: the last one who came by a link is the one whom the browser knows.
    other = acquainted(shop)
    act(other)
    vip = acquainted(shop)
    add_tag(shop.follower(vip), "VIP", "hand")
    act(vip)
    assert (said(shop, other), said(shop, vip)) == ([], ["Started"])


def test_two_start_conditions_for_one_page_each_let_in_their_own(shop: Shop) -> None:
    home = make_site(shop)
    start, publish = _page_published(shop, home)
    start["value"]["at_most"] = 10
    first, second = (
        {**start, "value": {**start["value"], "who": {"conditions": [tagged(name)], "match": "all"}}}
        for name in ("VIP", "new")
    )
    shop.publish(steps=[send("Started")], triggers=[first, second], can_repeat=True)
    people = {name: shop.add_friend(name) for name in ("VIP", "new", "neither")}
    for name in ("VIP", "new"):
        add_tag(shop.follower(people[name]), name, "hand")
    publish(people["VIP"])
    assert [shop.texts_to(one) for one in people.values()] == [["Started"], ["Started"], []]


def test_limit_of_a_publication_counts_those_whom_the_filter_lets_in(shop: Shop) -> None:
    """More friends than ``at_most`` are there, but only one of them is meant."""
    home = make_site(shop)
    start, publish = _page_published(shop, home)
    start["value"]["who"] = {"conditions": [tagged("VIP")], "match": "all"}
    scenario = shop.publish(steps=[send("Started")], triggers=[start])
    people = [shop.add_friend(name) for name in "ABC"]
    add_tag(shop.follower(people[0]), "VIP", "hand")
    publish(people[0])
    assert [shop.texts_to(one) for one in people] == [["Started"], [], []]
    scenario.refresh_from_db()
    assert scenario.attention == ""
