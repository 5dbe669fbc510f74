"""What every kind of step promises, those that come later included."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linesteps import steps
from linesteps.scenarios.compiler import compile_scenario
from linesteps.scenarios.models import Scenario
from linesteps.steps.kind import StepKind, registry
from linesteps.steps.stream import root_block
from linesteps.testing.build import (
    branch,
    clicked,
    end,
    jump,
    path,
    send,
    set_to,
    split,
    step,
    tag,
    tagged,
    trigger,
    wait,
    wait_date,
    wait_for,
)
from tests.contract import kinds
from tests.contract.kinds import OTHER_SCENARIO

root_block()
#: A finished value of each kind. A new kind is added here, or the tests fail.
FINISHED = {
    "attribute": set_to("gender", "female"),
    "branch": branch(path([tagged("VIP")], []), wait_hours=24),
    "call_webhook": step(
        "call_webhook", {"name": "", "endpoint": 1, "facts": ["display_name", "tags"], "attributes": []}
    ),
    "end": end(),
    "end_others": step("end_others", {"scenarios": []}),
    "goal": step("goal", {"name": "Booked"}),
    "jump": jump("there"),
    "notify_staff": step(
        "notify_staff",
        {"to": "staff@example.com", "subject": "{{ display_name|A friend }}", "text": "Call back."},
    ),
    "rich_menu": step("rich_menu", {"which": "standard", "menu": None}),
    "send": send("Hello {{ display_name|you }}, see https://example.com/", name="Greeting"),
    "split": split((30, []), (70, [])),
    "start_scenario": step("start_scenario", {"scenario": str(OTHER_SCENARIO), "is_end": True}),
    "tag": tag("VIP", remove=("new",)),
    "wait": wait(days=3, at="19:00", weekdays=["1", "4"]),
    "wait_date": wait_date("birthday", days=3, every_year=True),
    "wait_for": wait_for(clicked("there"), days=2),
}
every_kind = pytest.mark.parametrize("kind", list(registry), ids=lambda kind: kind.name)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_account")]
#: Kinds whose untouched form is complete.
COMPLETE = {"end", "end_others", "split", "wait"}


def value_of(kind: StepKind) -> dict[str, Any]:
    return dict(FINISHED[kind.name]["value"])


def test_every_file_is_a_kind_and_every_kind_has_its_file() -> None:
    assert {kind.name for kind in registry} == kinds.modules_in(steps) == set(FINISHED)


@every_kind
def test_kind_is_called_as_its_file(kind: StepKind) -> None:
    kinds.check_name(kind, "linesteps.steps")


@every_kind
def test_form_keeps_what_is_stored_and_takes_unfinished_drafts(kind: StepKind) -> None:
    kinds.check_block(kind)


@every_kind
def test_untouched_step_cannot_be_published_unless_it_is_complete(kind: StepKind) -> None:
    found = kind.problems(kinds.default_of(kind), kinds.compiling())
    assert bool(found) == (kind.name not in COMPLETE)


@every_kind
def test_odd_values_are_refused_in_words_and_never_crash(kind: StepKind) -> None:
    kinds.check_problems(kind)


@every_kind
def test_finished_step_compiles_to_plain_json(kind: StepKind) -> None:
    assert kind.problems(value_of(kind), kinds.compiling()) == []
    kinds.check_compiles(kind, value_of(kind))


@every_kind
def test_running_is_pure(kind: StepKind, django_assert_num_queries: Any) -> None:
    config = kinds.check_compiles(kind, value_of(kind))
    kinds.check_run(kind, config, django_assert_num_queries)


@every_kind
def test_what_is_asked_once_for_all_is_the_same_for_all(kind: StepKind) -> None:
    if kind.looks_at_person:
        # The engine asks it for each.
        assert kind.name not in {"send", "wait", "tag"}
        return
    config = kinds.check_compiles(kind, value_of(kind))
    for is_resumed in (False, True):
        one = kinds.context(is_resumed=is_resumed)
        another = one._replace(
            enrolment_id=one.enrolment_id + 1,
            follower_id=one.follower_id + 1,
            entered_at=one.entered_at - timedelta(days=9),
            facts={},
            side="other",
        )
        assert kind.run(config, one) == kind.run(config, another)


@every_kind
def test_step_leaves_by_ports_that_the_graph_has(kind: StepKind) -> None:
    scenario = Scenario(account=kinds.compiling().account, name="x")
    drawn: Any = scenario
    drawn.triggers = [trigger()]
    # A jump leads back over a wait, which is no loop.
    drawn.steps = [
        send("Hi https://example.com/", id="there"), wait(days=1), {**FINISHED[kind.name], "id": "here"}
    ]  # fmt: skip
    node = compile_scenario(scenario).graph.nodes["here"]
    for is_resumed in (False, True):
        outcome = kind.run(node.config, kinds.context(is_resumed=is_resumed)).outcome
        assert getattr(outcome, "port", None) in {None, *node.ports}


@every_kind
@pytest.mark.parametrize("label", ["summary", "stats_label"])
def test_step_is_told_of_in_words_for_editors(kind: StepKind, label: str) -> None:
    kinds.check_summary(kind, value_of(kind), label)
