"""Publishing in a real browser: two presses, a list that leads to what must be mended, and people inside.

``LINESTEPS_SCREENSHOTS=1`` writes what is seen to ``docs/images``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, expect

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.engine.advance import advance
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment, Intake
from linesteps.messages.models import Coupon
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import branch, clicked, message, path, send, trigger, wait
from tests.admin.builders import make_account, make_friend, make_scenario
from tests.browser import in_thread
from tests.browser.axe import axe
from tests.browser.builder_page import BuilderPage, sign_in
from tests.browser.conftest import NewContext
from tests.unit.test_link_opening import Server

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
TAKES_PICTURES = os.environ.get("LINESTEPS_SCREENSHOTS") == "1"
LOCALES = {"ja": "ja-JP", "en": "en-GB"}
COUNT_PRESSES = """() => {
  window.presses = [];
  document.addEventListener("click", (event) => {
    if (event.isTrusted) window.presses.push(event.target.textContent.trim());
  }, true);
}"""
#: Milliseconds from the press until the dialog is open, and until what can be said at once stands in it.
PRESS_AND_WAIT = """() => new Promise((resolve) => {
  const dialog = document.querySelector("dialog.ls-publish");
  const began = performance.now();
  let opened = 0;
  const look = () => {
    if (!opened && dialog.open) opened = performance.now() - began;
    if (dialog.querySelector(".ls-publish__line")) resolve([opened, performance.now() - began]);
    else requestAnimationFrame(look);
  };
  document.querySelector(".ls-publish__open").click();
  look();
})"""


class Publishing:
    """The dialog on a scenario's page."""

    def __init__(self, builder: BuilderPage) -> None:
        self.builder = builder
        self.page = builder.page
        self.button = self.page.locator(".ls-publish__open")
        self.dialog = self.page.locator("dialog.ls-publish")
        self.go = self.dialog.locator("button[name^='action-']")

    def open(self) -> Locator:
        self.button.click()
        expect(self.dialog).to_be_visible()
        self.settled()
        return self.dialog

    def settled(self) -> None:
        """Until nothing is open any more."""
        expect(self.dialog.locator(".ls-publish__line").first).to_be_attached()
        expect(self.dialog.locator(".ls-publish__line--waiting")).to_have_count(0, timeout=20_000)

    def line(self, words: str) -> Locator:
        return self.dialog.locator(".ls-publish__line").filter(has_text=words)


@pytest.fixture
def publishing(page: Page, live_server: Any) -> Publishing:
    """A page in which a superuser is signed in."""
    page.set_viewport_size({"width": 1440, "height": 1000})
    sign_in(page, live_server.url)
    return Publishing(BuilderPage(page, live_server.url))


def take(page: Page, name: str, language: str) -> None:
    if TAKES_PICTURES:
        page.screenshot(path=IMAGES / f"{name}-{language}.png", animations="disabled")


def test_sc5_is_drawn_and_published_by_exactly_two_presses(publishing: Publishing) -> None:
    account = make_account()
    for number in range(3):
        make_friend(account, f"F{number}")
    builder, page = publishing.builder, publishing.page
    page.goto(builder.address + reverse("linesteps_scenarios:add"))
    builder.settled()
    page.locator("[name='name']").fill("Sc5")
    page.locator(".ls-blank__button").click()
    builder.choose("Text")
    builder.type("-text", "A coupon for you: https://shop.jp/coupon/")
    builder.add(-1, "Text")
    builder.type("-text", "Voices")
    builder.add(-1, "Branch")
    # It asks about the message before it by itself: which of the two is chosen by hand here.
    builder.form.locator("select[name$='-step']").select_option(index=1)
    builder.settled()
    page.locator(".ls-path .ls-slot").first.click()
    builder.choose("Text")
    builder.type("-text", "Thanks")
    page.locator(".ls-path").last.locator(".ls-slot").first.click()
    builder.choose("Text")
    builder.type("-text", "Not yet?")
    triggers = page.locator(".ls-panel-triggers")
    triggers.locator(".c-sf-add-button").first.click()
    page.locator(".w-combobox__option").filter(has_text="Added as a friend").first.click()
    builder.settled()

    page.evaluate(COUNT_PRESSES)
    publishing.open()
    expect(publishing.go).to_have_text("Publish (the 3 people who are friends already get nothing)")
    presses = page.evaluate("window.presses")
    with builder.next_page():
        publishing.go.click()
    assert presses == ["Publish"]
    scenario = in_thread(lambda: Scenario.objects.get(name="Sc5"))
    assert scenario.live and scenario.current_version_id is not None
    assert in_thread(Enrolment.objects.count) == 0


