"""The builder: scenarios are drawn by mouse and by keyboard, and what was drawn is what is stored."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from linesteps.messages.models import Coupon
from linesteps.scenarios.models import Scenario
from tests.admin.builders import branch, make_account, make_scenario, send
from tests.browser import in_thread
from tests.browser.builder_page import BuilderPage, stored

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def blank(**fields: Any) -> Scenario:
    """A scenario without any step."""
    scenario = make_scenario(make_account(), **fields)
    scenario.steps = []
    scenario.save()
    scenario.save_revision(changed=True, clean=False)
    return scenario


def shape(steps: list[dict[str, Any]]) -> list[Any]:
    """Kinds, texts and paths, without ids."""
    found: list[Any] = []
    for step in steps:
        value = step["value"]
        if step["type"] == "send":
            found.append([message["value"].get("text") for message in value["messages"]])
        elif step["type"] == "branch":
            paths = [shape(item["value"]["steps"]) for item in value["paths"]]
            found.append({"paths": paths, "otherwise": shape(value["otherwise"]["steps"])})
        else:
            found.append(step["type"])
    return found


#: Wagtail begins to watch the form for edits two seconds after it is there.
FIRST_LOOK_MS = 2500
#: A coupon, three days later a word, and as long after it those who tapped are told from those who did not.
SC5 = [["Coupon"], "wait", ["Voices"], "wait", {"paths": [[["Thanks"]]], "otherwise": [["Not yet?"]]}]


def all_ids(value: Any) -> set[str]:
    """Every id of steps and items inside."""
    if isinstance(value, list):
        return set().union(*(all_ids(part) for part in value)) if value else set()
    if not isinstance(value, dict):
        return set()
    own = {value["id"]} if "value" in value and value.get("id") else set()
    return own.union(*(all_ids(part) for part in value.values()))


def test_scenario_is_drawn_by_mouse_saved_and_shown_again(builder: BuilderPage) -> None:
    scenario = blank()
    builder.open(scenario)
    builder.page.locator(".ls-blank__button").click()
    builder.choose("Text")
    builder.type("-text", "Coupon")
    builder.add(-1, "Text")
    builder.type("-text", "Voices")
    assert builder.steps()[1]["value"] == {
        "amount": 3,
        "unit": "days",
        "at": "19:00:00",
        "weekdays": [],
        "until": None,
    }
    expect(builder.page.locator(".ls-canvas .ls-pill")).to_have_text("3 days later at 19:00")
    builder.add(-1, "Branch")
    builder.add_to_path(0, "Text")
    builder.type("-text", "Thanks")
    builder.add_to_path(-1, "Text")
    builder.type("-text", "Not yet?")
    drawn = builder.steps()
    assert shape(drawn) == SC5
    builder.save()
    assert builder.steps() == drawn
    assert stored(scenario) == drawn


def test_new_scenario_begins_in_the_builder(builder: BuilderPage) -> None:
    account = make_account()
    page = builder.page
    page.goto(builder.address + reverse("linesteps_scenarios:add"))
    builder.settled()
    page.locator("[name='name']").fill("New one")
    page.locator(".ls-blank__button").click()
    builder.choose("Text")
    builder.type("-text", "Hello")
    with page.expect_navigation():
        page.locator("form#w-editor-form footer button.action-save").first.click()
    scenario = in_thread(lambda: Scenario.objects.get(name="New one"))
    assert scenario.account_id == account.pk
    assert shape(stored(scenario)) == [["Hello"]]


def test_scenario_is_drawn_by_keyboard_only(builder: BuilderPage) -> None:
    scenario = blank()
    builder.open(scenario)
    keyboard = builder.page.keyboard

    def add(key: str, kind: str, words: str = "") -> None:
        keyboard.press(key)
        expect(builder.page.locator(".ls-menu__search")).to_be_focused()
        keyboard.type(kind)
        keyboard.press("Enter")
        if words:
            expect(builder.form.locator(".ls-words__text").first).to_be_focused()
            keyboard.type(words)
            builder.page.wait_for_function(
                "words => JSON.stringify(window.linesteps.builder.steps()).includes(words)", arg=words
            )
            keyboard.press("Escape")

    builder.canvas.focus()
    add("a", "text", "Coupon")
    expect(builder.canvas).to_be_focused()
    add("Insert", "text", "Voices")
    add("a", "branch")
    builder.page.wait_for_timeout(600)
    keyboard.press("Escape")
    # Into the paths by way of the outline, which has a row for each.
    builder.page.locator("[role=tree] [tabindex='0']").focus()
    for words in ("Thanks", "Not yet?"):
        builder.page.locator("[role=tree] [tabindex='0']").focus()
        keyboard.press("End")
        if words == "Thanks":
            keyboard.press("ArrowUp")
        add("Insert", "text", words)
    drawn = builder.steps()
    assert shape(drawn) == SC5
    builder.save(by_key=True)
    assert builder.steps() == drawn == stored(scenario)


def test_copies_go_to_another_scenario_as_new_steps(builder: BuilderPage) -> None:
    account = make_account()
    target = send("Inside", step_id="11111111-1111-4111-8111-111111111111")
    # As every form stores it, so that saving adds nothing.
    target["value"]["expires_hours"] = None
    jump = {"type": "jump", "id": "22222222-2222-4222-8222-222222222222", "value": {"step": target["id"]}}
    first = make_scenario(account, branch([target, jump]), name="First")
    second = make_scenario(account, send("There"), name="Second")
    builder.open(first)
    original = builder.steps()[0]
    builder.canvas.focus()
    builder.page.keyboard.press("Home")
    builder.page.keyboard.press("Control+c")
    builder.open(second)
    builder.canvas.focus()
    builder.page.keyboard.press("End")
    builder.page.keyboard.press("Control+v")
    expect(builder.cards).to_have_count(4)
    copy = builder.steps()[1]
    assert shape([copy]) == shape([original])
    assert not all_ids(copy) & all_ids(original)
    inside = copy["value"]["paths"][0]["value"]["steps"]
    assert inside[1]["value"]["step"] == inside[0]["id"], "the jump leads to the copy"
    builder.save()
    assert stored(second)[1] == copy


def test_deleted_step_comes_back(builder: BuilderPage) -> None:
    scenario = make_scenario(make_account(), send("A"), branch([send("B"), send("C")]))
    builder.open(scenario)
    before = builder.steps()
    builder.cards.nth(1).click()
    builder.page.locator(".ls-inspector").get_by_role("button", name="Delete", exact=True).first.click()
    expect(builder.cards).to_have_count(1)
    expect(builder.page.locator(".ls-said")).to_contain_text("Deleted")
    # Beside what is said; the button in the bar has the same name.
    builder.page.locator(".ls-said").get_by_role("button", name="Undo").click()
    expect(builder.cards).to_have_count(4)
    assert builder.steps() == before
    builder.cards.nth(1).click()
    builder.page.keyboard.press("Delete")
    expect(builder.cards).to_have_count(1)
    builder.page.keyboard.press("Control+z")
    expect(builder.cards).to_have_count(4)
    assert builder.steps() == before


def test_text_in_the_deepest_branch_is_edited(builder: BuilderPage) -> None:
    scenario = make_scenario(make_account(), branch([branch([branch([send("Deep", step_id="deep-step")])])]))
    builder.open(scenario)
    builder.page.locator(".ls-canvas [data-id='deep-step']").click()
    builder.type("-text", "三つ目の分岐の中")
    expect(builder.page.locator(".ls-canvas [data-id='deep-step']")).to_contain_text("三つ目の分岐の中")
    builder.save()
    assert "三つ目の分岐の中" in str(stored(scenario))
    assert builder.cards.count() == 4


def test_steps_of_a_path_stay_when_its_branch_is_edited(builder: BuilderPage) -> None:
    scenario = make_scenario(make_account(), branch([send("A")], [send("B")]))
    builder.open(scenario)
    builder.cards.nth(0).click()
    builder.form.locator("[data-streamfield-action='MOVE_DOWN']").first.click()
    builder.page.wait_for_function(
        "JSON.stringify(window.linesteps.builder.steps()).search('Path 2') < "
        "JSON.stringify(window.linesteps.builder.steps()).search('Path 1')"
    )
    assert shape(builder.steps()) == [{"paths": [[["B"]], [["A"]]], "otherwise": []}]
    builder.form.locator("[data-streamfield-list-add]").last.click()
    expect(builder.page.locator(".ls-path")).to_have_count(4)
    builder.settled()
    ids = [item["id"] for item in builder.steps()[0]["value"]["paths"]]
    builder.type("paths-2-value-label", "Third")
    assert [item["id"] for item in builder.steps()[0]["value"]["paths"]] == ids, "a new path keeps its id"
    builder.save()
    assert shape(stored(scenario)) == [{"paths": [[["B"]], [["A"]], []], "otherwise": []}]


def test_coupon_is_chosen_in_the_inspector(builder: BuilderPage) -> None:
    from linesteps import clock

    scenario = blank()
    coupon = Coupon.objects.create(
        account=scenario.account, title="First visit", valid_from=clock.now(), valid_until=clock.now()
    )
    builder.open(scenario)
    builder.add(0, "Coupon")
    builder.press(builder.form.locator(".chooser").get_by_role("button").first)
    builder.page.locator(".modal").get_by_text("First visit").click()
    expect(builder.page.locator(".ls-canvas .ls-node")).to_contain_text("First visit")
    builder.save()
    assert stored(scenario)[0]["value"]["messages"][0]["value"] == {"coupon": coupon.pk}


def test_refused_publish_opens_the_first_problem(builder: BuilderPage) -> None:
    empty = send("", name="No words", step_id="33333333-3333-4333-8333-333333333333")
    scenario = make_scenario(make_account(), send("Hi"), branch([branch([branch([empty])])]))
    builder.open(scenario)
    page = builder.page
    expect(page.locator(".ls-canvas .ls-badge--problem")).to_have_count(1)
    # Past the dialog, which would hold it back: the server has the last word.
    with page.expect_navigation():
        page.evaluate(
            """() => document.querySelector("#w-editor-form").requestSubmit(
                document.querySelector("#w-editor-form .action-save[name='action-publish']"))"""
        )
    expect(page.locator(".ls-canvas .ls-selected")).to_contain_text("No words")
    expect(builder.form.locator(".error-message").first).to_contain_text("There is no text yet")
    expect(builder.form.locator(".ls-words__text").first).to_be_focused()
    builder.cards.first.click()
    page.locator(".ls-problems").get_by_role("link", name="5. No words").click()
    expect(builder.form.locator(".ls-words__text").first).to_be_focused()
    assert not in_thread(lambda: Scenario.objects.get(pk=scenario.pk).live)


def test_edit_during_an_autosave_is_saved_too(builder: BuilderPage) -> None:
    scenario = make_scenario(make_account(), send("One", step_id="only-step"))
    builder.open(scenario)
    builder.cards.first.click()
    expect(builder.field("-text")).to_be_visible()
    builder.page.wait_for_timeout(FIRST_LOOK_MS)
    builder.page.evaluate(
        """() => {
            const send = window.fetch;
            window.fetch = async (...args) => {
                const isSave = String(args[0]?.url ?? args[0]).includes('/edit/');
                const answer = await send(...args);
                if (isSave) {
                    window.saves = (window.saves ?? 0) + 1;
                    await new Promise(done => setTimeout(done, 1200));
                }
                return answer;
            };
        }"""
    )
    builder.field("-text").fill("Two")
    builder.page.wait_for_function("window.saves >= 1")
    builder.field("-text").fill("Three")
    builder.page.wait_for_timeout(6000)
    assert shape(stored(scenario)) == [["Three"]]


def test_looking_at_a_step_is_no_edit(builder: BuilderPage) -> None:
    scenario = make_scenario(make_account(), send("One"), branch([send("Two")]), publish=True)
    revisions = in_thread(lambda: scenario.revisions.count())
    builder.open(scenario)
    builder.page.wait_for_timeout(FIRST_LOOK_MS)
    for number in (0, 1, 2):
        builder.cards.nth(number).click()
        builder.page.wait_for_timeout(1200)
    assert in_thread(lambda: scenario.revisions.count()) == revisions
    assert not in_thread(lambda: Scenario.objects.get(pk=scenario.pk).has_unpublished_changes)


def test_edit_in_the_first_second_is_saved_too(builder: BuilderPage) -> None:
    scenario = make_scenario(make_account(), send("One"))
    builder.open(scenario)
    builder.add(-1, "End")
    builder.page.wait_for_timeout(FIRST_LOOK_MS + 3500)
    assert shape(stored(scenario)) == [["One"], "end"]


def test_save_in_the_middle_of_typing_has_the_last_letter(builder: BuilderPage) -> None:
    scenario = make_scenario(make_account(), branch([send("One", step_id="inner")]))
    builder.open(scenario)
    builder.page.locator(".ls-canvas [data-id='inner']").click()
    expect(builder.field("-text")).to_be_visible()
    builder.field("-text").fill("Last letter")
    builder.save()
    assert "Last letter" in str(stored(scenario))


def test_save_right_after_leaving_a_step_has_its_last_letter(builder: BuilderPage) -> None:
    scenario = make_scenario(make_account(), send("One"), send("Two"))
    builder.open(scenario)
    builder.cards.first.click()
    expect(builder.field("-text")).to_have_value("One")
    # The answer comes too late for the save.
    builder.page.route("**/builder/value/", lambda _route: None)
    builder.field("-text").fill("Last letter")
    builder.cards.nth(1).click()
    builder.save()
    assert shape(stored(scenario)) == [["Last letter"], ["Two"]]


def test_nothing_is_lost_while_the_server_is_silent(builder: BuilderPage) -> None:
    scenario = make_scenario(make_account(), send("One"), send("Two"))
    builder.open(scenario)
    builder.cards.first.click()
    expect(builder.field("-text")).to_have_value("One")
    builder.page.route("**/builder/**", lambda route: route.abort())
    builder.field("-text").fill("Typed offline")
    builder.cards.nth(1).click()
    expect(builder.page.locator(".ls-said")).to_contain_text("does not answer")
    expect(builder.field("-text")).to_have_value("Typed offline")
    builder.page.unroute("**/builder/**")
    builder.save()
    assert shape(stored(scenario)) == [["Typed offline"], ["Two"]]
