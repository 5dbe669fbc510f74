"""Conditions on the site's own models: here the demo shop's customers and orders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

import linesteps
from demo.models import Customer, Order
from linesteps import clock
from linesteps.checks import check_facts
from linesteps.conditions.kind import Subject
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.facts import Choice, Date, Number, SiteFact, Text, YesNo, register
from linesteps.facts.ask import answers, measure_named
from linesteps.facts.kind import registry
from linesteps.followers.models import Activity, Follower
from linesteps.scenarios.compiler import problems
from linesteps.testing.build import Plain, branch, condition, path, send, wait, wait_for
from linesteps.testing.shop import Shop


def site_asked(
    measure: str = "orders.count", comparison: str = "at_least", value: str = "2", **more: Any
) -> Plain:
    """Of all orders, unless told otherwise."""
    asked = {"days": None, "only": "", "only_comparison": "is", "only_value": "", **more}
    return condition("site_fact", measure=measure, comparison=comparison, value=value, **asked)


def customer(shop: Shop, *orders: tuple[int, int, str], name: str = "A") -> str:
    """A friend who is a customer, with orders: days ago, total, kind."""
    user_id = shop.add_friend(name)
    person = Customer.objects.create(name=name, line_friend=shop.follower(user_id))
    for days, total, kind in orders:
        placed = clock.now() - timedelta(days=days)
        Order.objects.create(customer=person, placed_at=placed, total=total, kind=kind)
    return user_id


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (site_asked(), "Yes"),
        (site_asked(value="3"), "Yes"),
        (site_asked(value="4"), "No"),
        (site_asked(value="2", days=90), "Yes"),
        (site_asked(value="3", days=90), "No"),
        (site_asked("orders.sum.total", value="9,000"), "Yes"),
        (site_asked("orders.sum.total", value="9,001"), "No"),
        (site_asked("orders.sum.total", "is", "2000", only="orders.kind", only_value="gift"), "Yes"),
        (site_asked("orders.count", "is", "2", only="orders.kind", only_comparison="is_not", only_value="gift"), "Yes"),
        (site_asked(value="1", only="orders.total", only_comparison="at_least", only_value="4000"), "Yes"),
        (site_asked("orders.last", "at_least", "10"), "Yes"),
        (site_asked("orders.last", "at_least", "60"), "No"),
        (site_asked("orders.last", "at_most", "30"), "Yes"),
        (site_asked("orders.newest.kind", "is", "own"), "Yes"),
        (site_asked("orders.newest.kind", "is_not", "own"), "No"),
        (site_asked("orders.newest.total", "at_most", "3000"), "Yes"),
    ],
)  # fmt: skip
def test_orders_are_counted_added_up_and_dated(shop: Shop, asked: Plain, expected: str) -> None:
    shop.publish(steps=[wait(days=1), branch(path([asked], [send("Yes")]), otherwise=[send("No")])])
    friend = customer(shop, (10, 3000, "own"), (20, 4000, "own"), (100, 2000, "gift"))
    # Not paid: not declared to count.
    Order.objects.create(
        customer=Customer.objects.get(), placed_at=clock.now(), total=99_999, is_paid=False, kind="gift"
    )
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == [expected]


def test_whom_the_site_does_not_know_is_neither_yes_nor_no(shop: Shop) -> None:
    known, stranger = customer(shop), shop.add_friend("B")
    ids = [shop.follower(one).pk for one in (known, stranger)]
    kind = condition_kinds.get("site_fact")
    subjects = [Subject(follower_id=pk, enrolment_id=pk, entered_at=clock.now()) for pk in ids]
    from tests.contract.kinds import compiling, context

    def told(asked: Plain) -> list[bool | None]:
        assert kind.problems(asked["value"], compiling()) == []
        config = kind.compile(asked["value"], compiling())
        loaded = kind.load(config, subjects)
        return [kind.holds(config, loaded.get(pk), context()) for pk in ids]

    assert told(site_asked("orders.count", "at_most", "0")) == [True, None]
    assert told(site_asked("orders.sum.total", "at_least", "1")) == [False, None]
    # Nothing was ever ordered: not long ago, and not lately either.
    assert told(site_asked("orders.last", "at_least", "60")) == [False, None]
    assert told(site_asked("orders.newest.kind", "is", "gift")) == [None, None]


def test_change_in_the_site_wakes_whoever_waits_for_it(shop: Shop) -> None:
    shop.publish(steps=[wait_for(site_asked(value="1"), happened=[send("Thanks")], otherwise=[send("Late")])])
    friend = customer(shop)
    shop.settle()
    person = Customer.objects.get()
    Order.objects.create(customer=person, placed_at=clock.now(), total=500)
    shop.settle()
    assert shop.texts_to(friend) == []
    follower = shop.follower(friend)
    for _ in range(3):
        linesteps.facts_changed(follower)
    assert Activity.objects.filter(kind="facts_changed").count() == 1
    shop.settle()
    assert shop.texts_to(friend) == ["Thanks"]


def test_five_thousand_people_cost_one_query(shop: Shop) -> None:
    people = Follower.objects.bulk_create(
        Follower(account=shop.account, line_user_id=f"U{number:032x}") for number in range(5000)
    )
    customers = Customer.objects.bulk_create(
        Customer(name="x", line_friend=person) for person in people[:3000]
    )
    moment = clock.now()
    Order.objects.bulk_create(
        Order(customer=one, placed_at=moment, total=number % 50)
        for number, one in enumerate(customers[:2000])
    )
    for name in ("orders.count", "orders.sum.total", "orders.last", "orders.newest.total"):
        measure = measure_named(name)
        assert measure is not None
        with CaptureQueriesContext(connection) as queries:
            found = answers(measure, [person.pk for person in people], now=moment, days=30)
        assert len(queries) == 1
        assert len(found) == 3000
        assert len([answer for answer in found.values() if answer is not None and answer != 0]) >= 1960


@pytest.mark.parametrize(
    "name",
    [
        "orders.sum.kind",
        "orders.sum.customer__name",
        "orders.newest.customer__line_friend__line_user_id",
        "orders.newest._connector",
        "orders.count.total",
        "orders.order_by",
        "orders.newest.total__gte",
        "nothing.count",
        "orders",
        "",
    ],
)
def test_only_declared_fields_can_be_measured(name: str) -> None:
    assert measure_named(name) is None


@pytest.mark.parametrize(
    "only",
    [
        {"field": "_connector", "comparison": "is", "value": "OR"},
        {"field": "customer__line_friend__line_user_id", "comparison": "contains", "value": "U"},
        {"field": "customer__name", "comparison": "is", "value": "A"},
        {"field": "pk", "comparison": "is", "value": "1"},
        {"field": "total", "comparison": "order_by", "value": "1"},
        {"field": "total", "comparison": "regex", "value": ".*"},
        {"field": "total", "comparison": "contains", "value": "1"},
        {"field": "kind", "comparison": "contains", "value": "g"},
        {"field": "total", "comparison": "is", "value": "1) OR (1=1"},
        {"field": "total__in", "comparison": "is", "value": "1"},
    ],
)
def test_only_declared_lookups_reach_the_query(shop: Shop, only: dict[str, str]) -> None:
    """Whatever an edited version says: nothing but the declaration chooses columns and lookups."""
    friend = customer(shop, (1, 100, "gift"))
    measure = measure_named("orders.count")
    assert measure is not None
    ids = [shop.follower(friend).pk]
    with CaptureQueriesContext(connection) as queries:
        assert answers(measure, ids, now=clock.now(), only=only) == {}
    assert not queries
    asked = site_asked(
        only=f"orders.{only['field']}", only_comparison=only["comparison"], only_value=only["value"]
    )
    assert problems(shop.draw(steps=[branch(path([asked], [send("Yes")]))]))


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        (site_asked(""), "measure"),
        (site_asked("orders.sum.kind"), "measure"),
        (site_asked(value=""), "value"),
        (site_asked(value="many"), "value"),
        (site_asked(comparison="contains"), "comparison"),
        (site_asked(days=0), "days"),
        (site_asked(only="orders.kind", only_value="pink"), "only_value"),
        (site_asked("orders.newest.kind", "at_least", "gift"), "comparison"),
    ],
)
def test_what_cannot_be_asked_is_told_at_its_place(shop: Shop, asked: Plain, place: str) -> None:
    [found] = problems(shop.draw(steps=[branch(path([asked], [send("Yes")]))]))
    assert found.problem.path == ("paths", 0, "conditions", 0, place)


@pytest.fixture
def declared() -> Iterator[None]:
    """Facts of a site's that ties rows in every way there is."""
    before = {kind.name for kind in registry}
    yield
    for kind in registry:
        if kind.name not in before:
            registry.discard(kind.name)


