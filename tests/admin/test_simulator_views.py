"""The addresses behind the drawer: who may ask what, and what they answer to nonsense."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from linesteps.accounts.models import Account
from linesteps.checklist.guard import guard
from linesteps.followers.models import Attribute, Follower
from linesteps.scenarios.models import Scenario
from linesteps.simulator import play
from linesteps.simulator.models import SimulationCase
from linesteps.testing.build import jump, send, step, trigger, wait
from tests.admin.builders import make_account, make_friend, make_scenario, make_user

pytestmark = pytest.mark.django_db

URLS = ("simulate", "cases", "save_case", "delete_case")
START = "2026-11-22T10:00"
HELLO = "11111111-1111-4111-8111-111111111111"


def url(name: str) -> str:
    return reverse(f"linesteps_simulator:{name}")


def post(client: Client, address: str, /, **data: Any) -> Any:
    return client.post(url(address), json.dumps(data), content_type="application/json")


@pytest.fixture
def scenario(account: Account) -> Scenario:
    made: Any = make_scenario(
        account, send("Hello {{ display_name|you }}", id=HELLO), wait(days=1), send("Bye")
    )
    made.triggers = [trigger()]
    made.save_revision()
    return made  # type: ignore[no-any-return]


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """A client of somebody with some permissions."""

    def sign_in(*permissions: str) -> Client:
        client = Client()
        client.force_login(make_user(*permissions))
        return client

    return sign_in


@pytest.mark.parametrize("name", URLS)
def test_strangers_are_sent_to_sign_in(name: str) -> None:
    assert post(Client(), name).status_code == 302


@pytest.mark.parametrize("name", [*URLS, "people"])
def test_people_without_any_right_to_scenarios_are_refused(
    signed_in: Callable[..., Client], name: str
) -> None:
    client = signed_in("view_follower")
    answer = client.get(url(name)) if name == "people" else post(client, name)
    assert answer.status_code == 302 and answer.url == reverse("wagtailadmin_home")


@pytest.mark.parametrize("verb", ["view", "add", "change", "publish"])
def test_whoever_may_look_may_try(signed_in: Callable[..., Client], scenario: Scenario, verb: str) -> None:
    answer = post(signed_in(f"{verb}_scenario"), "simulate", scenario=scenario.pk, start=START)
    assert answer.status_code == 200
    assert [one["kind"] for one in answer.json()["simulation"]["events"]] == ["entered", "message", "waiting"]


def test_only_editors_keep_and_delete_checks(signed_in: Callable[..., Client], scenario: Scenario) -> None:
    reader = signed_in("view_scenario", "publish_scenario")
    for name in ("save_case", "delete_case"):
        assert post(reader, name, scenario=scenario.pk, name="x", case=1).status_code == 302
    assert not SimulationCase.objects.exists()


def test_draft_in_the_browser_is_played_and_not_saved(admin: Client, scenario: Scenario) -> None:
    answer = post(
        admin,
        "simulate",
        scenario=scenario.pk,
        account=str(scenario.account_id),
        steps=[send("Something new")],
        triggers="triggers-count=0",
        persona={"name": "A"},
        start=START,
    )
    events = answer.json()["simulation"]["events"]
    assert events[1]["messages"][0]["message"]["text"] == "Something new"
    assert (
        Scenario.objects.get().get_latest_revision_as_object().steps[0].value["messages"][0].value["text"]
        != "Something new"
    )


def test_new_scenario_can_be_tried_before_it_is_saved(admin: Client, account: Account) -> None:
    answer = post(admin, "simulate", account=account.pk, scenario=None, steps=[send("Hi")], start=START)
    assert answer.json()["simulation"]["events"][1]["kind"] == "message"


def test_problems_are_told_with_their_step(admin: Client, account: Account) -> None:
    empty = step("send", {"name": "Greeting", "messages": []}, HELLO)
    answer = post(admin, "simulate", account=account.pk, steps=[empty])
    (problem,) = answer.json()["problems"]
    assert (
        problem["step_id"] == HELLO and problem["where"] == "1. Greeting" and "no message" in problem["text"]
    )


@pytest.mark.parametrize(
    "data",
    [
        {"scenario": "1 OR 1=1"},
        {"scenario": 10**30},
        {"scenario": 999999},
        {"steps": {"a": 1}},
        {"steps": [1]},
        {"steps": "x", "triggers": [[]]},
        {"triggers": 5, "steps": []},
        {"start": "tomorrow"},
        {"start": "0001-01-01T00:00"},
        {"start": 5},
        {"script": [{"act": "explode"}]},
        {"script": "next"},
        {"script": [{"act": "pass", "hours": -1}]},
        {"script": [{"act": "pass", "hours": True}]},
        {"script": [{"act": "tap", "message": 0}]},
        {"script": [{"act": "say", "text": ""}]},
        {"script": [{"act": "until", "at": "x"}]},
        {"script": [{"act": "next"}] * 201},
        {"persona": "me"},
        {"persona": {"attributes": {"nothing": "1"}}},
        {"persona": {"friend_days": -1}},
        {"persona": {"tags": "VIP"}},
        {"persona": {"follower": "x"}},
        {"persona": {"follower": 12345}},
        {"re_entry": "sometimes"},
    ],
)
def test_nonsense_is_refused_with_a_reason(admin: Client, scenario: Scenario, data: dict[str, Any]) -> None:
    answer = post(admin, "simulate", **{"scenario": scenario.pk, **data})
    assert answer.status_code == 400 and answer.json()["error"]


def test_no_json_and_other_methods_are_refused(admin: Client) -> None:
    assert admin.post(url("simulate"), b"{", content_type="application/json").status_code == 400
    assert admin.post(url("simulate"), b"[]", content_type="application/json").status_code == 400
    assert admin.get(url("simulate")).status_code == 405
    assert admin.post(url("people")).status_code == 405


def test_trial_is_bounded(admin: Client, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(play, "MOST_EVENTS", 60)
    steps = [send("Again", id=HELLO), wait(hours=1), jump(HELLO)]
    script = [{"act": "until", "at": "2027-11-01T00:00"}]
    answer = post(admin, "simulate", account=account.pk, steps=steps, script=script, start=START)
    found = answer.json()["simulation"]
    assert found["stopped"] and 60 < len(found["events"]) < 120


def test_acts_are_played_and_one_that_cannot_be_done_is_told(admin: Client, scenario: Scenario) -> None:
    script = [{"act": "next"}, {"act": "unblock"}, {"act": "next"}]
    found = post(admin, "simulate", scenario=scenario.pk, start=START, script=script).json()["simulation"]
    assert found["played"] == 1 and "not blocked" in found["stopped"]


def test_real_friends_need_the_right_to_see_friends(
    signed_in: Callable[..., Client], scenario: Scenario
) -> None:
    friend = make_friend(scenario.account, "Tanaka Mika")
    make_friend(make_account(), "Tanaka Elsewhere")
    reader, allowed = signed_in("view_scenario"), signed_in("view_scenario", "view_follower")
    query = {"account": scenario.account_id, "q": "tanaka"}
    assert reader.get(url("people"), query).json()["found"] == []
    answer = allowed.get(url("people"), query).json()
    assert [one["name"] for one in answer["found"]] == ["Tanaka Mika"] and answer["may_search"]
    asked = {"scenario": scenario.pk, "persona": {"follower": friend.pk}, "start": START}
    assert post(reader, "simulate", **asked).status_code == 302
    events = post(allowed, "simulate", **asked).json()["simulation"]["events"]
    assert "Hello Tanaka Mika" in str(events)
    assert Follower.objects.count() == 2 and not friend.activities.exists()


def test_friend_of_another_account_cannot_be_copied(admin: Client, scenario: Scenario) -> None:
    other = make_friend(make_account(), "Elsewhere")
    assert post(admin, "simulate", scenario=scenario.pk, persona={"follower": other.pk}).status_code == 400


def test_examples_fill_in_what_the_account_asks_of_friends(admin: Client, account: Account) -> None:
    Attribute.objects.create(
        account=account, key="gender", name="性別", type="choice", choices=["女性", "男性"]
    )
    Attribute.objects.create(account=account, key="age", name="年齢", type="number")
    answer = admin.get(url("people"), {"account": account.pk}).json()
    woman = answer["examples"][1]["persona"]
    assert woman["attributes"] == {"gender": "女性", "age": "34"} and woman["os"] == "ios"
    assert [one["key"] for one in answer["attributes"]] == ["age", "gender"]
    for example in answer["examples"]:
        found = post(admin, "simulate", account=account.pk, steps=[send("Hi")], persona=example["persona"])
        assert found.status_code == 200


def test_check_is_kept_played_again_brought_up_to_date_and_deleted(admin: Client, scenario: Scenario) -> None:
    trial = {
        "scenario": scenario.pk,
        "persona": {"name": "花子"},
        "start": START,
        "script": [{"act": "next"}],
    }
    (kept,) = post(admin, "save_case", **trial, name="Two messages").json()["cases"]
    assert kept["is_ok"] and kept["start"] == START
    case = SimulationCase.objects.get()
    assert case.expected == [[0, HELLO, ["Hello 花子"]], [86400, case.expected[1][1], ["Bye"]]]
    changed = [
        send("Good day {{ display_name|you }}", id=HELLO),
        wait(days=1),
        send("Bye", id=case.expected[1][1]),
    ]
    (other,) = post(admin, "cases", scenario=scenario.pk, steps=changed).json()["cases"]
    assert not other["is_ok"] and other["step_id"] == HELLO
    assert "Hello 花子" in other["difference"] and "Good day 花子" in other["difference"]
    again = {**trial, "steps": changed, "case": kept["id"]}
    assert post(admin, "save_case", **again).json()["cases"][0]["is_ok"]
    assert post(admin, "delete_case", scenario=scenario.pk, case=kept["id"]).json() == {"cases": []}


def test_check_never_holds_a_real_friend(admin: Client, scenario: Scenario) -> None:
    friend = make_friend(scenario.account)
    answer = post(
        admin, "save_case", scenario=scenario.pk, name="x", persona={"follower": friend.pk}, start=START
    )
    assert answer.status_code == 400 and not SimulationCase.objects.exists()


def test_check_needs_a_saved_scenario_and_a_name(admin: Client, scenario: Scenario) -> None:
    assert post(admin, "save_case", steps=[send("Hi")], name="x").status_code == 400
    assert post(admin, "save_case", scenario=scenario.pk, name=" ", start=START).status_code == 400
    assert post(admin, "save_case", scenario=scenario.pk, case=12345, start=START).status_code == 400


def publish(client: Client, scenario: Scenario, *steps: dict[str, Any]) -> Any:
    """Press “Publish” on the scenario's page, with these steps in the builder."""
    data = nested_form_data(
        {
            "name": "Welcome",
            "account": scenario.account_id,
            "re_entry": "restart",
            "inside": "move",
            "deleted": "",
            "triggers": streamfield([("friend_added", {"when": "any"})]),
            "action-publish": "1",
        }
    )
    data["steps-json"] = json.dumps(steps)
    return client.post(reverse("linesteps_scenarios:edit", args=[scenario.pk]), data)


