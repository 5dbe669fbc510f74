"""What must be mended, and who is inside: the dialog leads there."""

from __future__ import annotations

import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from linesteps import clock
from linesteps.engine.models import Enrolment
from linesteps.messages.models import Coupon
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import message, send, trigger, wait
from tests.admin.builders import make_account, make_friend, make_scenario
from tests.browser import in_thread
from tests.browser.builder_page import BuilderPage, sign_in
from tests.browser.conftest import NewContext
from tests.browser.publish.dialog import LOCALES, Publishing, live_with_people, start

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IMAGES = Path(__file__).resolve().parents[3] / "docs" / "images"
TAKES_PICTURES = os.environ.get("LINESTEPS_SCREENSHOTS") == "1"


def take(page: Page, name: str, language: str) -> None:
    if TAKES_PICTURES:
        page.screenshot(path=IMAGES / f"{name}-{language}.png", animations="disabled")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_must_be_mended_stands_first_and_leads_to_its_step(
    new_context: NewContext, live_server: Any, language: str
) -> None:
    page = _page(new_context, language)
    sign_in(page, live_server.url)
    publishing = Publishing(BuilderPage(page, live_server.url))
    publishing.builder.open(_too_much(language))
    dialog = publishing.open()
    take(page, "publish", language)
    lines = dialog.locator(".ls-publish__list").first.locator(":scope > li")
    gravity = ["--error" in (line.get_attribute("class") or "") for line in lines.all()]
    assert gravity == [True] + [False] * (len(gravity) - 1) and len(gravity) == 4
    # The caret is on it.
    first = lines.first.get_by_role("button")
    expect(first).to_be_focused()
    expect(lines.first.get_by_role("link")).to_have_attribute("target", "_blank")

    # Pressing the last button all the same explains, and nothing is published.
    expect(publishing.go).to_have_attribute("aria-disabled", "true")
    publishing.go.click(force=True)
    expect(dialog.locator("[role=status]")).to_contain_text("✖")
    expect(first).to_be_focused()
    first.press("Enter")
    expect(dialog).to_be_hidden()
    page.wait_for_function("window.linesteps.builder.selected() === 'last'")
    page.wait_for_function("document.activeElement.closest('.ls-inspector__form') !== null")
    assert not in_thread(lambda: Scenario.objects.get(versions=None).live)


def test_each_problem_leads_to_its_very_field(publishing: Publishing) -> None:
    account = make_account()
    steps = [send("", name="First", id="first"), send(message("coupon", coupon=None), name="Last", id="last")]
    scenario = make_scenario(account, *steps)
    start(scenario)
    scenario.save_revision()
    publishing.builder.open(scenario)
    page, dialog = publishing.page, publishing.dialog

    publishing.open()
    publishing.line("no text yet").get_by_role("button").click()
    expect(dialog).to_be_hidden()
    field = publishing.builder.field("-text")
    expect(field).to_be_focused()
    field.fill("Hello")
    publishing.builder.settled()

    publishing.open()
    expect(publishing.line("no text yet")).to_have_count(0)
    publishing.line("No coupon is chosen").get_by_role("button").click()
    expect(dialog).to_be_hidden()
    page.wait_for_function("window.linesteps.builder.selected() === 'last'")
    page.wait_for_function("document.activeElement.closest('.ls-inspector__form .chooser') !== null")

    publishing.open()
    publishing.line("no start condition").get_by_role("button", name="Go to the start condition").click()
    expect(dialog).to_be_hidden()
    page.wait_for_function("document.activeElement.closest('.ls-panel-triggers') !== null")


def _page(new_context: NewContext, language: str) -> Page:
    context: BrowserContext = new_context(
        locale=LOCALES[language], viewport={"width": 1440, "height": 1000}, reduced_motion="reduce"
    )
    return context.new_page()


def _too_much(language: str) -> Scenario:
    """Sc3 with a coupon that ends too early, beside Sc4, on a plan that is too small for both."""
    words = {
        "ja": (
            "浜の店",
            "水産EC 友だち追加",
            "水産EC クリック",
            "友だち追加のお礼",
            "お客様の声",
            "半額クーポン",
        ),
        "en": (
            "Beach shop",
            "Seafood new friends",
            "Seafood click",
            "Thanks",
            "Customer voices",
            "Half price",
        ),
    }[language]
    account = make_account(name=words[0], plan_size=200)
    for number in range(24):
        make_friend(account, f"F{number}", last_followed_at=clock.now() - timedelta(days=number))
    days = [wait(days=3, at="19:00"), wait(days=2, at="19:00"), wait(days=2, at="19:00")]
    other = make_scenario(
        account,
        *[step for number, gap in enumerate(days) for step in (gap, send("…", name=f"{number}"))],
        name=words[2],
        entries_per_day=Decimal(12),
    )
    start(other, trigger("link_clicked", url="https://shop.jp/saba/"))
    other.save_revision().publish()
    coupon = Coupon.objects.create(
        account=account,
        title=words[5],
        valid_from=clock.now() - timedelta(days=1),
        valid_until=clock.now() + timedelta(days=10),
        line_coupon_id="c-1",
    )
    scenario = make_scenario(
        account,
        send("…", name=words[3], id="first"),
        wait(days=3, at="19:00"),
        send("…", name=words[4]),
        wait(days=4, at="19:00"),
        send("…"),
        wait(days=7, at="19:00"),
        send(message("coupon", coupon=coupon.pk), name=words[5], id="last"),
        name=words[1],
    )
    start(scenario, trigger())
    scenario.save_revision()
    return scenario


@pytest.mark.parametrize("language", ["ja", "en"])
def test_people_inside_are_counted_and_decided_about(
    new_context: NewContext, live_server: Any, language: str
) -> None:
    page = _page(new_context, language)
    sign_in(page, live_server.url)
    publishing = Publishing(BuilderPage(page, live_server.url))
    scenario = live_with_people(language)
    publishing.builder.open(scenario)
    expect(publishing.button).to_have_text({"ja": "反映する", "en": "Apply the changes"}[language])
    dialog = publishing.open()
    live = dialog.locator(".ls-publish__live")
    expect(live.locator("li")).to_have_count(3)
    expect(live).to_contain_text(
        {"ja": "待っている人は元の時刻のまま", "en": "people who wait keep their time"}[language]
    )
    expect(live).to_contain_text({"ja": "いまここに7人", "en": "7 people here"}[language])
    expect(publishing.go).to_have_attribute("aria-disabled", "true")
    take(page, "publish-live", language)

    # The line in the list leads to the answer, which stands in the dialog itself.
    dialog.locator(".ls-publish__line--error").get_by_role("button").click()
    expect(live.locator("[name='deleted']").first).to_be_focused()
    page.keyboard.press("Space")
    expect(live.locator("[name='deleted']").first).to_be_checked()
    expect(publishing.go).to_have_attribute("aria-disabled", "false")
    # Whoever ends it for everybody is not asked about the deleted step.
    live.locator("[name='inside'][value='end']").check()
    expect(live.locator("[name='deleted']").first).to_be_hidden()
    live.locator("[name='inside'][value='move']").check()
    expect(live.locator("[name='deleted']").first).to_be_visible()
    publishing.settled()
    with publishing.builder.next_page():
        publishing.go.click()
    assert in_thread(lambda: Scenario.objects.get().current_version.number) == 2
    runs = in_thread(lambda: list(Enrolment.objects.values_list("version__number", "step_id").distinct()))
    assert sorted(runs) == [(2, "first-wait"), (2, "thanks")]
