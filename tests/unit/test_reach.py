"""Which share of those who start gets each message, worked out from the graph alone."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from linesteps.accounts.models import Account
from linesteps.checklist.course import Course
from linesteps.checklist.forecast.reach import HORIZON, Arrival, arrivals
from linesteps.graph import Graph
from linesteps.testing.build import Plain, branch, end, jump, path, send, tagged, wait
from tests.unit.drawing import graph_of

ENTERED = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def course_of(*steps: Plain) -> Course:
    account = Account(name="Shop", time_zone="Asia/Tokyo", quiet_from=None, quiet_until=None)
    return Course(graph_of(list(steps)), list(steps), account)


def shares(found: list[Arrival]) -> dict[str, float]:
    """The share of people who get each step's message, over all their visits."""
    total: dict[str, float] = defaultdict(float)
    for one in found:
        total[one.step_id] += one.share
    return {step_id: round(share, 6) for step_id, share in total.items()}


def vip(*steps: Plain, otherwise: tuple[Plain, ...] = (), id: str = "branch") -> Plain:
    return branch(path([tagged("vip")], list(steps)), otherwise=list(otherwise), id=id)


def test_everybody_gets_every_message_of_a_straight_course() -> None:
    course = course_of(send("A", id="a"), wait(days=3), send("B", id="b"))
    found = arrivals(course, {}, ENTERED)
    assert shares(found) == {"a": 1, "b": 1}
    assert [one.after for one in found] == [timedelta(0), timedelta(days=3)]
    assert [one.is_first for one in found] == [True, False]


def test_unknown_branch_counts_everybody_on_each_way_and_once_behind_it() -> None:
    course = course_of(vip(send("V", id="v"), otherwise=(send("O", id="o"),)), send("Z", id="z"))
    assert shares(arrivals(course, {}, ENTERED)) == {"v": 1, "o": 1, "z": 1}


def test_known_branch_counts_each_way_by_its_share() -> None:
    course = course_of(vip(send("V", id="v"), otherwise=(send("O", id="o"),)), send("Z", id="z"))
    found = arrivals(course, {"branch": {"path1": 0.3, "else": 0.7}}, ENTERED)
    assert shares(found) == {"v": 0.3, "o": 0.7, "z": 1}


def test_way_that_nobody_took_gets_nothing() -> None:
    course = course_of(vip(send("V", id="v")), send("Z", id="z"))
    assert shares(arrivals(course, {"branch": {"else": 1.0}}, ENTERED)) == {"z": 1}


def test_way_that_ends_does_not_rejoin() -> None:
    course = course_of(vip(send("V", id="v"), end()), send("Z", id="z"))
    assert shares(arrivals(course, {"branch": {"path1": 0.3, "else": 0.7}}, ENTERED)) == {"v": 0.3, "z": 0.7}


def test_unknown_branch_inside_a_known_way_is_not_counted_twice_behind_it() -> None:
    inner = vip(send("A", id="a"), otherwise=(wait(days=2), send("B", id="b")), id="inner")
    course = course_of(vip(inner, send("C", id="c")), send("Z", id="z"))
    found = arrivals(course, {"branch": {"path1": 0.4, "else": 0.6}}, ENTERED)
    assert shares(found) == {"a": 0.4, "b": 0.4, "c": 0.4, "z": 1}


def test_jump_back_sends_again_on_each_lap_until_the_horizon() -> None:
    course = course_of(send("A", id="a"), wait(days=30), jump("a"))
    found = arrivals(course, {}, ENTERED)
    assert [one.after.days for one in found] == [0, 30, 60, 90, 120]
    assert {one.share for one in found} == {1.0}


STEPS = st.recursive(
    st.lists(
        st.one_of(st.just("send"), st.integers(1, 40).map(lambda days: ("wait", days)), st.just("end")),
        max_size=4,
    ),
    lambda inner: st.lists(st.one_of(st.just("send"), st.tuples(inner, inner)), max_size=3),
    max_leaves=8,
)


def drawn(shape: Any) -> list[Plain]:
    steps: list[Plain] = []
    for one in shape:
        if one == "send":
            steps.append(send("x"))
        elif one == "end":
            return [*steps, end()]
        elif isinstance(one, tuple) and one[0] == "wait":
            steps.append(wait(days=one[1]))
        elif isinstance(one, tuple):
            steps.append(vip(*drawn(one[0]), otherwise=tuple(drawn(one[1])), id=""))
            steps[-1]["id"] = f"branch-{id(steps[-1])}"
    return steps


@given(STEPS, st.floats(0, 1))
def test_nobody_is_counted_more_than_once_at_a_step(shape: Any, part: float) -> None:
    course = course_of(*drawn(shape))
    branches = [node.id for node in course.graph.nodes.values() if len(node.ports) > 1]
    known = {step_id: {"path1": part, "else": 1 - part} for step_id in branches[::2]}
    found = arrivals(course, known, ENTERED)
    assert all(0 <= share <= 1 + 1e-6 for share in shares(found).values())
    assert all(timedelta(0) <= one.after <= HORIZON for one in found)
    assert isinstance(course.graph, Graph)