def test_fact_that_is_gone_answers_nothing_and_breaks_nothing(shop: Shop, declared: None) -> None:
    class Gone(SiteFact):
        name = "gone"
        label = "Gone"
        model = "demo.Order"
        follower = "customer__line_friend"

    register(Gone)
    shop.publish(
        steps=[wait(days=1), branch(path([site_asked("gone.count")], [send("Yes")]), otherwise=[send("No")])]
    )
    friend = customer(shop, (1, 1, "own"), (2, 1, "own"))
    registry.discard("gone")
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["No"]


def test_rows_that_name_the_friend_themselves_leave_nobody_unknown(shop: Shop, declared: None) -> None:
    class Members(SiteFact):
        name = "members"
        label = "Members"
        model = "demo.Customer"
        follower = "line_friend"
        fields = (Text("name", "Name"),)

    register(Members)
    friend, other = customer(shop, name="Aoi"), shop.add_friend("B")
    ids = [shop.follower(one).pk for one in (friend, other)]
    measure = measure_named("members.count")
    assert measure is not None and measure_named("members.last") is None
    assert answers(measure, ids, now=clock.now()) == {ids[0]: 1, ids[1]: 0}
    only = {"field": "name", "comparison": "is", "value": "AOI"}
    assert answers(measure, ids, now=clock.now(), only=only)[ids[0]] == 1


