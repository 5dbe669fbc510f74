"""From a drawn scenario to a graph: ways rejoin by structure, and what cannot work is named at its step."""

from __future__ import annotations

import json
from typing import Any

import pytest

from linesteps.accounts.models import Account
from linesteps.graph import Graph, along
from linesteps.scenarios.compiler import ScenarioHasProblems, compile_scenario, problems
from linesteps.scenarios.models import Scenario
from linesteps.steps.kind import registry
from linesteps.testing.build import Plain, branch, end, jump, path, send, step, tagged, trigger, wait

pytestmark = pytest.mark.django_db


def drawn(*steps: Plain, triggers: list[Plain] | None = None) -> Scenario:
    """A scenario that was never saved."""
    scenario = Scenario(account=Account(pk=0, name="Shop"), name="x")
    target: Any = scenario
    target.steps = list(steps)
    target.triggers = [trigger()] if triggers is None else triggers
    return scenario


def graph(*steps: Plain) -> Graph:
    return compile_scenario(drawn(*steps)).graph


def ways(of: Graph) -> dict[str, dict[str, str | None]]:
    return {node.id: dict(node.ports) for node in of.nodes.values()}


def told(*steps: Plain) -> list[tuple[str, str]]:
    """Step id and text of each problem."""
    return [(found.problem.step_id, str(found.problem.message)) for found in problems(drawn(*steps))]


VIP = [tagged("VIP")]


def test_steps_follow_each_other_to_the_end() -> None:
    found = graph(send("1", id="a"), wait(days=1, id="b"), send("2", id="c"))
    assert found.entry == "a"
    assert ways(found) == {"a": {"next": "b"}, "b": {"next": "c"}, "c": {"next": None}}


def test_paths_rejoin_behind_their_branch() -> None:
    found = graph(
        branch(path(VIP, [send("1", id="a")]), path(VIP, []), otherwise=[send("2", id="b")], id="?"),
        send("3", id="c"),
    )
    assert ways(found)["?"] == {"path1": "a", "path2": "c", "else": "b"}
    assert ways(found)["a"] == ways(found)["b"] == {"next": "c"}


def test_empty_paths_at_the_end_lead_out() -> None:
    assert ways(graph(branch(path(VIP, []), id="?")))["?"] == {"path1": None, "else": None}


def test_branches_three_deep_rejoin_each_behind_its_own() -> None:
    inner = branch(path(VIP, [send("deep", id="deep")]), id="3")
    middle = branch(path(VIP, [inner, send("m", id="m")]), id="2")
    found = ways(graph(branch(path(VIP, [middle, send("o", id="o")]), id="1"), send("z", id="z")))
    assert found["deep"] == {"next": "m"}
    assert found["3"] == {"path1": "deep", "else": "m"}
    assert found["2"] == {"path1": "3", "else": "o"}
    assert found["m"] == {"next": "o"}
    assert found["1"] == {"path1": "2", "else": "z"}
    assert found["o"] == {"next": "z"}


def test_stored_steps_are_listed_as_people_come_by_whatever_their_order() -> None:
    fork = branch(path([tagged("VIP")], [send("A", id="b_a")]), otherwise=[send("B", id="a_b")], id="z_fork")
    stored = graph(send("Hi", id="y_first"), fork, wait(days=1, id="c_rest"), jump("y_first", id="a_back"))
    data = stored.to_json()
    data["nodes"]["a_lost"] = {"kind": "end", "config": {}, "ports": {}}
    assert along(data) == ["y_first", "z_fork", "a_b", "b_a", "c_rest", "a_back", "a_lost"]
    assert along({}) == along({"entry": None, "nodes": {}}) == []


def test_end_leads_nowhere_and_does_not_rejoin() -> None:
    found = ways(graph(branch(path(VIP, [end(id="stop")]), id="?"), send("z", id="z")))
    assert found["stop"] == {}
    assert found["?"] == {"path1": "stop", "else": "z"}


def test_jump_out_of_a_branch_leads_where_it_says() -> None:
    found = ways(
        graph(
            send("a", id="a"),
            branch(path(VIP, [jump("far", id="j")]), otherwise=[end()], id="?"),
            branch(path(VIP, [send("far", id="far")]), id="??"),
        )
    )
    assert found["j"] == {"next": "far"}
    assert found["far"] == {"next": None}


def test_jump_back_over_a_wait_may_be_published() -> None:
    assert told(send("again", id="a"), wait(days=1), jump("a")) == []


@pytest.mark.fault("E-07")
def test_loop_without_a_wait_is_refused_and_named_at_a_step_of_it() -> None:
    steps = [send("x", id="before"), send("a", id="a"), branch(path(VIP, [jump("a", id="j")]), id="?")]
    [(step_id, text)] = told(*steps)
    assert "without a wait" in text
    assert step_id in {"a", "?", "j"}


@pytest.mark.fault("E-07")
def test_loop_with_a_wait_on_another_way_only_is_refused() -> None:
    calm = branch(path(VIP, [wait(days=1)]), id="?")
    assert "without a wait" in told(send("a", id="a"), calm, jump("a", id="j"))[0][1]


@pytest.mark.fault("E-07")
@pytest.mark.parametrize(
    "pause",
    [
        wait(days=0, until="2026-01-01"),
        wait(days=0, weekdays=["0", "1", "2", "3", "4", "5", "6"]),
    ],
    ids=["until a date", "on weekdays"],
)
def test_loop_whose_wait_may_take_no_time_is_refused(pause: Plain) -> None:
    assert told(send("a", id="a"), pause, jump("a", id="j")), "a friend would get it again and again at once"


