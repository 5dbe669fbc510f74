"""The dialog before publishing, as somebody in front of it uses it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from playwright.sync_api import Locator, expect

from linesteps.engine.advance import advance
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import send, wait
from tests.admin.builders import make_account, make_friend, make_scenario
from tests.browser.builder_page import BuilderPage

LOCALES = {"ja": "ja-JP", "en": "en-GB"}


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
        expect(self.dialog.locator(".ls-publish__line--waiting")).to_have_count(0)

    def line(self, words: str) -> Locator:
        return self.dialog.locator(".ls-publish__line").filter(has_text=words)


def start(scenario: Scenario, *triggers: Any) -> None:
    drawn: Any = scenario
    drawn.triggers = list(triggers)
    scenario.save()


def live_with_people(language: str) -> Scenario:
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