def test_publishing_stops_at_a_check_that_comes_out_differently(admin: Client, scenario: Scenario) -> None:
    trial = {"scenario": scenario.pk, "persona": {"name": "花子"}, "start": START}
    (kept,) = post(admin, "save_case", **trial, name="Greets").json()["cases"]
    changed = send("Something else", id=HELLO)
    refused = publish(admin, scenario, changed)
    assert refused.status_code == 200
    assert "The check “Greets” comes out differently" in refused.content.decode()
    scenario.refresh_from_db()
    assert scenario.current_version is None
    post(admin, "save_case", **trial, steps=[changed], case=kept["id"])
    assert publish(admin, scenario, changed).status_code == 302
    scenario.refresh_from_db()
    assert scenario.current_version is not None


def test_failing_check_names_its_step_and_the_difference(admin: Client, scenario: Scenario) -> None:
    post(admin, "save_case", scenario=scenario.pk, name="Greets", persona={"name": "花子"}, start=START)
    draft: Any = scenario.get_latest_revision_as_object()
    assert guard(draft) == []
    draft.steps = [send("Something else", id=HELLO)]
    (found,) = guard(draft)
    assert found.problem.is_error and found.problem.step_id == HELLO
    assert "Something else" in str(found.problem.message)


def test_page_of_a_scenario_loads_the_drawer_and_others_do_not(admin: Client, scenario: Scenario) -> None:
    edit = admin.get(reverse("linesteps_scenarios:edit", args=[scenario.pk])).content.decode()
    assert "linesteps/simulator.js" in edit and "ls-simulator-start" in edit
    assert "linesteps/simulator.js" not in admin.get(reverse("linesteps_scenarios:list")).content.decode()
