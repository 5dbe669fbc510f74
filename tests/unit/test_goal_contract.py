"""What every kind of goal promises."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from linesteps import goals
from linesteps.goals.compiled import goals_of, is_reached, worth
from linesteps.goals.kind import DEFAULT_DAYS, MOST_DAYS, GoalKind, registry
from linesteps.goals.stream import goals_block
from linesteps.messages.kind import problems_of
from tests.contract import kinds

goals_block()
COMMON = {"name": "", "days": DEFAULT_DAYS}
FINISHED: dict[str, dict[str, Any]] = {
    "coupon_used": {**COMMON, "coupon": 1},
    "event": {**COMMON, "event": "purchase", "value_property": "total"},
    "page": {**COMMON, "url": "https://shop.jp/thanks/"},
    "tag": {**COMMON, "tag": "VIP"},
    "tapped_link": {**COMMON, "step": "there"},
}
#: An activity that is a success of the finished goal, and one of the same kind that is none.
HAPPENED: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "coupon_used": ("coupon_used", {"coupon": 1}, {"coupon": 2}),
    "event": ("event", {"name": "purchase", "properties": {"total": "1200"}}, {"name": "visit"}),
    "page": ("link_clicked", {"url": "https://shop.jp/thanks/?a=1"}, {"url": "https://shop.jp/"}),
    "tag": ("tag_added", {"tag": "VIP"}, {"tag": "staff"}),
    "tapped_link": ("link_clicked", {"step": "there"}, {"step": "here"}),
}
every_kind = pytest.mark.parametrize("kind", list(registry), ids=lambda kind: kind.name)
pytestmark = [pytest.mark.django_db, pytest.mark.any_database_once, pytest.mark.usefixtures("known_account")]


def test_every_file_is_a_kind_and_every_kind_has_its_file() -> None:
    assert {kind.name for kind in registry} == kinds.modules_in(goals) == set(FINISHED) == set(HAPPENED)


@every_kind
def test_kind_fills_its_base_class(kind: GoalKind, django_assert_num_queries: Any) -> None:
    kinds.check_name(kind, "linesteps.goals")
    kinds.check_block(kind)
    assert set(kinds.default_of(kind)) >= {"name", "days"}
    kinds.check_problems(kind)
    kinds.check_summary(kind, FINISHED[kind.name])
    assert problems_of(kind, FINISHED[kind.name], kinds.compiling()) == []
    assert all(name.isidentifier() and len(name) <= 40 for name in kind.activities) and kind.activities


@every_kind
def test_untouched_goal_cannot_be_published_unless_it_is_complete(kind: GoalKind) -> None:
    found = problems_of(kind, kinds.default_of(kind), kinds.compiling())
    # Any message of the scenario is a whole answer already.
    assert bool(found) == (kind.name != "tapped_link")


@every_kind
@pytest.mark.parametrize("days", [0, MOST_DAYS + 1, None, True, "7"])
def test_days_out_of_bounds_are_refused_at_their_field(kind: GoalKind, days: Any) -> None:
    found = kind.problems({**FINISHED[kind.name], "days": days}, kinds.compiling())
    assert [problem.path for problem in found] == [("days",)]


@every_kind
def test_success_is_told_from_what_is_none_without_asking_anybody(
    kind: GoalKind, django_assert_num_queries: Any
) -> None:
    drawn = [{"type": kind.name, "id": "g", "value": FINISHED[kind.name]}]
    (goal,) = goals_of(drawn, {}, kinds.compiling())
    assert goal["name"] and goal["days"] == DEFAULT_DAYS
    activity, success, other = HAPPENED[kind.name]
    before = json.dumps([goal, success])
    with django_assert_num_queries(0), kinds.no_clock():
        assert is_reached(goal, activity, success) is True
        assert is_reached(goal, activity, other) is False
        assert is_reached(goal, activity, {}) is False
        assert is_reached(goal, "blocked", success) is False
        value = worth(goal, success)
        assert worth(goal, success) == value
    assert value is None or isinstance(value, Decimal)
    assert json.dumps([goal, success]) == before
