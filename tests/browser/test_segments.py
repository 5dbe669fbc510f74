"""The live count in the browser: in the form of a segment, and beside the conditions of a branch."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from linesteps.accounts.models import Account
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import save_segment
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Attribute
from linesteps.followers.tags import add_tag
from linesteps.testing.build import condition, tagged, trigger
from tests.admin.builders import branch, make_account, make_friend, make_scenario, send
from tests.browser import in_thread
from tests.browser.axe import axe
from tests.browser.builder_page import BuilderPage, picture, sign_in
from tests.browser.conftest import NewContext

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def crowd() -> Account:
    """Seven friends: three regulars, of four the rank is not known."""
    account = make_account(name="さかな屋")
    Attribute.objects.create(
        account=account, key="rank", name="会員ランク", type="choice", choices=["ゴールド", "シルバー"]
    )
    for number in range(7):
        friend = make_friend(account, f"花子{number}")
        if number < 3:
            add_tag(friend, "常連", "hand")
            set_attribute(friend, "rank", "ゴールド" if number else "シルバー", "hand")
    return account


@pytest.mark.parametrize("language", ["en", "ja"])
def test_form_counts_while_somebody_writes_and_says_nothing_of_half_a_condition(
    new_context: NewContext, live_server: LiveServer, language: str
) -> None:
    account = crowd()
    segment = Segment(account=account, name="常連", conditions=[tagged("常連")])
    save_segment(segment)
    page = new_context(
        locale="ja-JP" if language == "ja" else "en-GB", viewport={"width": 1280, "height": 1100}
    ).new_page()
    # Nothing of this is saved.
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/linesteps/segments/edit/{segment.pk}/")
    count = page.locator(".ls-segment__count")
    words = {"en": "3 people match now (4 not)", "ja": "いま3人が当てはまります(当てはまらない 4人)"}[
        language
    ]
    expect(count).to_have_text(words)
    field = page.locator('[name="conditions-0-value-tag"]')
    field.fill("")
    expect(count).to_be_hidden()
    field.fill("だれもいない")
    expect(count).to_contain_text({"en": "0 people", "ja": "いま0人"}[language])
    field.fill("常連")
    expect(count).to_have_text(words)
    assert count.get_attribute("aria-live") == "polite"
    picture(page, f"segment-form-{language}")
    axe(page)
    page.goto(f"{live_server.url}/admin/linesteps/segments/")
    picture(page, f"segment-list-{language}")
    unknown = condition("attribute", attribute="rank", comparison="is", value="ゴールド")
    segment.conditions = [unknown]
    in_thread(lambda: save_segment(segment))
    page.goto(f"{live_server.url}/admin/linesteps/segments/people/{segment.pk}/?side=unknown")
    expect(page.locator("table.ls-people tbody tr")).to_have_count(4)
    picture(page, f"segment-people-{language}")
    axe(page)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_branch_says_how_many_match_on_each_path_as_they_are_written(
    new_context: NewContext, live_server: LiveServer, language: str
) -> None:
    account = crowd()
    scenario = make_scenario(account, branch([send("A")], [send("B")], tag="常連"))
    page = new_context(
        locale="ja-JP" if language == "ja" else "en-GB", viewport={"width": 1440, "height": 1000}
    ).new_page()
    sign_in(page, live_server.url)
    builder = BuilderPage(page, live_server.url).open(scenario)
    builder.cards.first.click()
    builder.form_is_there()
    counts = page.locator(".ls-counts")
    three = {"en": "3 people match now", "ja": "いま3人が当てはまります"}[language]
    expect(counts.locator("p")).to_have_count(2)
    expect(counts).to_contain_text(three)
    expect(counts).to_contain_text("Path 1")
    picture(page, f"builder-counts-{language}")
    builder.field("paths-0-value-conditions-0-value-tag").fill("")
    expect(counts.locator("p")).to_have_count(1)
    builder.field("paths-0-value-conditions-0-value-tag").fill("だれも")
    expect(counts).to_contain_text({"en": "0 people", "ja": "いま0人"}[language])
    axe(page)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_start_conditions_and_conditions_to_leave_say_how_many_match(
    new_context: NewContext, live_server: LiveServer, language: str
) -> None:
    account = crowd()
    scenario = make_scenario(account, send("Hi"))
    drawn: Any = scenario
    who = {"conditions": [tagged("常連")], "match": "all"}
    drawn.triggers = [trigger("friend_added", when="any", who=who), trigger("only_for", **who)]
    drawn.exit_rules = [tagged("常連", is_absent=True)]
    scenario.save_revision(clean=False)
    page = new_context(
        locale="ja-JP" if language == "ja" else "en-GB", viewport={"width": 1440, "height": 1000}
    ).new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, live_server.url)
    builder = BuilderPage(page, live_server.url).open(scenario)
    counts = page.locator(".ls-panel-triggers .ls-formcounts")
    three = {"en": "3 people match now", "ja": "いま3人が当てはまります"}[language]
    four = {"en": "4 people match now", "ja": "いま4人が当てはまります"}[language]
    expect(counts.locator("p")).to_have_count(2)
    expect(counts.locator("p").first).to_contain_text(three)
    assert counts.get_attribute("aria-live") == "polite"
    counts.scroll_into_view_if_needed()
    picture(page, f"start-counts-{language}")
    page.evaluate(
        """() => {
            const field = document.querySelector('[name="triggers-0-value-who-conditions-0-value-tag"]');
            field.value = "";
            field.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )
    expect(counts.locator("p")).to_have_count(1)
    page.get_by_role("tab").nth(1).click()
    leaving = page.locator(".ls-panel-exit_rules .ls-formcounts")
    expect(leaving).to_contain_text(four)
    leaving.scroll_into_view_if_needed()
    picture(page, f"exit-counts-{language}")
    assert builder.cards.count()


def test_count_is_not_asked_for_where_nothing_is_asked(builder: BuilderPage) -> None:
    scenario = make_scenario(make_account(), send("Hi"))
    builder.open(scenario)
    builder.cards.first.click()
    builder.form_is_there()
    expect(builder.page.locator(".ls-counts")).to_be_hidden()
