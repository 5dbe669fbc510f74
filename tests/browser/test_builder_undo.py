"""Undo and redo: whatever was done to a scenario, every state comes back."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import expect

from tests.admin.builders import branch, make_account, make_scenario, send, wait
from tests.browser.builder_page import BuilderPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAYS = ["ArrowDown", "ArrowUp", "ArrowRight", "Home", "End"]
KEYS = ["Delete", "Control+d", "Alt+ArrowUp", "Alt+ArrowDown", "Control+c", "Control+v", "Control+x", "add"]
ADDED = ["text", "wait", "branch", "end", "buttons", "coupon"]
#: Real keys; a change that comes to nothing is no operation, so more are pressed until there are fifty.
OPERATIONS = 50


@pytest.mark.parametrize("seed", [7, pytest.param(2026, marks=pytest.mark.soak)])
def test_fifty_random_operations_are_undone_and_done_again(builder: BuilderPage, seed: int) -> None:
    builder.open(
        make_scenario(
            make_account(), send("A"), wait(2), branch([send("B")], [wait(1), send("C")]), send("D")
        )
    )
    before = builder.steps()
    chance, keyboard = random.Random(seed), builder.page.keyboard
    tools = builder.page.locator(".ls-tools")
    undo, redo = tools.get_by_role("button", name="Undo"), tools.get_by_role("button", name="Redo")
    builder.canvas.focus()
    known, operations, tries = before, 0, 0
    while operations < OPERATIONS:
        tries += 1
        assert tries < 10 * OPERATIONS
        for _step in range(chance.randrange(4)):
            keyboard.press(chance.choice(WAYS))
        key = chance.choice(KEYS)
        if key == "add":
            keyboard.press("Insert")
            keyboard.insert_text(chance.choice(ADDED))
            keyboard.press("Enter")
        else:
            keyboard.press(key)
        builder.form_is_there()
        builder.canvas.focus()
        now = builder.steps()
        operations += now != known
        known = now
    ids = list(builder.page.evaluate("window.linesteps.builder.list().map(step => step.id)"))
    assert len(ids) == len(set(ids)), "no identity twice"
    undone = 0
    while undo.is_enabled():
        keyboard.press("Control+z")
        undone += 1
        assert undone <= OPERATIONS
    assert (undone, builder.steps()) == (OPERATIONS, before)
    while redo.is_enabled():
        keyboard.press("Control+Shift+z")
        undone -= 1
    assert (undone, builder.steps()) == (0, known)


def test_words_typed_right_before_a_save_cost_no_act(builder: BuilderPage) -> None:
    builder.open(make_scenario(make_account(), send("A"), send("B")))
    before = builder.steps()
    keyboard = builder.page.keyboard
    undo = builder.page.locator(".ls-tools").get_by_role("button", name="Undo")
    builder.canvas.focus()
    keyboard.press("End")
    keyboard.press("Insert")
    keyboard.insert_text("wait")
    keyboard.press("Enter")
    expect(builder.field("amount")).to_be_focused()
    # As Enter does in every form of Wagtail; sooner than the builder reads what was typed.
    with builder.next_page():
        keyboard.insert_text("9")
        keyboard.press("Enter")
    builder.settled()
    assert "9" in str(builder.steps()[-1]["value"]["amount"])
    builder.canvas.focus()
    acts = 0
    while undo.is_enabled():
        keyboard.press("Control+z")
        acts += 1
    assert (acts, builder.steps()) == (2, before)


def test_rename_by_the_keyboard_is_one_act_that_undo_takes_back(builder: BuilderPage) -> None:
    builder.open(make_scenario(make_account(), send("Hi", name="First")))
    builder.canvas.focus()
    builder.page.keyboard.press("F2")
    question = builder.page.get_by_role("dialog", name="Rename")
    expect(question.get_by_role("textbox")).to_be_focused()
    builder.page.keyboard.insert_text("Greeting")
    builder.page.keyboard.press("Enter")
    expect(question).to_have_count(0)
    expect(builder.cards.first).to_contain_text("Greeting")
    builder.page.keyboard.press("F2")
    builder.page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    builder.page.locator(".ls-tools").get_by_role("button", name="Undo").click()
    expect(builder.cards.first).to_contain_text("First")
