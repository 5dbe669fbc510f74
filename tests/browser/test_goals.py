"""Goals, leaving early, other systems and the results of all that: in the editor's language, and for everybody."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import Page, expect
from wagtail.users.models import UserProfile

import linesteps
from linesteps import clock
from linesteps.calls.models import Call, Endpoint, new_secret
from linesteps.engine.models import StepVisit
from linesteps.engine.versions import forget_versions
from linesteps.goals.models import ScenarioGoal
from linesteps.scenarios.models import Scenario
from linesteps.splits.decide import decide_splits
from linesteps.testing.build import buttons, send, split, step, tagged, wait
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.shop import Shop
from tests.acceptance.conftest import START
from tests.acceptance.test_goals import bought
from tests.browser import in_thread
from tests.browser.axe import axe
from tests.browser.builder_page import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "ja": {
        "goals": "ゴール",
        "a": "短い文",
        "b": "長い文",
        "buy": "購入",
        "system": "予約システム",
        "mark": "予約した",
    },
    "en": {
        "goals": "Goals",
        "a": "Short",
        "b": "Long",
        "buy": "Bought",
        "system": "Booking",
        "mark": "Booked",
    },
}


@pytest.fixture(params=["ja", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def drawn(words: dict[str, str], endpoint: Endpoint) -> dict[str, Any]:
    look = buttons("Look", ("Here", "https://example.com/"))
    paths = split((50, [send(look, words["a"], id="a")]), (50, [send(look, words["b"], id="b")]), id="s")
    paths["value"] |= {"compare": "taps", "people": 10, "days": 1, "is_automatic": True, "name": "A/B"}
    for item, name in zip(paths["value"]["paths"], (words["a"], words["b"]), strict=True):
        item["value"]["label"] = name
    told = step(
        "call_webhook", {"name": "", "endpoint": endpoint.pk, "facts": ["display_name"], "attributes": []}
    )
    return {
        "name": "A/B",
        "steps": [
            paths,
            told,
            wait(days=1),
            step("goal", {"name": words["mark"]}, "mark"),
            send("End", id="end"),
        ],
        "goals": [bought(name=words["buy"])],
        "exit_rules": [tagged("VIP")],
        "holdout_percent": 20,
    }


@pytest.fixture
def scenario(transactional_db: None, language: str) -> Iterator[Scenario]:
    """People who bought and tapped, some who were held out, and a winner."""
    forget_versions()
    with clock.frozen(START) as virtual, FakeLine(http_hosts=["testserver"]) as line:
        yield in_thread(_live, line, virtual, WORDS[language])
    forget_versions()


def _live(line: FakeLine, virtual: clock.VirtualClock, words: dict[str, str]) -> Scenario:
    shop = Shop(line, virtual)
    endpoint = Endpoint.objects.create(name=words["system"], url="https://10.0.0.1/", secret=new_secret())
    found = shop.publish(**drawn(words, endpoint))
    people = [line.add_friend(shop.there, name=f"友だち {number}") for number in range(60)]
    shop.settle()
    for number, friend in enumerate(people):
        visit = StepVisit.objects.filter(follower__line_user_id=friend, kind="split").first()
        if visit is not None and visit.port == "path2":
            shop.tap_link(friend)
        if visit is not None and number % 3 == 0:
            linesteps.track(shop.follower(friend), "purchase", {"total": 1200 + number}, key="a")
    shop.settle()
    virtual.move_by(days=1, minutes=1)
    shop.settle()
    decide_splits()
    return found


@pytest.fixture
def signed_in(page: Page, live_server: Any, language: str, scenario: Scenario) -> Page:
    sign_in(page, live_server.url)
    user = get_user_model().objects.get()
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    page.set_viewport_size({"width": 1280, "height": 1000})
    return page


def look(page: Page, name: str, language: str) -> None:
    """Keeps a picture where somebody wants to look at it."""
    folder = os.environ.get("LINESTEPS_LOOK_AT")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}-{language}.png"), full_page=True)


def test_results_tell_of_goals_paths_and_those_who_were_held_out(
    signed_in: Page, live_server: Any, scenario: Scenario, language: str
) -> None:
    page = signed_in
    page.goto(live_server.url + reverse("linesteps_scenarios:results", args=[scenario.pk]))
    expect(page.locator("#ls-goals")).to_have_text(WORDS[language]["goals"])
    assert WORDS[language]["buy"] in page.locator("main").inner_text()
    look(page, "results", language)
    assert axe(page) == []


def test_goals_and_conditions_to_leave_have_a_tab_of_their_own(
    signed_in: Page, live_server: Any, scenario: Scenario, language: str
) -> None:
    page = signed_in
    page.goto(live_server.url + reverse("linesteps_scenarios:edit", args=[scenario.pk]))
    page.get_by_role("tab", name=WORDS[language]["goals"]).click()
    field = page.locator("[name=goals-0-value-event]")
    expect(field).to_be_visible()
    field.fill("booked")
    look(page, "goals-tab", language)
    page.locator("[name=holdout_percent]").fill("0")
    with page.expect_navigation():
        page.locator("form[data-edit-form]").evaluate("form => form.submit()")
    draft = in_thread(lambda: Scenario.objects.get().get_latest_revision_as_object())
    assert (draft.goals.raw_data[0]["value"]["event"], draft.holdout_percent) == ("booked", 0)
    assert in_thread(lambda: ScenarioGoal.objects.filter(kind="event").get().config["event"]) == "purchase"


def test_pages_of_other_systems_are_for_everybody(
    signed_in: Page, live_server: Any, scenario: Scenario, language: str
) -> None:
    page, endpoint = signed_in, in_thread(lambda: Endpoint.objects.get())
    assert in_thread(lambda: Call.objects.filter(status="failed").exists())
    for name, args in (("index", []), ("add", []), ("edit", [endpoint.pk]), ("calls", [endpoint.pk])):
        page.goto(live_server.url + reverse(f"linesteps_endpoints:{name}", args=args))
        look(page, f"system-{name}", language)
        assert axe(page) == [], name