def test_dialog_is_open_at_once(publishing: Publishing, record_property: Any) -> None:
    steps = [step for number in range(30) for step in (send(f"{number}"), wait(days=3))]
    publishing.builder.open(make_scenario(make_account(), *steps))
    opened, filled = publishing.page.evaluate(PRESS_AND_WAIT)
    record_property("milliseconds from press to open dialog, and to its first lines", [opened, filled])
    assert opened < 300
    # The machine of the tests is shared; the figure that counts is recorded.
    assert filled < 5000


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
    _start(scenario)
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
    _start(other, trigger("link_clicked", url="https://shop.jp/saba/"))
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
    _start(scenario, trigger())
    scenario.save_revision()
    return scenario


def _start(scenario: Scenario, *triggers: Any) -> None:
    drawn: Any = scenario
    drawn.triggers = list(triggers)
    scenario.save()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_people_inside_are_counted_and_decided_about(
    new_context: NewContext, live_server: Any, language: str
) -> None:
    page = _page(new_context, language)
    sign_in(page, live_server.url)
    publishing = Publishing(BuilderPage(page, live_server.url))
    scenario = _live(language)
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


def _live(language: str) -> Scenario:
    """A live scenario with people at two waits; in its draft one of them is longer and one is gone."""
    words = {
        "ja": ("浜の店", "友だち追加ステップ", "お礼", "お客様の声", "半額クーポン"),
        "en": ("Beach shop", "New friends", "Thanks", "Customer voices", "Half price"),
    }[language]
    account = make_account(name=words[0], plan_size=5000)
    first, second = wait(days=3, at="19:00", id="first-wait"), wait(days=4, at="19:00", id="second-wait")
    thanks = send("ありがとうございます", name=words[2], id="thanks")
    voices = send("…", name=words[3], id="voices")
    scenario = make_scenario(
        account, first, voices, second, thanks, name=words[1], publish=True, entries_per_day=Decimal(5)
    )
    for number in range(12):
        enrol(scenario, make_friend(account, f"F{number}"), cause="by_hand")
    advance()
    moved = Enrolment.objects.order_by("pk")[:5].values_list("pk", flat=True)
    Enrolment.objects.filter(pk__in=list(moved)).update(step_id="second-wait")
    drawn: Any = scenario
    longer = wait(days=5, at="19:00", id="first-wait")
    drawn.steps = [longer, send("新しい声", name=words[3], id="voices"), thanks]
    scenario.save_revision(changed=True, clean=False)
    return scenario


def test_links_are_filled_in_after_the_dialog_is_open(publishing: Publishing, settings: Any) -> None:
    settings.LINESTEPS_NETWORK_CHECKS = True
    settings.LINESTEPS_OPEN_PRIVATE_LINKS = True
    settings.LINESTEPS_API_BASE_URL = "http://127.0.0.1:9"
    server = Server({"/good": 200, "/shy": 403})
    try:
        steps = [send(f"{server.url}/good {server.url}/shy {server.url}/gone", id="a", name="Links")]
        publishing.builder.open(make_scenario(make_account(), *steps))
        publishing.button.click()
        expect(publishing.line("does not open (404)")).to_be_visible(timeout=20_000)
        publishing.settled()
        shy = publishing.line("does not open (403)")
        shy.get_by_role("button", name="It opens on my phone").click()
        expect(shy).to_have_count(0)
        expect(publishing.line("does not open (404)")).to_have_count(1)
        # LINE is not there: that is no reason not to publish.
        expect(publishing.line("LINE cannot be reached")).to_have_class(
            "ls-publish__line ls-publish__line--warning"
        )
    finally:
        server.stop()


def test_typed_entries_and_greeting_are_kept(publishing: Publishing) -> None:
    account = make_account(plan_size=200)
    scenario = make_scenario(account, wait(days=1), send("Hi"), name="Small plan")
    _start(scenario, trigger())
    scenario.save_revision()
    publishing.builder.open(scenario)
    dialog = publishing.open()
    dialog.locator("[name='entries_per_day']").fill("30")
    expect(dialog.locator(".ls-publish__reached")).to_contain_text("the cap is reached")
    expect(publishing.line("Later messages wait until the 1st.")).to_be_visible()
    # Enter in a field neither publishes nor saves.
    dialog.locator("[name='entries_per_day']").press("Enter")
    expect(dialog).to_be_visible()
    dialog.get_by_text("Show as a table").click()
    expect(dialog.get_by_role("table")).to_contain_text("200")
    dialog.get_by_label("I have looked: it is off").check()
    dialog.locator("summary").first.click()
    expect(publishing.line("It is off (said by boss")).to_be_visible()
    with publishing.builder.next_page():
        publishing.go.click()
    row = in_thread(lambda: Scenario.objects.get(name="Small plan"))
    assert row.live and row.entries_per_day == 30
    assert in_thread(lambda: Account.objects.get(pk=account.pk).greeting_off_by) == get_user_model()(
        pk=in_thread(lambda: get_user_model().objects.get(username="boss").pk)
    )


