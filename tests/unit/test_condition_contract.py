"""What every kind of condition promises."""

from __future__ import annotations

from typing import Any

import pytest

from linesteps import conditions
from linesteps.conditions.kind import ConditionKind, Subject, registry
from linesteps.conditions.stream import conditions_block
from linesteps.testing.build import tagged
from tests.contract import kinds

conditions_block()
FINISHED: dict[str, dict[str, Any]] = {
    "attribute": {"attribute": "gender", "comparison": "is", "value": "female"},
    "clicked_link": {"step": "there", "link": 1, "is_absent": False},
    "coupon": {"coupon": 1, "state": "expires", "days": 7},
    "event": {
        "event": "purchase",
        "count": 2,
        "since": "days",
        "days": 30,
        "property": "total",
        "comparison": "at_least",
        "value": "1000",
        "is_absent": False,
    },
    "friend_days": {"comparison": "at_least", "days": 30},
    "group": {"match": "any", "conditions": [tagged("VIP"), tagged("staff", is_absent=True)]},
    "in_scenario": {"scenario": str(kinds.OTHER_SCENARIO), "state": "ever", "is_absent": False},
    "in_segment": {"segment": str(kinds.SEGMENT), "is_absent": False},
    "language": {"languages": ["ja", "zh"], "is_absent": False},
    "os": {"os": "ios", "comparison": "at_least", "version": "17.4"},
    "percentage": {"percent": 30},
    "replied": {"since": "days", "days": 7, "is_absent": False},
    "route": {"routes": [1], "which": "first", "days": 30, "is_absent": False},
    "seen": {"step": "there", "sign": "any", "days": 7, "is_absent": False},
    "site_fact": {
        "measure": "orders.sum.total",
        "comparison": "at_least",
        "value": "10,000",
        "days": 90,
        "only": "orders.kind",
        "only_comparison": "is",
        "only_value": "gift",
    },
    "tag": {"tag": "VIP", "is_absent": False},
    "visited_page": {
        "page": kinds.KNOWN_PAGE,
        "which": "section",
        "since": "days",
        "days": 30,
        "times": 2,
        "is_absent": False,
    },
    "weekday_time": {"weekdays": ["5", "6"], "after": "10:00:00", "before": "18:00:00"},
}
#: Kinds that need to know nothing of a friend.
ASK_NOTHING = {"group", "percentage", "weekday_time"}
every_kind = pytest.mark.parametrize("kind", list(registry), ids=lambda kind: kind.name)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_account")]


def config_of(kind: ConditionKind) -> dict[str, Any]:
    compiling = kinds.compiling()
    assert kind.problems(FINISHED[kind.name], compiling) == []
    return kind.compile(FINISHED[kind.name], compiling)


def test_every_file_is_a_kind_and_every_kind_has_its_file() -> None:
    assert {kind.name for kind in registry} == kinds.modules_in(conditions) == set(FINISHED)


@every_kind
def test_kind_is_called_as_its_file(kind: ConditionKind) -> None:
    kinds.check_name(kind, "linesteps.conditions")


@every_kind
def test_form_keeps_what_is_stored_and_takes_unfinished_drafts(kind: ConditionKind) -> None:
    kinds.check_block(kind)


@every_kind
def test_untouched_condition_cannot_be_published_unless_it_is_complete(kind: ConditionKind) -> None:
    found = kind.problems(kinds.default_of(kind), kinds.compiling())
    assert bool(found) == (kind.name != "replied")


@every_kind
def test_odd_values_are_refused_in_words_and_never_crash(kind: ConditionKind) -> None:
    kinds.check_problems(kind)


@every_kind
def test_facts_of_a_whole_batch_cost_one_query(kind: ConditionKind, django_assert_num_queries: Any) -> None:
    config = config_of(kind)
    subjects = [
        Subject(follower_id=number, enrolment_id=number, entered_at=kinds.NOW) for number in range(5000)
    ]
    # A segment is asked what it asks, and then that.
    queries = {"in_segment": 2, **dict.fromkeys(ASK_NOTHING, 0)}.get(kind.name, 1)
    with django_assert_num_queries(queries):
        dict(kind.load(config, subjects))


@every_kind
def test_answer_is_pure_also_where_nothing_is_known(
    kind: ConditionKind, django_assert_num_queries: Any
) -> None:
    config = config_of(kind)
    with django_assert_num_queries(0), kinds.no_clock():
        answer = kind.holds(config, None, kinds.context())
        assert kind.holds(config, None, kinds.context()) is answer
    assert answer in {True, False, None}


@every_kind
def test_condition_is_told_of_in_words_for_editors(kind: ConditionKind) -> None:
    kinds.check_summary(kind, FINISHED[kind.name])


@every_kind
def test_wakening_activities_fit_into_a_row(kind: ConditionKind) -> None:
    assert all(name.isidentifier() and len(name) <= 40 for name in kind.wakes_on)
