"""Ready-made scenarios made ready: with links to somewhere and coupons that LINE knows."""

from __future__ import annotations

import json
from typing import Any

from wagtail.models import Page

from linesteps.accounts.models import Account
from linesteps.messages.links import EXAMPLE_SITE
from linesteps.messages.models import Coupon
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from linesteps.scenarios.templates import Template, all_templates
from linesteps.scenarios.transfer import import_scenarios
from tests.library import make_home

LANGUAGES = ("ja", "en")
OWN_SITE = "https://shop.example.com/"


def template(key: str, language: str = "ja") -> Template:
    """The ready-made template with this key."""
    return next(one for one in all_templates(language) if one.key == key)


def with_own_links(data: dict[str, Any]) -> dict[str, Any]:
    """The data of a template in which somebody has put the addresses of their own pages."""
    found: dict[str, Any] = json.loads(json.dumps(data).replace(EXAMPLE_SITE, OWN_SITE))
    return found


def choose_page(scenario: Scenario) -> None:
    """Choose a page of the site where a start condition wants one, as somebody would who uses the template."""
    starts = plain(scenario.triggers)
    for start in starts:
        if "page" in start["value"]:
            # Tests with real commits flush the pages that Wagtail's migrations make.
            page = Page.objects.filter(live=True).first() or make_home()
            start["value"]["page"] = page.pk
    drawn: Any = scenario
    drawn.triggers = starts


def made_ready(one: Template, account: Account) -> Scenario:
    """A draft of the template that can be published."""
    account.sees_visits = True
    account.save()
    (scenario,) = import_scenarios(with_own_links(one.data), account=account)
    choose_page(scenario)
    Coupon.objects.filter(account=account, line_coupon_id="").update(line_coupon_id="01ABCDEF")
    return scenario
