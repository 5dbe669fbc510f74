"""Who uses pages: scenarios that run and that are drawn, and messages of the library."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from linesteps.admin.pages.sends import addresses_of, referring, sends_with
from linesteps.admin.pages.use import Use
from linesteps.engine.models import Enrolment
from linesteps.library.models import LibraryMessage, PageMessage
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.page_wait import PageWait
from linesteps.scenarios.versions import ScenarioTrigger, VersionSource
from linesteps.tracking.models import TrackedLink

_RUNNING = (Enrolment.Status.RUNNING, Enrolment.Status.WAITING)


def uses_of(pages: Collection[Page]) -> list[Use]:
    """Everything that uses one of ``pages``, what runs first. A fixed number of queries, however many pages."""
    keys = {page.pk for page in pages}
    scenarios: dict[int, set[str]] = {}
    for scenario_id, way in [
        *_shown(keys),
        *_starts(keys),
        *_drawn(keys),
        *_linked(pages),
        *_waiting(keys),
    ]:
        scenarios.setdefault(scenario_id, set()).add(way)
    rows = Scenario.objects.filter(pk__in=scenarios).exclude(state=Scenario.State.ENDED)
    found = [_scenario_use(row, scenarios[row.pk]) for row in rows]
    return sorted([*found, *_library(keys), *sends_with(pages)], key=lambda use: (not use.is_live, use.name))


#: How a scenario uses a page.
_CARD, _START, _MENTION, _LINK, _WAIT = "card", "start", "mention", "link", "wait"


def _shown(keys: set[int]) -> Iterator[tuple[int, str]]:
    """Versions in use whose messages are filled from a page."""
    sources = VersionSource.objects.filter(kind="page", key__in=keys)
    current = Q(version__pk__in=Scenario.objects.filter(live=True).values("current_version"))
    inside = Q(version__pk__in=Enrolment.objects.filter(status__in=_RUNNING).values("version"))
    for pk in sources.filter(current | inside).values_list("version__scenario_id", flat=True).distinct():
        yield pk, _CARD


def _starts(keys: set[int]) -> Iterator[tuple[int, str]]:
    kinds = ("page_visited", "page_published", "form_submitted")
    for pk, config in ScenarioTrigger.objects.filter(kind__in=kinds).values_list("scenario_id", "config"):
        if config.get("page") in keys:
            yield pk, _START


def _drawn(keys: set[int]) -> Iterator[tuple[int, str]]:
    """Whatever else a saved scenario says of a page, such as a condition; by Wagtail's reference index."""
    for pk in referring(Scenario, keys):
        yield pk, _MENTION


def _waiting(keys: set[int]) -> Iterator[tuple[int, str]]:
    """What goes live together with one of the pages."""
    for pk in PageWait.objects.filter(page_id__in=keys).values_list("pk", flat=True):
        yield pk, _WAIT


def _linked(pages: Collection[Page]) -> Iterator[tuple[int, str]]:
    """Addresses that were typed into messages."""
    wanted = Q()
    for bare in addresses_of(pages):
        wanted |= Q(url__in=(bare, f"{bare}/"))
        wanted |= Q(url__startswith=f"{bare}/?") | Q(url__startswith=f"{bare}/#")
    if not wanted:
        return
    # Links of earlier versions are kept for old messages; those of steps that are gone concern nobody.
    links = TrackedLink.objects.filter(wanted).values_list("scenario_id", "step_id")
    places: dict[int, set[str]] = {}
    for scenario_id, step_id in links:
        places.setdefault(scenario_id, set()).add(step_id)
    for row in Scenario.objects.filter(pk__in=places, live=True).select_related("current_version"):
        steps = row.current_version.graph["nodes"] if row.current_version else {}
        if places[row.pk] & set(steps):
            yield row.pk, _LINK


def _library(keys: set[int]) -> Iterator[Use]:
    own = set(PageMessage.objects.filter(page_id__in=keys).values_list("pk", flat=True))
    for row in LibraryMessage.objects.filter(pk__in=own | _referring_library(keys)).order_by("name"):
        yield Use(
            name=row.name,
            url=reverse("linesteps_library:edit", args=[row.pk]),
            is_live=row.published is not None,
            ways=[_("shows it (message of the library)")],
        )


def _referring_library(keys: set[int]) -> set[int]:
    return {pk for model in LibraryMessage.__subclasses__() for pk in referring(model, keys)}


def _scenario_use(scenario: Scenario, ways: set[str]) -> Use:
    words = {
        _CARD: _("shows it in a message"),
        _START: _("starts by it"),
        _LINK: _("has a link to it"),
        _WAIT: _("waits to go live together with it"),
        _MENTION: _("names it in its draft or in a condition"),
    }
    if len(ways) > 1:
        # Each of the others says it better.
        ways = ways - {_MENTION}
    return Use(
        name=scenario.name,
        url=reverse("linesteps_scenarios:edit", args=[scenario.pk]),
        is_live=scenario.is_running and scenario.live,
        ways=[text for way, text in words.items() if way in ways],
        pauses=_CARD in ways and scenario.is_running,
    )
