"""A page was published: scenarios that start by it take in the friends whom they are for, once for each page.

It is noted in the commit that publishes, and done by the worker after scenarios have followed the page,
so that the first message already shows it.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.signals import page_published

from linesteps import clock, conf
from linesteps.accounts.mail import tell
from linesteps.conditions.filters import WHO
from linesteps.engine.intake import count_let_in, request_intake_for
from linesteps.following.models import note_change
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.versions import ScenarioTrigger
from linesteps.triggers.kind import registry as trigger_kinds
from linesteps.visits.pages import place_of

logger = logging.getLogger("linesteps.following")

#: What is noted: a first publication, or a change of a page that was published before.
FIRST, AGAIN = "published", "published_again"
_KIND = "page_published"


def connect() -> None:
    """Listen to Wagtail, once; after ``pages.connect``, so that what shows the page is followed first."""
    page_published.connect(_on_publication, dispatch_uid="linesteps.published")


def _on_publication(sender: Any, instance: Page, **more: Any) -> None:
    if not instance.live or not ScenarioTrigger.objects.filter(kind=_KIND).exists():
        return
    is_first = instance.first_published_at == instance.last_published_at
    note_change({(FIRST if is_first else AGAIN, instance.pk)})


def announce(kind: str, key: int) -> None:
    """Let friends in to each scenario that the publication starts; doing it again changes nothing."""
    page = Page.objects.live().filter(pk=key).first()
    if page is None:
        return
    model: Any = page.specific_class
    data = {**place_of(page), "type": model._meta.label_lower if model else "", "is_first": kind == FIRST}
    met: Counter[int] = Counter()
    for trigger in ScenarioTrigger.objects.filter(kind=_KIND).order_by("pk"):
        if not trigger_kinds.get(_KIND).matches(trigger.config, data):
            continue
        met[trigger.scenario_id] += 1
        scenario = Scenario.objects.select_related("account").get(pk=trigger.scenario_id)
        if scenario.state in {Scenario.State.ACTIVE, Scenario.State.PAUSED} and scenario.live:
            _let_in(scenario, page, trigger.config, met[scenario.pk])


def _let_in(scenario: Scenario, page: Page, config: Mapping[str, Any], number: int) -> None:
    """Ask for it.

    Args:
        scenario: that starts.
        page: that was published.
        config: of the start condition.
        number: which of the scenario's start conditions for this page it is, from 1. Each lets in the friends
            whom it is for; whoever started by one is inside for the other.
    """
    filters = config.get(WHO) or []
    people = count_let_in(scenario, filters)
    if people > config["at_most"]:
        _hold_back(scenario, page, people, config["at_most"])
        return
    about = f"page:{page.pk}"
    if config["is_every"] and page.last_published_at is not None:
        about += f":{page.last_published_at.timestamp():.6f}"
    if number > 1:
        about += f";{number}"
    request_intake_for(scenario, cause=_KIND, about=about, filters=filters)


def _hold_back(scenario: Scenario, page: Page, people: int, most: int) -> None:
    with translation.override(conf.language()):
        text = _(
            "The page “%(title)s” was published. %(people)s friends would start, more than the %(most)s that are "
            "allowed, so nobody did. Raise the number, or start them by hand."
        ) % {"title": page.title[:60], "people": f"{people:,}", "most": f"{most:,}"}
        marked = Scenario.objects.filter(pk=scenario.pk).exclude(attention=text[:300])
        if not marked.update(attention=text[:300], attention_at=clock.now()):
            return
        logger.warning("Scenario %s: %s", scenario.pk, text)
        subject = _("“%(name)s” needs attention") % {"name": scenario.name}
        tell(scenario.account, subject, text, "linesteps_scenarios:edit", scenario.pk)
