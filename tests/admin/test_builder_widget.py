"""The steps as JSON and as Wagtail's own form are two ways to say the same."""

from __future__ import annotations

import json
import random
import re
import uuid
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from wagtail import blocks

from linesteps.accounts.models import Account
from linesteps.admin.builder.values import OPEN_PREFIX, plain_value
from linesteps.admin.builder.widget import BuilderWidget
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from linesteps.steps.stream import root_block
from linesteps.triggers.stream import triggers_block
from tests.admin.builders import branch, make_scenario, make_user, send, step, wait

pytestmark = pytest.mark.django_db

Fields = dict[str, Any]


def form_fields(block: Any, prefix: str, value: Any) -> Fields:
    """What Wagtail's own form posts for a plain value."""
    fields: Fields = {}
    if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock):
        # What is not stored has no entries.
        value = value or []
    if isinstance(block, blocks.BaseStreamBlock):
        fields[f"{prefix}-count"] = str(len(value))
        for number, part in enumerate(value):
            here = f"{prefix}-{number}"
            fields |= {f"{here}-type": part["type"], f"{here}-id": part["id"], f"{here}-order": str(number)}
            fields |= {f"{here}-deleted": ""}
            fields |= form_fields(block.child_blocks[part["type"]], f"{here}-value", part["value"])
    elif isinstance(block, blocks.ListBlock):
        fields[f"{prefix}-count"] = str(len(value))
        for number, part in enumerate(value):
            here = f"{prefix}-{number}"
            fields |= {f"{here}-id": part["id"], f"{here}-order": str(number), f"{here}-deleted": ""}
            fields |= form_fields(block.child_block, f"{here}-value", part["value"])
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            fields |= form_fields(child, f"{prefix}-{name}", value.get(name))
    elif isinstance(value, list):
        fields[prefix] = [str(part) for part in value]
    elif isinstance(value, bool):
        fields |= {prefix: "on"} if value else {}
    else:
        fields[prefix] = "" if value is None else str(value)
    return fields


def query(fields: Fields) -> QueryDict:
    """As Django reads a post."""
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def random_steps(chance: random.Random, depth: int = 0) -> list[dict[str, Any]]:
    """A list of steps with branches up to three deep."""
    steps = []
    for _number in range(chance.randrange(4)):
        kind = chance.choice(["send", "wait", "branch", "jump", "end"])
        if kind == "send":
            steps.append(
                send(chance.choice(["こんにちは", "", "a\nb", "<b>"]), name=chance.choice(["", "名前"]))
            )
        elif kind == "wait":
            at = chance.choice([None, "19:00:00"])
            days = chance.choice([[], ["0", "5"]])
            steps.append(
                step("wait", amount=chance.randrange(9), unit="days", at=at, weekdays=days, until=None)
            )
        elif kind == "branch" and depth < 3:
            paths = [random_steps(chance, depth + 1) for _path in range(chance.randrange(1, 4))]
            steps.append(branch(*paths, otherwise=random_steps(chance, depth + 1)))
        elif kind == "jump":
            steps.append(step("jump", step=str(uuid.UUID(int=chance.getrandbits(128)))))
        elif kind == "end":
            steps.append(step("end", name=""))
    return steps


@pytest.mark.parametrize("seed", range(25))
def test_both_ways_store_the_same(seed: int) -> None:
    steps = random_steps(random.Random(seed))
    block = root_block()
    widget = BuilderWidget(block)
    as_json = widget.value_from_datadict(query({"steps-json": json.dumps(steps)}), {}, "steps")
    as_form = widget.value_from_datadict(query(form_fields(block, "steps", steps)), {}, "steps")
    stored = [
        json.dumps(plain_value(block, block.clean(value)), sort_keys=True) for value in (as_json, as_form)
    ]
    assert stored[0] == stored[1] == json.dumps(steps, sort_keys=True)


@pytest.mark.parametrize("seed", range(10))
def test_open_step_is_what_its_fields_say_and_keeps_the_steps_inside(seed: int) -> None:
    chance = random.Random(seed)
    steps = [branch(random_steps(chance), random_steps(chance), otherwise=random_steps(chance)), wait(3)]
    block = root_block()
    changed = json.loads(json.dumps(steps[0]["value"]))
    changed["name"] = "Renamed"
    changed["paths"].reverse()
    bare = json.loads(json.dumps(changed))
    for part in (*(item["value"] for item in bare["paths"]), bare["otherwise"]):
        part["steps"] = []
    fields = form_fields(block.child_blocks["branch"], OPEN_PREFIX, bare)
    data = query({"steps-json": json.dumps(steps), f"{OPEN_PREFIX}-id": steps[0]["id"], **fields})
    value = BuilderWidget(block).value_from_datadict(data, {}, "steps")
    stored = plain_value(block, block.clean(value))
    assert stored == [{**steps[0], "value": changed}, steps[1]]


