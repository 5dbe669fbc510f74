"""The people behind a figure of a step: who they are, since when, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator

from linesteps.admin.results.base import ResultsMixin
from linesteps.admin.results.course import Stop
from linesteps.admin.results.links import may_see_people
from linesteps.admin.results.shares import number
from linesteps.admin.results.step import name_of
from linesteps.admin.results.trouble import trouble_words
from linesteps.admin.results.words import TERMS, left_words, reason_words
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Follower
from linesteps.scenarios.models import Scenario
from linesteps.stats.people import MEASURES, OF_RUNS, people_at
from linesteps.stats.reasons import Reason

PER_PAGE = 50
#: Heading of the time that each list tells.
_WHEN = {
    "here": gettext_lazy("Here since"),
    "stuck": gettext_lazy("Here since"),
    "left": gettext_lazy("Left"),
    "finished": gettext_lazy("Finished"),
    "clicked": gettext_lazy("First tap"),
    "answered": gettext_lazy("First answer"),
    "delivered": gettext_lazy("Sent"),
    "blocked": gettext_lazy("Sent"),
}
#: Heading of the last column, where there is one.
_MORE = {
    "here": gettext_lazy("Goes on"),
    "stuck": gettext_lazy("What went wrong"),
    "left": gettext_lazy("Why"),
    "not_sent": gettext_lazy("Why"),
    "pending": gettext_lazy("Why"),
    "passed": gettext_lazy("Path"),
}


@dataclass(frozen=True, kw_only=True)
class Person:
    """One line of the list.

    Args:
        friend: who.
        url: the profile.
        at: the time of the list's heading.
        more: the last column.
        goes_on_at: when the person goes on, if a time is known.
        detail: for whoever mends things.
    """

    friend: Follower
    url: str
    at: datetime | None
    more: str = ""
    goes_on_at: datetime | None = None
    detail: str = ""


class PeopleView(ResultsMixin, TemplateView):
    """For whoever may see friends; others see only the numbers."""

    template_name = "linesteps/admin/results/people.html"
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Both permissions, and a list that there is."""
        if not may_see_people(request.user):
            raise PermissionDenied
        if kwargs["measure"] not in MEASURES:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def measure(self) -> str:
        """Which figure."""
        return str(self.kwargs["measure"])

    @cached_property
    def stop(self) -> Stop:
        """The step in the address."""
        found = self.course.stop(self.kwargs["step_id"])
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        """The figure and its step."""
        return f"{name_of(self.stop)}: {TERMS[self.measure].label}"

    def further_items(self) -> list[dict[str, Any]]:
        """Results, step, this list."""
        return [
            {"url": self.links.page, "label": _("Results")},
            {"url": self.links.step(self.stop.step_id), "label": name_of(self.stop)},
            {"url": "", "label": str(TERMS[self.measure].label)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of people, and the ways to the other lists of the step."""
        name = self.request.GET.get("q", "").strip()
        rows = people_at(self.choice.scope(), self.stop.step_id, self.measure, name=name)
        related = ["follower"] if self.measure in OF_RUNS else ["follower", "dispatch"]
        rows = rows.select_related(*related)
        if self.measure not in OF_RUNS:
            rows = rows.defer("dispatch__recipients", "dispatch__messages")
        paginator = WagtailPaginator(rows, PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "scenario": self.scenario,
            "choice": self.choice,
            "links": self.links,
            "stop": self.stop,
            "term": TERMS[self.measure],
            "measure": self.measure,
            "name": name,
            "count": number(getattr(self.stop.figures, self.measure)),
            "is_live": self.measure in {"here", "stuck"},
            "items": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "people": [self._person(row) for row in page],
            "when": _WHEN.get(self.measure, gettext_lazy("Came past")),
            "more": _MORE.get(self.measure, ""),
            "lists": list(self._lists()),
            "query_fields": parse_qsl(self.choice.query.removeprefix("?")),
        }

    def _lists(self) -> Any:
        for measure in MEASURES:
            count = getattr(self.stop.figures, measure)
            if count or measure == self.measure:
                url = reverse(
                    "linesteps_scenarios:results_people",
                    args=[self.scenario.pk, self.stop.step_id, measure],
                )
                yield TERMS[measure].label, number(count), url + self.choice.query, measure == self.measure

    def _person(self, row: Any) -> Person:
        url = reverse("linesteps_friends:inspect", args=[row.follower_id])
        if self.measure in OF_RUNS:
            return self._of_run(row, url)
        at = {"clicked": "tapped_at", "answered": "tapped_at"}.get(self.measure, "left_at")
        found = getattr(row, at)
        if self.measure in {"delivered", "blocked"}:
            found = row.dispatch.settled_at
        return Person(friend=row.follower, url=url, at=found, more=self._why(row))

    def _why(self, row: Any) -> str:
        if self.measure in {"not_sent", "pending"}:
            dispatch = row.dispatch
            reason = Reason(
                status=dispatch.status if dispatch else "",
                reason=dispatch.reason if dispatch else "",
                people=1,
            )
            return reason_words(reason)
        if self.measure == "passed":
            return self.versions.way_label(row.version_id, row.step_id, row.port)
        return ""

    def _of_run(self, row: Enrolment, url: str) -> Person:
        if self.measure in {"left", "finished"}:
            why = left_words(row.left_reason) if row.left_reason else ""
            return Person(friend=row.follower, url=url, at=row.ended_at, more=why)
        if row.status == Enrolment.Status.STUCK:
            words = trouble_words(row.trouble)
            return Person(friend=row.follower, url=url, at=row.arrived_at, more=words, detail=row.trouble)
        more, goes_on_at = "", row.due_at
        if self.scenario.state == Scenario.State.PAUSED:
            more, goes_on_at = _("The scenario is paused."), None
        elif row.status == Enrolment.Status.RUNNING:
            more, goes_on_at = _("In a moment"), None
        elif row.wakes_on:
            more = _("As soon as a path matches, at the latest:")
        return Person(friend=row.follower, url=url, at=row.arrived_at, more=more, goes_on_at=goes_on_at)