def test_rows_of_a_user_are_found_over_the_link_of_users(shop: Shop, declared: None) -> None:
    class Edits(SiteFact):
        name = "edits"
        label = "Edits"
        model = "wagtailcore.Revision"
        user = "user"

    register(Edits)
    user = get_user_model().objects.create(username="aoi")
    friend, stranger = customer(shop), shop.add_friend("B")
    Customer.objects.update(user=user)
    shop.draw(steps=[send("x")]).save_revision(user=user)
    with override_settings(LINESTEPS_USER_LINK=("demo.Customer", "user", "line_friend")):
        assert check_facts() == []
        measure = measure_named("edits.count")
        assert measure is not None
        ids = [shop.follower(one).pk for one in (friend, stranger)]
        assert answers(measure, ids, now=clock.now()) == {ids[0]: 1}


def test_missing_link_of_users_is_named_with_its_setting(declared: None) -> None:
    class Edits(SiteFact):
        name = "edits"
        label = "Edits"
        model = "wagtailcore.Revision"
        user = "user"

    register(Edits)
    with override_settings(LINESTEPS_USER_LINK=("linesteps.Nothing", "user", "follower")):
        [fault] = check_facts()
    assert "LINESTEPS_USER_LINK" in fault.msg


def test_wrong_declarations_are_named_at_start(declared: None) -> None:
    class Wrong(SiteFact):
        name = "wrong"
        label = "Wrong"
        model = "demo.Customer"
        follower = "user"
        fields = (Number("orders__total", "Total"),)

    register(Wrong)
    found = " ".join(one.msg for one in check_facts())
    assert "`orders__total` leads to many rows" in found
    assert "does not end at linesteps.Follower" in found
    assert all(one.id == "linesteps.E030" for one in check_facts())


def test_every_type_of_field_reads_what_editors_write() -> None:
    assert Number("a", "A").value_of("１,２００") == 1200
    assert Date("a", "A").value_of("2026-12-31") is not None
    assert Date("a", "A").value_of("31.12.") is None
    assert YesNo("a", "A").value_of("はい") is True
    choice = Choice("a", "A", [("g", "贈り物")])
    assert choice.value_of("贈り物") == choice.value_of("G") == "g"
    assert choice.value_of("x") is None
    moment = Date("a", "A", is_moment=True)
    assert moment.condition("at_least", "2026-12-31") is not None
    assert Text("a", "A").told("Tokyo-to", "contains", "TOKYO") is True
