"""The figures of a scenario agree with what happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from linesteps import clock
from linesteps.engine.versions import forget_versions
from linesteps.stats.figures import figures
from linesteps.testing.build import branch, buttons, clicked, path, send, wait
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.shop import Shop
from tests.acceptance.conftest import START

FIRST, WAIT, FORK, LAST = "first", "wait", "fork", "last"


@pytest.fixture
def shop(transactional_db: None) -> Iterator[Shop]:
    forget_versions()
    with clock.frozen(START) as virtual, FakeLine() as line:
        yield Shop(line, virtual)


def test_figures_count_people_by_step_and_way(shop: Shop) -> None:
    scenario = shop.publish(
        steps=[
            send(buttons("Look", ("Here", "https://example.com/")), id=FIRST),
            wait(days=1, id=WAIT),
            branch(path([clicked(FIRST)], []), id=FORK),
            send("Last", id=LAST),
        ]
    )
    people = [shop.add_friend(f"Friend {number}") for number in range(4)]
    shop.tap_link(people[0])
    shop.block(people[3])
    found = figures(scenario)
    assert (found.entered, found.inside, found.left) == (4, 3, 1)
    assert found.steps[WAIT].here == 3
    assert found.steps[WAIT].left == 1
    assert (found.steps[FIRST].sent, found.steps[FIRST].clicked, found.steps[FIRST].blocked) == (4, 1, 1)
    shop.pass_time(days=2)
    found = figures(scenario)
    assert found.steps[FORK].by_port == {"path1": 1, "else": 2}
    assert (found.inside, found.completed) == (0, 3)
    assert figures(scenario) == found
    later = figures(scenario, since=START + timedelta(hours=1))
    assert (later.entered, later.steps[LAST].sent) == (0, 3)
    assert FIRST not in later.steps


def test_figures_of_a_version_leave_the_others_out(shop: Shop) -> None:
    scenario = shop.publish(steps=[send("One", id=FIRST)])
    old = scenario.current_version
    shop.add_friend()
    scenario.steps = [send("Two", id=FIRST)]  # type: ignore[assignment]
    shop.publish(scenario)
    shop.add_friend()
    assert old is not None
    assert scenario.current_version is not None
    assert figures(scenario).steps[FIRST].sent == 2
    assert figures(scenario, version_id=old.pk).steps[FIRST].sent == 1
    assert figures(scenario, version_id=scenario.current_version.pk).steps[FIRST].sent == 1


def test_figures_take_the_same_number_of_queries_whatever_the_size(
    shop: Shop, django_assert_max_num_queries: object
) -> None:
    scenario = shop.publish(steps=[send(f"Message {number}", id=f"step-{number}") for number in range(8)])
    for number in range(3):
        shop.add_friend(f"Friend {number}")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        figures(scenario)
