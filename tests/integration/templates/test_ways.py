"""The days of a template are counted along every way."""

from __future__ import annotations

import pytest

from linesteps.scenarios.templates.walks import longest, walks
from linesteps.testing.build import branch, end, path, send, tagged, wait

# Files are read and compiled; the acceptance tests run them on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database_once]


def test_ways_are_counted_for_each_choice_and_stop_where_they_end() -> None:
    steps = [
        send("a", id="a"),
        wait(days=2, at="19:00"),
        branch(
            path([tagged("x")], [send("b", id="b"), end()], label="X"), otherwise=[wait(hours=6)], id="fork"
        ),
        wait(days=1),
        send("c", id="c"),
    ]
    first, second = walks(steps)
    assert [(moment.step_id, moment.day, moment.at) for moment in first.moments] == [
        ("a", 0, ""),
        ("b", 2, "19:00"),
    ]
    assert first.choices == ("X",)
    assert [(moment.step_id, moment.day, moment.at) for moment in second.moments] == [
        ("a", 0, ""),
        ("c", 3, ""),
    ]


def test_day_is_unknown_after_a_wait_for_a_weekday_or_a_date() -> None:
    way = longest(walks([send("a"), wait(days=1, weekdays=["0"]), send("b")]))
    assert [moment.day for moment in way.moments] == [0, None]


def test_ways_are_not_counted_without_end() -> None:
    fork = branch(path([tagged("x")], [send("b")], label="X"))
    assert len(walks([fork] * 20)) == 12