def test_loop_that_waits_for_the_next_clock_time_may_be_published() -> None:
    assert told(send("a", id="a"), wait(at="19:00"), jump("a", id="j")) == []


def test_jump_to_itself_is_refused() -> None:
    assert [step_id for step_id, _text in told(send("a"), jump("j", id="j"))] == ["j"]


def test_jump_to_a_deleted_step_is_refused() -> None:
    [(step_id, text)] = told(send("a"), jump("gone", id="j"))
    assert step_id == "j" and "deleted" in text


@pytest.mark.parametrize("last", [end(id="last"), jump("a", id="last")])
def test_steps_behind_an_end_or_a_jump_are_refused(last: Plain) -> None:
    found = told(wait(days=1, id="a"), last, send("never"))
    assert [step_id for step_id, _text in found] == ["last"]
    assert "can be reached" in found[0][1]


def test_two_steps_of_one_identity_are_refused() -> None:
    found = told(send("a", id="a"), branch(path(VIP, [send("b", id="a")])))
    assert any("one identity" in text for _id, text in found)


@pytest.mark.fault("E-09")
def test_step_of_an_unknown_kind_is_refused_and_kept() -> None:
    scenario = drawn(send("a"), step("teleport", {"to": "Mars"}, id="t"))
    [found] = problems(scenario)
    assert found.problem.step_id == "t" and "teleport" in str(found.problem.message)
    assert found.place == ("steps", 1)


@pytest.mark.fault("E-09")
def test_kind_removed_in_a_deploy_is_refused_at_publish() -> None:
    kind = registry.get("end")
    scenario = drawn(send("a"), end(id="e"))
    registry.discard("end")
    try:
        assert [found.problem.step_id for found in problems(scenario)] == ["e"]
    finally:
        registry.register(kind)


def test_problem_inside_a_branch_is_found_at_its_place() -> None:
    steps = [send("ok"), branch(path(VIP, [send("ok"), send("", id="empty")]), id="?")]
    [found] = problems(drawn(*steps))
    assert found.problem.step_id == "empty"
    assert found.place == ("steps", 1, "paths", 0, "steps", 1, "messages", 0, "text")


def test_scenario_without_steps_or_start_is_refused() -> None:
    assert [found.place for found in problems(drawn())] == [("steps",)]
    assert [found.place for found in problems(drawn(send("a"), triggers=[]))] == [("triggers",)]


def test_friends_who_are_held_out_of_a_scenario_without_a_goal_are_warned_of() -> None:
    scenario = drawn(send("a"))
    scenario.holdout_percent = 20
    [found] = problems(scenario)
    assert (found.place, found.problem.is_error) == (("goals",), False)
    assert "20% of the friends" in str(found.problem.message)
    scenario.holdout_percent = 0
    assert problems(scenario) == []


def test_compiling_a_scenario_with_problems_raises_all_of_them() -> None:
    with pytest.raises(ScenarioHasProblems) as caught:
        compile_scenario(drawn(send("", id="a"), jump("gone", id="j")))
    assert [found.problem.step_id for found in caught.value.found] == ["a", "j"]


def test_same_drawing_has_the_same_hash_and_another_one_has_not() -> None:
    one = [send("a", id="a"), branch(path(VIP, [send("b", id="b")]), id="?")]
    first = graph(*one).content_hash()
    assert graph(*json.loads(json.dumps(one))).content_hash() == first
    assert Graph.from_json(json.loads(json.dumps(graph(*one).to_json()))).content_hash() == first
    assert graph(send("A", id="a"), one[1]).content_hash() != first


def test_links_and_answers_are_collected_by_step_in_order() -> None:
    compiled = compile_scenario(drawn(send("https://a.example/ https://b.example/x", id="s")))
    assert compiled.links == {"s": [(0, "https://a.example/", ""), (1, "https://b.example/x", "")]}
    text = compiled.graph.nodes["s"].config["messages"][0]["text"]
    assert text == "{{ link.0 }} {{ link.1 }}"


@pytest.mark.fault("S-05")
@pytest.mark.parametrize(
    "text",
    [
        "{{ settings.SECRET_KEY }}",
        "{{ display_name.__class__ }}",
        "{{ link.0 }}",
        "{{ attribute.unknown }}",
        "{{ }}",
    ],
)
def test_placeholder_that_nothing_fills_is_refused(text: str) -> None:
    [(step_id, said)] = told(send(text, id="s"))
    assert step_id == "s" and text in said


@pytest.mark.parametrize("text", ["{{ display_name }}", " {{display_name}}\n{{ display_name| }}"])
def test_text_of_which_nothing_may_be_left_is_refused(text: str) -> None:
    [(step_id, said)] = told(send(text, id="s"))
    assert step_id == "s" and "such as {{ display_name|you }}" in said


@pytest.mark.parametrize(
    "text", ["{{ display_name|you }}", "{{ account_name }}", "{{ display_name }}!", "{{ display_name }}さん"]
)
def test_text_of_which_something_is_left_can_be_published(text: str) -> None:
    assert told(send(text, id="s")) == []


@pytest.mark.fault("S-05")
@pytest.mark.parametrize(
    "text", ["{% debug %}", "{0.__class__}", "%(password)s", "${HOME}", "{{{{", "{{7*7}", "<script>"]
)
def test_other_template_languages_are_plain_text(text: str) -> None:
    # Braces that nobody closed are told, since a name may have been meant; they hold nothing up.
    warned = [found.problem for found in problems(drawn(send(text, id="s")))]
    assert not any(one.is_error for one in warned) and len(warned) == ("{{" in text)
    assert graph(send(text, id="s")).nodes["s"].config["messages"][0]["text"] == text
