"""What goes live together with a page, told on the page's own form: what waits, what would fail, what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from linesteps.checklist.look import errors, look, refusing_checks
from linesteps.checklist.seen import Seen
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.page_wait import PageWait

#: On the request that publishes: the keys of what waited just before.
_WAITED = "_linesteps_waited"


@hooks.register("before_edit_page")
def tell_what_waits(request: HttpRequest, page: Page) -> None:
    """Whoever opens the page sees which scenarios wait for it, and what would keep them from it today."""
    if request.method == "GET":
        for wait in _waiting(page):
            _tell_plan(request, wait)


@hooks.register("before_publish_page")
def remember_what_waits(request: HttpRequest, page: Page) -> None:
    """So that afterwards it can be said what came of it."""
    setattr(request, _WAITED, [wait.pk for wait in _waiting(page)])


@hooks.register("after_publish_page")
def tell_what_came_of_it(request: HttpRequest, page: Page) -> None:
    """Published, refused, or planned with the page for later."""
    waited = getattr(request, _WAITED, [])
    still = {wait.pk: wait for wait in _waiting(page)}
    for scenario in Scenario.objects.filter(pk__in=waited):
        if scenario.pk in still:
            # The page was planned for a time. What would fail then is said now, while somebody is there.
            if problems := what_would_refuse(still[scenario.pk]):
                _tell_problems(request, scenario, problems)
        elif scenario.live and not scenario.attention_at:
            text = _("The scenario “%(name)s” went live together with the page.")
            messages.success(request, text % {"name": scenario}, buttons=_open(scenario))
        else:
            text = _("The page is published, the scenario “%(name)s” is not: %(why)s")
            why = {"name": scenario, "why": scenario.attention}
            messages.error(request, text % why, buttons=_open(scenario))


def what_would_refuse(wait: PageWait) -> list[str]:
    """What stands in the way of going live with the page, as things are now; without asking the network."""
    seen = Seen(wait.revision.as_object())
    found = errors(look(seen, checks=refusing_checks()))
    return list(dict.fromkeys(one.text for one in found))


def _waiting(page: Page) -> Iterable[PageWait]:
    rows = PageWait.objects.filter(page_id=page.pk).select_related("scenario", "revision")
    return rows.order_by("scenario__name", "pk")


def _tell_plan(request: HttpRequest, wait: PageWait) -> None:
    if problems := what_would_refuse(wait):
        _tell_problems(request, wait.scenario, problems)
        return
    text = _("When this page is published, the scenario “%(name)s” goes live together with it.")
    messages.info(request, text % {"name": wait.scenario}, buttons=_open(wait.scenario))


def _tell_problems(request: HttpRequest, scenario: Scenario, problems: list[str]) -> None:
    text = _(
        "The scenario “%(name)s” is to go live together with this page, but would be refused. The page is "
        "published all the same. Mend the scenario before that:"
    )
    listed = format_html_join("", "<li>{}</li>", ((one,) for one in problems))
    said = format_html("{}<ul>{}</ul>", text % {"name": scenario}, listed)
    messages.warning(request, said, buttons=_open(scenario))


def _open(scenario: Scenario) -> list[Any]:
    return [messages.button(reverse("linesteps_scenarios:edit", args=[scenario.pk]), _("Open the scenario"))]