@pytest.mark.parametrize("posted", ["", "{", "{}", "null", "[" * 100_000])
def test_broken_post_is_refused_and_wipes_nothing(posted: str, admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Precious"))
    data = {"name": "Welcome", "account": account.pk, "re_entry": "restart", "triggers-count": "0"}
    url = reverse("linesteps_scenarios:edit", args=[scenario.pk])
    assert admin.post(url, {**data, "steps-json": posted}).status_code == 400
    scenario.refresh_from_db()
    assert "Precious" in str(plain(scenario.get_latest_revision_as_object().steps))


def test_form_of_a_step_comes_without_the_steps_inside(admin: Client) -> None:
    value = branch([send("A")], otherwise=[send("B")])["value"]
    url = reverse("linesteps_scenarios:step_state")
    answer = admin.post(url, {"type": "branch", "value": value}, content_type="application/json").json()
    assert answer["state"]["paths"][0]["value"]["steps"] == []
    assert "A" not in json.dumps(answer["state"]["paths"][0]["value"]["steps"])


def test_fields_of_a_step_become_its_value(admin: Client, account: Account) -> None:
    before = send("Old", name="N")
    changed = json.loads(json.dumps(before["value"]))
    changed["messages"][0]["value"]["text"] = "New"
    fields = form_fields(root_block().child_blocks["send"], OPEN_PREFIX, changed)
    data = {**fields, "ls-type": "send", "ls-before": json.dumps(before["value"])}
    answer = admin.post(reverse("linesteps_scenarios:step_value"), data).json()
    assert answer["value"] == changed
    assert answer["card"]["title"] == "N"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_numbers_and_times_of_a_form_become_numbers_and_times(admin: Client, language: str) -> None:
    before = wait(3)["value"]
    fields = form_fields(
        root_block().child_blocks["wait"], OPEN_PREFIX, {**before, "amount": 7, "at": "20:00"}
    )
    data = {**fields, "ls-type": "wait", "ls-before": json.dumps(before)}
    url = reverse("linesteps_scenarios:step_value")
    answer = admin.post(url, data, headers={"accept-language": language}).json()
    assert answer["value"] == {**before, "amount": 7, "at": "20:00:00"}
    assert answer["card"]["short"] == {"en": "7 days later at 20:00", "ja": "7日後の20:00"}[language]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_half_typed_values_stay_as_they_were_typed_and_break_nothing(admin: Client, language: str) -> None:
    before = wait(3)["value"]
    typed = {**before, "amount": "3x", "until": "2027-1"}
    fields = form_fields(root_block().child_blocks["wait"], OPEN_PREFIX, typed)
    data = {**fields, "ls-type": "wait", "ls-before": json.dumps(before)}
    url = reverse("linesteps_scenarios:step_value")
    answer = admin.post(url, data, headers={"accept-language": language}).json()
    assert (answer["value"]["amount"], answer["value"]["until"]) == ("3x", "2027-1")
    assert answer["card"]["summary"] == "…"


def describe(client: Client, account: Account, steps: list[Any], triggers: str = "") -> Any:
    data = {"account": str(account.pk), "scenario": None, "steps": steps, "triggers": triggers}
    return client.post(reverse("linesteps_scenarios:describe"), data, content_type="application/json")


def test_cards_say_what_happens_when_and_what_is_missing(admin: Client, account: Account) -> None:
    gap = step("wait", amount=3, unit="days", at="19:00:00", weekdays=[], until=None)
    hello, empty = send("Hello"), send("", name="Voices")
    answer = describe(admin, account, [hello, gap, empty]).json()
    assert answer["cards"][gap["id"]]["short"] == "3 days later at 19:00"
    assert answer["cards"][empty["id"]]["day"] == 3
    [problem] = answer["cards"][empty["id"]]["problems"]
    assert "no text yet" in problem["message"] and problem["path"] == ["messages", 0, "text"]
    assert answer["summary"] == (
        "Up to 2 messages over 3 days after the start. Quiet hours 21:00–9:00: sent at 9:00 the next day."
    )
    assert "no start condition" in answer["problems"][0]["message"]


def test_start_conditions_are_read_from_the_form(admin: Client, account: Account) -> None:
    fields = query(
        {"triggers-count": "1", "triggers-0-type": "by_hand", "triggers-0-id": "t", "triggers-0-order": "0"}
    )
    fields["triggers-0-deleted"] = ""
    answer = describe(admin, account, [send("Hello")], fields.urlencode()).json()
    assert answer["problems"] == []
    assert answer["start"] == "When added by hand"


def test_page_brings_the_words_that_the_server_would_be_asked_for(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hello"), wait(3), branch([send("A")]), send("", name="Voices"))
    page = admin.get(reverse("linesteps_scenarios:edit", args=[scenario.pk]))
    asked = {
        "account": str(account.pk),
        "scenario": scenario.pk,
        "steps": plain(scenario.steps),
        "triggers": trigger_fields(page),
    }
    answer = admin.post(
        reverse("linesteps_scenarios:describe"), asked, content_type="application/json"
    ).json()
    assert start_of(page)["described"] == answer
    assert len(answer["cards"]) == 5 and answer["start"] == "When added by hand"


def test_page_that_comes_back_with_errors_lets_the_browser_ask(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send(""))
    data = {"account": account.pk, "name": "", "steps-json": json.dumps(plain(scenario.steps))}
    data |= {"triggers-count": "0", "action-publish": "1"}
    page = admin.post(reverse("linesteps_scenarios:edit", args=[scenario.pk]), data)
    assert page.status_code == 200 and start_of(page)["described"] is None


def start_of(page: Any) -> Any:
    """What the builder's script starts from."""
    found = re.search(r'<script id="steps-builder-start"[^>]*>(.*?)</script>', page.content.decode())
    assert found is not None
    return json.loads(found[1])


def trigger_fields(page: Any) -> str:
    """The fields of the start conditions as the browser posts them."""
    block = triggers_block()
    return query(form_fields(block, "triggers", plain(page.context["form"].instance.triggers))).urlencode()


def test_unknown_kind_has_a_card_and_stays(admin: Client, account: Account) -> None:
    lost = {"type": "from_elsewhere", "id": "x1", "value": {"a": [1]}}
    answer = describe(admin, account, [lost]).json()
    assert "not installed" in answer["cards"]["x1"]["title"]
    value = BuilderWidget(root_block()).value_from_datadict(
        query({"steps-json": json.dumps([lost])}), {}, "steps"
    )
    assert plain_value(root_block(), value) == [lost]


@pytest.mark.parametrize("name", ["describe", "step_state", "step_value"])
def test_only_editors_may_ask(name: str, account: Account) -> None:
    client = Client()
    client.force_login(make_user("view_scenario"))
    assert client.post(reverse(f"linesteps_scenarios:{name}"), {}).status_code in {302, 403}
    assert Scenario.objects.count() == 0


@pytest.mark.parametrize(("typed", "stored"), [("12", 12), ("", None), ("1.5", "1.5"), ("soon", "soon")])
def test_number_becomes_a_number_and_what_is_none_stays_as_typed(
    admin: Client, typed: str, stored: Any
) -> None:
    before = branch([send("A")])
    before["value"]["wait_hours"] = None
    fields = form_fields(root_block().child_blocks["branch"], OPEN_PREFIX, before["value"])
    data = {**fields, f"{OPEN_PREFIX}-wait_hours": typed}
    data |= {"ls-type": "branch", "ls-before": json.dumps(before["value"])}
    answer = admin.post(reverse("linesteps_scenarios:step_value"), data).json()
    assert answer["value"]["wait_hours"] == stored
    gap = wait(3)
    fields = form_fields(root_block().child_blocks["wait"], OPEN_PREFIX, gap["value"])
    data = {
        **fields,
        f"{OPEN_PREFIX}-amount": typed,
        "ls-type": "wait",
        "ls-before": json.dumps(gap["value"]),
    }
    answer = admin.post(reverse("linesteps_scenarios:step_value"), data).json()
    assert answer["value"]["amount"] == stored


def test_line_ends_of_an_open_form_are_one_character_as_line_counts_them() -> None:
    before = send("A")
    fields = form_fields(root_block().child_blocks["send"], OPEN_PREFIX, send("a\r\nb")["value"])
    data = query({"steps-json": json.dumps([before]), f"{OPEN_PREFIX}-id": before["id"], **fields})
    value = BuilderWidget(root_block()).value_from_datadict(data, {}, "steps")
    assert plain_value(root_block(), value)[0]["value"]["messages"][0]["value"]["text"] == "a\nb"
