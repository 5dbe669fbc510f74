"""Which paths somebody tried, and whether trials still come out as before."""

from __future__ import annotations

from typing import Any

import pytest

from linesteps.accounts.models import Account
from linesteps.checklist.kind import registry
from linesteps.checklist.seen import Seen
from linesteps.simulator.models import SimulationCase
from linesteps.testing.build import branch, path, send, tagged
from tests.integration.checklist.looking import START, draw, find, told

pytestmark = pytest.mark.django_db


def kept(scenario: Any, name: str = "Everyone", expected: Any = None, script: Any = None) -> SimulationCase:
    right = [[0, "a", ["Hi"]], [0, "o", ["Else"]]]
    return SimulationCase.objects.create(
        scenario=scenario,
        name=name,
        persona={},
        start=START,
        script=script or [],
        expected=right if expected is None else expected,
    )


@pytest.fixture
def forked(account: Account) -> Any:
    fork = branch(path([tagged("vip")], [send("VIP", id="v")]), otherwise=[send("Else", id="o")], id="fork")
    return draw(account, send("Hi", id="a"), fork)


def test_paths_that_nobody_tried_are_a_warning(forked: Any) -> None:
    assert told("trials", forked) == [
        ("warning", "None of the 2 paths was tried yet. Use “Try it” before people walk them.")
    ]


def test_kept_trial_that_comes_out_as_before_counts_its_paths(forked: Any) -> None:
    kept(forked)
    assert told("trials", forked) == [("ok", "1 of 2 paths tried.")]


def test_paths_that_were_tried_in_the_drawer_count_as_well(forked: Any) -> None:
    tried = frozenset({"fork path1", "a next"})
    assert told("trials", forked, tried=tried) == [("ok", "1 of 2 paths tried.")]


def test_kept_trial_that_comes_out_differently_is_an_error_at_its_step(forked: Any) -> None:
    kept(forked, expected=[[0, "a", ["Hello"]], [0, "o", ["Else"]]])
    (found,) = find("trials", forked)
    assert (found.level, found.step_id) == ("error", "a")
    assert "The check “Everyone” comes out differently." in found.text


def test_trials_are_not_played_twice_within_a_moment(forked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from linesteps.checklist.checks import trials

    kept(forked)
    played = []
    real = trials.run_cases
    monkeypatch.setattr(trials, "run_cases", lambda *args: played.append(1) or real(*args))
    assert told("trials", forked) == told("trials", forked)
    assert len(played) == 1
    forked.steps = [send("Changed", id="a")]
    told("trials", forked)
    assert len(played) == 2


def test_first_glance_plays_no_trial(forked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(forked)
    monkeypatch.setattr("linesteps.checklist.checks.trials.run_cases", lambda *_args: pytest.fail("played"))
    (found,) = registry.get("trials").glance(Seen(forked))
    assert (found.level, found.text) == ("waiting", "Playing 1 kept check …")
