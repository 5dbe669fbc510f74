"""The steps in Wagtail's own form: branches inside branches, step lists, errors at their step.

The builder stands in front of this form in the editor; what it opens of a step is drawn by these very
blocks, and so they must work by themselves.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from wagtail.blocks.base import BlockWidget

from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from tests.admin.builders import branch, make_account, make_scenario, send, wait
from tests.browser import in_thread

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def wagtails_own_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the builder."""
    monkeypatch.setattr(
        "linesteps.admin.scenarios.form.BuilderWidget", lambda block, *_rest, **_named: BlockWidget(block)
    )


@pytest.fixture
def signed_in(page: Page, live_server: Any) -> Page:
    """A page in which a superuser is signed in."""
    # By its cookie: the sign-in form leads to the home page, which asks for the root page that
    # transactional tests flush.
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("boss", "boss@example.com", "pass"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    return page


def edit_url(live_server: Any, scenario: Scenario) -> str:
    return live_server.url + reverse("linesteps_scenarios:edit", args=[scenario.pk])


def add(page: Page, stream: str, kind: str) -> None:
    """Insert a block at the end of the stream whose container is ``stream``."""
    page.evaluate(
        """([path, kind]) => {
            let block = document.getElementById('steps-root').rootBlock;
            for (const part of path.split('.').filter(Boolean)) {
                block = /^\\d+$/.test(part) ? block.children[Number(part)].block : block.childBlocks[part];
            }
            const state = structuredClone(block.blockDef.initialChildStates[kind]);
            block.insert({type: kind, value: state, id: crypto.randomUUID()}, block.children.length, {animate: false});
        }""",
        [stream, kind],
    )


def save_draft(page: Page) -> None:
    with page.expect_navigation():
        page.locator(
            "form#w-editor-form [name='action-edit'], form#w-editor-form footer button.action-save"
        ).first.click()


def drawn(scenario: Scenario) -> list[dict[str, Any]]:
    def read() -> list[dict[str, Any]]:
        latest = Scenario.objects.get(pk=scenario.pk).get_latest_revision_as_object()
        return plain(latest.steps)

    return in_thread(read)


def test_branches_three_deep_are_added_saved_and_shown_again(signed_in: Page, live_server: Any) -> None:
    scenario = make_scenario(make_account(), send("Hello"))
    page = signed_in
    page.goto(edit_url(live_server, scenario))
    page.wait_for_selector("#steps-root")
    add(page, "", "branch")
    add(page, "1.paths.0.steps", "branch")
    add(page, "1.paths.0.steps.0.paths.0.steps", "branch")
    add(page, "1.paths.0.steps.0.paths.0.steps.0.otherwise.steps", "send")
    deep = "1.paths.0.steps.0.paths.0.steps.0.otherwise.steps.0"
    add(page, f"{deep}.messages", "text")
    page.locator("textarea[name$='-text']").last.fill("三つ目の分岐の中")
    save_draft(page)
    expect(page.locator("textarea[name$='-text']").last).to_have_value("三つ目の分岐の中")

    def path_of(step: dict[str, Any]) -> dict[str, Any]:
        return step["value"]["paths"][0]

    first = drawn(scenario)[1]
    second = path_of(first)["value"]["steps"][0]
    third = path_of(second)["value"]["steps"][0]
    ids = {path_of(step)["id"] for step in (first, second, third)}
    assert len(ids) == 3, "each inserted branch has path ids of its own"
    inner = third["value"]["otherwise"]["steps"][0]
    assert inner["value"]["messages"][0]["value"]["text"] == "三つ目の分岐の中"


def test_step_list_offers_the_steps_in_the_form_and_keeps_the_choice(
    signed_in: Page, live_server: Any
) -> None:
    target = send("Hello", name="Welcome", step_id="11111111-1111-4111-8111-111111111111")
    jump = {"type": "jump", "id": "22222222-2222-4222-8222-222222222222", "value": {"step": target["id"]}}
    scenario = make_scenario(make_account(), target, wait(3), branch([send("A", name="In path")]), jump)
    page = signed_in
    page.goto(edit_url(live_server, scenario))
    select = page.locator("select[data-controller~='ls-step-select']").last
    expect(select).to_have_value(target["id"])
    offered = ["Choose a step", "1. Send: Welcome", "2. Wait", "3. Branch", "4. Send: In path"]
    expect(select.locator("option")).to_contain_text(offered)

    add(page, "", "send")
    select.focus()
    expect(select.locator("option", has_text="6. Send")).to_have_count(1)

    page.evaluate("document.getElementById('steps-root').rootBlock.deleteBlock(0, {animate: false})")
    expect(select).to_have_value(target["id"])
    expect(select.locator("option:checked")).to_contain_text("no longer exists")
    save_draft(page)
    [kept] = [one for one in drawn(scenario) if one["type"] == "jump"]
    assert kept["value"]["step"] == target["id"]


def test_condition_offers_only_steps_that_send(signed_in: Page, live_server: Any) -> None:
    scenario = make_scenario(make_account(), send("Hello", name="Welcome"), wait(3), branch([]))
    page = signed_in
    page.goto(edit_url(live_server, scenario))
    page.wait_for_selector("#steps-root")
    add(page, "2.paths.0.conditions", "clicked_link")
    select = page.locator("select[data-ls-step-select-only-value='send']").last
    expect(select.locator("option")).to_have_text(["Choose a step", "1. Send: Welcome"])


def test_publishing_shows_each_problem_at_its_step(signed_in: Page, live_server: Any) -> None:
    empty = send("", name="No words", step_id="33333333-3333-4333-8333-333333333333")
    scenario = make_scenario(make_account(), send("Hi"), branch([branch([branch([empty])])]))
    page = signed_in
    page.goto(edit_url(live_server, scenario))
    page.wait_for_selector("#steps-root")
    with page.expect_navigation():
        # As without the dialog of our script, which would not let it through.
        page.evaluate(
            "const form = document.getElementById('w-editor-form');"
            "form.append(Object.assign(document.createElement('input'), "
            "{type: 'hidden', name: 'action-publish', value: 'action-publish'})); form.submit()"
        )
    summary = page.locator(".ls-problems")
    expect(summary).to_contain_text("5. No words")
    here = page.locator(f"#block-{empty['id']}-section")
    expect(here.locator(".error-message").first).to_contain_text("There is no text yet")
    summary.get_by_role("link", name="5. No words").click()
    expect(here).to_be_in_viewport()
    assert not in_thread(lambda: Scenario.objects.get(pk=scenario.pk).live)


def test_edit_during_autosave_is_saved_by_another_one(signed_in: Page, live_server: Any) -> None:
    scenario = make_scenario(make_account(), send("Hello"))
    page = signed_in
    page.goto(edit_url(live_server, scenario))
    page.wait_for_selector("#steps-root")
    words = page.locator("textarea[name$='-text']").first
    posts: list[str] = []

    def delay(route: Any) -> None:
        if route.request.method == "POST":
            posts.append("late" if len(posts) else "first")
            if len(posts) == 1:
                # The form was captured; now somebody goes on typing before the server answers.
                words.fill("typed meanwhile")
        route.continue_()

    # Wagtail takes its first picture of the form two seconds after loading.
    page.wait_for_timeout(3_000)
    page.route("**/linesteps/scenarios/edit/**", delay)
    words.fill("typed first")
    page.wait_for_timeout(4_000)
    page.unroute("**/linesteps/scenarios/edit/**")
    assert len(posts) >= 2
    assert drawn(scenario)[0]["value"]["messages"][0]["value"]["text"] == "typed meanwhile"
