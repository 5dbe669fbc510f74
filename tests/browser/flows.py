"""The beginnings and ends of flows through the admin, each in one place: other screens may change them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page, expect

from linesteps.accounts.models import Account
from linesteps.messages.models import Coupon
from linesteps.scenarios import plain as plain_module
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.transfer.load import import_scenarios
from tests.browser import in_thread
from tests.browser.builder_page import BuilderPage

_READY_MADE = Path(plain_module.__file__).resolve().parent


def begin_blank(page: Page, address: str) -> None:
    """From the list to a blank scenario, as somebody would."""
    page.goto(address + reverse("linesteps_scenarios:list"))
    page.get_by_role("link", name="Add scenario").first.click()
    page.wait_for_load_state("networkidle")
    blank = page.get_by_role("link", name="Start with a blank scenario")
    if blank.count():
        blank.first.click()
    BuilderPage(page, address).settled()


def publish(page: Page) -> None:
    """Press what publishes, and once more in the dialog; the scenario must be live afterwards."""
    page.locator(".ls-publish__open").click()
    dialog = page.locator("dialog.ls-publish")
    expect(dialog.locator(".ls-publish__line").first).to_be_attached()
    page.evaluate("window.isBefore = true")
    dialog.locator("[name='action-publish']").click()
    page.wait_for_function("!window.isBefore")
    expect(page.locator(".messages .success")).to_be_visible()


def ready_made(key: str, account: Account, language: str = "en") -> Scenario:
    """One of the scenarios that come with linesteps, imported into an account."""

    def load() -> Scenario:
        [path] = _READY_MADE.glob(f"*/{language}/{key}.json")
        [scenario] = import_scenarios(json.loads(path.read_text(encoding="utf-8")), account=account)
        Coupon.objects.filter(account=account).update(line_coupon_id="01ABCDEF")
        return scenario

    return in_thread(load)


def without_ids(steps: Any) -> Any:
    """A plain stream whose ids are numbers in the order of their mention, so that references stay.

    What is empty is left out, in whatever way it is empty.
    """
    numbers: dict[str, str] = {}

    def learn(part: Any) -> None:
        if isinstance(part, list):
            for one in part:
                learn(one)
        elif isinstance(part, dict):
            if isinstance(part.get("id"), str) and "value" in part:
                numbers.setdefault(part["id"], f"#{len(numbers)}")
            for one in part.values():
                learn(one)

    def renew(part: Any) -> Any:
        if isinstance(part, str):
            return numbers.get(part, part)
        if isinstance(part, list):
            return [renew(one) for one in part]
        if isinstance(part, dict):
            return {name: renew(one) for name, one in part.items() if one not in (None, False, "", [])}
        return part

    learn(steps)
    return renew(steps)