def test_dialog_opens_from_everywhere_and_gives_the_caret_back(publishing: Publishing) -> None:
    scenario = make_scenario(make_account(), send("Hi"))
    builder, page, dialog = publishing.builder, publishing.page, publishing.dialog
    builder.open(scenario)
    # Behind the other tab.
    page.get_by_role("tab", name="Settings").click()
    publishing.open()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(publishing.button).to_be_focused()
    # Wagtail's own button in the menu.
    page.locator("footer .w-dropdown__toggle").click()
    page.locator("button[name='action-publish']:not(dialog *)").click()
    expect(dialog).to_be_visible()
    assert not in_thread(lambda: Scenario.objects.get().live)
    dialog.get_by_role("button", name="Back to editing").click()
    expect(dialog).to_be_hidden()
    # By keyboard alone.
    publishing.button.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    publishing.settled()
    expect(dialog.get_by_role("heading", level=2)).to_be_focused()
    publishing.go.focus()
    with publishing.builder.next_page():
        page.keyboard.press("Enter")
    assert in_thread(lambda: Scenario.objects.get().live)


def test_what_was_tried_in_the_drawer_counts(publishing: Publishing) -> None:
    first = send("Coupon https://shop.jp/", id="first")
    fork = branch(path([clicked("first")], [send("Thanks")]), otherwise=[send("Not yet?")], id="fork")
    scenario = make_scenario(make_account(), first, wait(days=3), fork)
    _start(scenario, trigger())
    scenario.save_revision()
    page = publishing.page
    publishing.builder.open(scenario)
    publishing.open()
    line = publishing.line("None of the 2 paths was tried yet.")
    line.get_by_role("button", name="Try it").click()
    expect(publishing.dialog).to_be_hidden()
    drawer = page.get_by_role("dialog", name="Try the scenario")
    drawer.get_by_role("button", name="To the next event").click()
    expect(drawer).to_contain_text("Paths tried: 1 of 2")
    drawer.get_by_role("button", name="Close").click()
    publishing.open()
    publishing.dialog.locator("summary").first.click()
    expect(publishing.line("1 of 2 paths tried.")).to_be_visible()


def test_existing_friends_are_asked_about_on_a_page_of_their_own(publishing: Publishing) -> None:
    account = make_account()
    for number in range(3):
        make_friend(account, f"F{number}")
    publishing.builder.open(make_scenario(account, send("Hi")))
    dialog = publishing.open()
    dialog.get_by_label("Afterwards, ask me").check()
    with publishing.page.expect_navigation():
        publishing.go.click()
    page = publishing.page
    expect(page.locator("main")).to_contain_text("3 people are friends already")
    assert in_thread(Intake.objects.count) == 0
    # Without Wagtail's own message about the publication.
    page.reload()
    assert axe(page) == [], json.dumps(axe(page), indent=1)
    page.get_by_role("button", name="Start for 3 people").click()
    expect(page.locator(".messages")).to_contain_text("3 friends start “Welcome” now.")
    assert in_thread(Intake.objects.count) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_assistive_technology_finds_its_way(publishing: Publishing, scheme: str) -> None:
    page = publishing.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    publishing.builder.open(_live("en"))
    page.evaluate(
        "scheme => { document.documentElement.classList.remove('w-theme-system', 'w-theme-light', 'w-theme-dark');"
        "document.documentElement.classList.add('w-theme-' + scheme); }",
        scheme,
    )
    dialog = publishing.open()
    for summary in dialog.locator("summary").all():
        summary.click()
    if picture := os.environ.get("LINESTEPS_PICTURES"):
        page.screenshot(path=f"{picture}/publish-{scheme}.png")
    assert axe(page) == [], json.dumps(axe(page), indent=1)
    expect(dialog).to_have_accessible_name("Before the changes are applied")
    small = page.evaluate(
        "[...document.querySelectorAll('dialog.ls-publish :is(button, a, summary, label)')]"
        ".filter(one => one.checkVisibility()).map(one => [one.textContent, one.getBoundingClientRect()])"
        ".filter(([, box]) => box.height < 24).map(([words]) => words)"
    )
    assert small == []


def test_phone_has_room_for_the_dialog(new_context: NewContext, live_server: Any) -> None:
    page = new_context(viewport={"width": 375, "height": 667}).new_page()
    sign_in(page, live_server.url)
    publishing = Publishing(BuilderPage(page, live_server.url))
    publishing.builder.open(_live("en"))
    publishing.open()
    box = publishing.dialog.bounding_box()
    assert box is not None and box["width"] <= 375 and box["height"] <= 667
    expect(publishing.go).to_be_in_viewport()
    assert not page.evaluate("document.querySelector('.ls-publish__body').scrollWidth > innerWidth")
    if picture := os.environ.get("LINESTEPS_PICTURES"):
        page.screenshot(path=f"{picture}/publish-phone.png")


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """The machine of the tests is shared."""
    expect.set_options(timeout=10_000)
    yield
    expect.set_options(timeout=5_000)
