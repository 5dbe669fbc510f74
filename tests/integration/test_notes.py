"""Notes for colleagues: every kind of step has one, it travels with the step, and nobody is sent it."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail import blocks

from linesteps.accounts.models import Account
from linesteps.admin.builder.describe import card_of, kinds
from linesteps.blocks.note import NOTE, has_note, with_note
from linesteps.blocks.recursion import walk_plain
from linesteps.scenarios.compiler import compile_scenario
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from linesteps.scenarios.transfer import export_scenarios, import_scenarios
from linesteps.steps.kind import registry
from linesteps.steps.stream import root_block, without_notes
from linesteps.testing.build import branch, end, path, send, step, tagged, trigger, wait

SECRET = "Ask the boss first"


def noted(plain_step: dict[str, Any]) -> dict[str, Any]:
    return {**plain_step, "value": {**plain_step["value"], NOTE: SECRET}}


def drawn(account: Account, *, with_notes: bool) -> Scenario:
    """One step of each kind, inside branches, too."""
    mark = noted if with_notes else dict
    steps = [
        mark(send("Hello", id="a")),
        mark(wait(days=3, at="19:00", id="b")),
        mark(branch(path([tagged("x")], [mark(end(id="d"))], label="X"), otherwise=[mark(send("Hi", id="e"))], id="c")),
    ]  # fmt: skip
    scenario = Scenario(name="Noted", account=account, live=False, triggers=[trigger()], steps=steps)
    scenario.save()
    scenario.save_revision(clean=False)
    return scenario


@pytest.fixture
def account(db: None) -> Account:
    return Account.objects.create(name="Shop", channel_id="1", channel_secret="s", channel_access_token="t")


def test_every_kind_of_step_has_a_note() -> None:
    known = root_block().child_blocks
    assert [kind.name for kind in registry if not has_note(known[kind.name])] == []


def test_note_is_neither_compiled_nor_part_of_the_content_hash(account: Account) -> None:
    noted_graph = compile_scenario(drawn(account, with_notes=True)).graph
    assert SECRET not in str(noted_graph.to_json())
    bare = drawn(account, with_notes=False)
    assert noted_graph.content_hash() == compile_scenario(bare).graph.content_hash()


def test_changing_a_note_publishes_no_new_version(account: Account) -> None:
    scenario = drawn(account, with_notes=True)
    scenario.latest_revision.publish()
    scenario.refresh_from_db()
    steps = plain(scenario.steps)
    steps[0]["value"][NOTE] = "Something else"
    scenario.steps = steps
    scenario.save_revision(clean=False).publish()
    assert scenario.versions.count() == 1


def test_note_stays_through_the_database_export_and_import(account: Account) -> None:
    scenario = Scenario.objects.get(pk=drawn(account, with_notes=True).pk)
    assert [one["value"][NOTE] for one in walk_plain(plain(scenario.steps))] == [SECRET] * 5
    data = export_scenarios([scenario])
    data["scenarios"][0]["key"] = "again"
    (again,) = import_scenarios(data, account=account)
    assert [one["value"][NOTE] for one in walk_plain(plain(again.steps))] == [SECRET] * 5


def test_step_without_a_note_is_stored_without_one(account: Account) -> None:
    scenario = Scenario.objects.get(pk=drawn(account, with_notes=False).pk)
    assert [one for one in walk_plain(plain(scenario.steps)) if NOTE in one["value"]] == []
    assert all(NOTE not in kind["value"] for kind in kinds().values())


def test_card_carries_the_note() -> None:
    assert card_of(noted(send("Hello")))["note"] == SECRET
    assert card_of(send("Hello"))["note"] == ""
    assert card_of({"type": "gone", "id": "x", "value": {NOTE: SECRET}})["note"] == ""


def test_kind_that_means_something_by_its_own_note_keeps_it() -> None:
    own = blocks.StructBlock([(NOTE, blocks.CharBlock()), ("more", blocks.CharBlock())])
    assert with_note(own) is own
    assert not has_note(own)
    assert list(own.child_blocks) == [NOTE, "more"]


def test_note_comes_last_in_the_form_whatever_order_the_kind_gave_it() -> None:
    class Own(blocks.StructBlock):
        one = blocks.CharBlock()
        two = blocks.CharBlock()

        class Meta:
            form_layout = ["two", "one"]

    block = with_note(Own())
    assert isinstance(block, blocks.StructBlock)
    assert block.meta.form_layout.get_sorted_block_names() == ["two", "one", NOTE]


def test_values_that_no_form_makes_do_no_harm() -> None:
    for value in (None, 5, "x", [], {}, {NOTE: None}, {NOTE: 5}):
        card = card_of({"type": "end", "id": "x", "value": value if isinstance(value, dict) else {}})
        assert isinstance(card["note"], str)
        without_notes([step("end", value)])  # type: ignore[arg-type]
