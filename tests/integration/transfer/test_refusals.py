"""Whatever is wrong in a scenario file is named with its place, and nothing of it is kept."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from linesteps.blocks.recursion import walk_plain
from linesteps.errors import FormatError
from linesteps.models import Account, Attribute, Scenario
from linesteps.scenarios.plain import plain
from linesteps.scenarios.transfer import import_scenarios
from linesteps.scenarios.transfer.reading import MAX_BYTES, read_file
from tests.integration.transfer.files import changed, example, refused

pytestmark = pytest.mark.django_db

STEP = "scenarios.0.steps.0"
SPEC = "scenarios.0.coupons.drink"
WRONG = [
    ("format", "something", "format", "linesteps.scenarios"),
    ("version", 2, "version", "1"),
    ("version", True, "version", "True"),
    ("scenarios", KeyError, "$", "scenarios"),
    ("scenarios", {}, "scenarios", "list"),
    ("extra", 1, "extra", "title"),
    ("scenarios.0", [], "scenarios[0]", "object"),
    ("scenarios.0.key", KeyError, "scenarios[0]", "key"),
    ("scenarios.0.key", "a b", "scenarios[0].key", "30"),
    ("scenarios.0.name", "  ", "scenarios[0].name", "120"),
    ("scenarios.0.name", "a" * 121, "scenarios[0].name", "120"),
    ("scenarios.0.naem", "x", "scenarios[0].naem", "name"),
    ("scenarios.0.re_entry", "sometimes", "scenarios[0].re_entry", "restart"),
    ("scenarios.0.can_repeat", "yes", "scenarios[0].can_repeat", "true"),
    (f"{STEP}.id", KeyError, "scenarios[0].steps[0]", "id"),
    (f"{STEP}.id", "a:b", "scenarios[0].steps[0].id", "64"),
    (f"{STEP}.id", "dessert", "scenarios[0].steps[2].value.paths[0].steps[0].id", "dessert"),
    (f"{STEP}.type", "teleport", "scenarios[0].steps[0].type", "teleport"),
    (f"{STEP}.type", "lost_step", "scenarios[0].steps[0].type", "lost_step"),
    (f"{STEP}.value", [], "scenarios[0].steps[0].value", "object"),
    (f"{STEP}.value.nmae", "x", "scenarios[0].steps[0].value.nmae", "messages"),
    (f"{STEP}.value.name", "a" * 81, "scenarios[0].steps[0].value.name", "80"),
    (f"{STEP}.value.messages.0.type", "hologram", "scenarios[0].steps[0].value.messages[0].type", "text"),
    (f"{STEP}.value.messages.0.value.text", 3, "scenarios[0].steps[0].value.messages[0].value.text", "text"),
    (f"{STEP}.value.messages.0.id", "x", "scenarios[0].steps[0].value.messages[0].id", "type"),
    (
        f"{STEP}.value.messages.0.value.text",
        "a\x00b",
        "scenarios[0].steps[0].value.messages[0].value.text",
        "stored",
    ),
    (
        f"{STEP}.value.messages.0.value.text",
        "\ud800",
        "scenarios[0].steps[0].value.messages[0].value.text",
        "stored",
    ),
    (
        f"{STEP}.value.messages",
        [{"type": "text", "value": {"text": "a"}}] * 6,
        "scenarios[0].steps[0].value.messages",
        "6",
    ),
    (
        f"{STEP}.value.messages.1.value.coupon",
        "nope",
        "scenarios[0].steps[0].value.messages[1].value.coupon",
        "nope",
    ),
    (
        f"{STEP}.value.messages.1.value.coupon",
        1,
        "scenarios[0].steps[0].value.messages[1].value.coupon",
        "text",
    ),
    ("scenarios.0.steps.1.value.amount", "3", "scenarios[0].steps[1].value.amount", "number"),
    ("scenarios.0.steps.1.value.amount", True, "scenarios[0].steps[1].value.amount", "number"),
    ("scenarios.0.steps.1.value.amount", 10**12, "scenarios[0].steps[1].value.amount", "big"),
    ("scenarios.0.steps.1.value.unit", "weeks", "scenarios[0].steps[1].value.unit", "weeks"),
    ("scenarios.0.steps.1.value.at", "25:00", "scenarios[0].steps[1].value.at", "25:00"),
    ("scenarios.0.steps.1.value.at", "evening", "scenarios[0].steps[1].value.at", "evening"),
    ("scenarios.0.steps.1.value.until", "2027-02-30", "scenarios[0].steps[1].value.until", "2027-02-30"),
    ("scenarios.0.steps.1.value.weekdays", ["9"], "scenarios[0].steps[1].value.weekdays", "9"),
    ("scenarios.0.steps.1.value.weekdays", [1], "scenarios[0].steps[1].value.weekdays[0]", "text"),
    (
        "scenarios.0.steps.2.value.paths.0.conditions.0.value.step",
        "gone",
        "scenarios[0].steps[2].value.paths[0].conditions[0].value.step",
        "gone",
    ),
    ("scenarios.0.triggers.0.type", "moonrise", "scenarios[0].triggers[0].type", "friend_added"),
    (f"{SPEC}.title", KeyError, "scenarios[0].coupons.drink", "title"),
    (f"{SPEC}.title", "a" * 61, "scenarios[0].coupons.drink.title", "60"),
    (f"{SPEC}.reward", "party", "scenarios[0].coupons.drink.reward", "party"),
    (f"{SPEC}.reward", "discount_percent", "scenarios[0].coupons.drink.reward_value", "discount"),
    (f"{SPEC}.valid_days", 0, "scenarios[0].coupons.drink.valid_days", "1"),
    (f"{SPEC}.valid_days", KeyError, "scenarios[0].coupons.drink", "valid_days"),
    (f"{SPEC}.valid_from", "2027-01-01", "scenarios[0].coupons.drink.valid_days", "valid_from"),
    (f"{SPEC}.image", "none.jpg", "scenarios[0].coupons.drink.image", "none.jpg"),
    ("scenarios.0.coupons", {"a/b/c": {}}, "scenarios[0].coupons.a/b/c", "30"),
    ("scenarios.0.images", {"../x.jpg": {}}, "scenarios[0].images.../x.jpg", "file name"),
    ("scenarios.0.images", {"x.jpg": {"data": "§"}}, "scenarios[0].images.x.jpg.data", "base64"),
    ("scenarios.0.images", {"x.jpg": {"data": "AAAA"}}, "scenarios[0].images.x.jpg.data", "image"),
    ("scenarios.0.attributes.0.type", "colour", "scenarios[0].attributes[0].type", "colour"),
    ("scenarios.0.attributes.0.key", "a b", "scenarios[0].attributes[0].key", "letters"),
    ("scenarios.0.attributes.0.choices", [1], "scenarios[0].attributes[0].choices[0]", "text"),
]


@pytest.mark.parametrize(
    ("path", "value", "place", "word"), WRONG, ids=[f"{w[0]}-{n}" for n, w in enumerate(WRONG)]
)
def test_mistake_in_a_file_is_named_with_its_place(
    path: str, value: Any, place: str, word: str, account: Account
) -> None:
    error = refused(changed(path, value), account)
    assert error.place == place
    assert word in error.reason


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "",
        "[]",
        '"text"',
        "NaN",
        b"\xff\xfe{",
        '{"format": "linesteps.scenarios", "format": "x"}',
        "[" * 100_000,
        "1" * 5_000,
        " " * (MAX_BYTES + 1),
        '{"version": 1e999}',
    ],
    ids=range(11),
)
def test_content_that_is_no_scenario_file_is_refused(content: str | bytes, account: Account) -> None:
    refused(content, account)


def test_deeply_nested_branches_are_refused_before_they_cost_anything(account: Account) -> None:
    steps: list[Any] = []
    for number in range(30):
        branch = {"paths": [{"steps": steps}]}
        steps = [{"id": f"b{number}", "type": "branch", "value": branch}]
    assert "deep" in refused(changed("scenarios.0.steps", steps), account).reason


def test_ten_branches_within_each_other_are_imported(account: Account) -> None:
    steps: list[Any] = []
    for number in range(10):
        steps = [{"id": f"b{number}", "type": "branch", "value": {"paths": [{"steps": steps}]}}]
    data = changed("scenarios.0.steps", steps)
    (scenario,) = import_scenarios(data, account=account)
    assert len(list(walk_plain(plain(scenario.steps)))) == 10


def test_file_with_a_byte_order_mark_is_read() -> None:
    assert read_file("\ufeff{}") == read_file(b"\xef\xbb\xbf{}") == {}


def test_key_that_stands_twice_is_refused(account: Account) -> None:
    data = example()
    data["scenarios"].append(copy.deepcopy(data["scenarios"][0]))
    assert refused(data, account).place == "scenarios[1].key"


def test_mistake_in_the_second_scenario_keeps_the_first_out_too(account: Account) -> None:
    data = example()
    data["scenarios"].append({**copy.deepcopy(data["scenarios"][0]), "key": "second", "name": ""})
    assert refused(data, account).place == "scenarios[1].name"


def test_one_coupon_with_two_sets_of_details_is_refused(account: Account) -> None:
    data = example()
    second = {**copy.deepcopy(data["scenarios"][0]), "key": "second"}
    second["coupons"] = {"welcome/drink": {**second["coupons"]["drink"], "title": "別の題"}}
    second["steps"] = []
    data["scenarios"].append(second)
    assert refused(data, account).place == "scenarios[1].coupons.welcome/drink"


def test_attribute_of_another_type_is_refused(account: Account) -> None:
    Attribute.objects.create(account=account, key="gender", name="性別", type="text")
    with pytest.raises(FormatError) as caught:
        import_scenarios(example(), account=account)
    assert caught.value.place == "scenarios[0].attributes[0].type"
    assert not Scenario.objects.exists()
