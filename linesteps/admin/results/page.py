"""The page of results: totals, the picture with numbers, and the table, which is also had as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from linesteps.admin.results.base import ResultsMixin
from linesteps.admin.results.choice import PERIODS, RANGE, version_words
from linesteps.admin.results.course import Course
from linesteps.admin.results.goals import goals_shown, splits_shown
from linesteps.admin.results.picture import picture
from linesteps.admin.results.shares import number
from linesteps.admin.results.sheet import FIELDS, headings_of, lines_of
from linesteps.admin.results.table import headings, row_of, rows_of
from linesteps.admin.results.words import TERMS, counting_words
from linesteps.admin.spreadsheets import SafeExportMixin


class ResultsView(ResultsMixin, SafeExportMixin, TemplateView):
    """Everything about one scenario."""

    template_name = "linesteps/admin/results/page.html"
    page_title = gettext_lazy("Results")
    list_export = list(FIELDS)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The page, or the table as a file."""
        if self.is_export:
            return self.as_spreadsheet(lines_of(self.course), request.GET["export"])
        return super().get(request, *args, **kwargs)

    @property
    def export_headings(self) -> dict[str, Any]:
        """The columns of the file."""
        return headings_of()

    def get_filename(self) -> str:
        """Named after the scenario."""
        return slugify(self.scenario.name, allow_unicode=True) or "results"

    def further_items(self) -> list[dict[str, Any]]:
        """This page is the last."""
        return [{"url": "", "label": self.get_page_title()}]

    @cached_property
    def other(self) -> Course | None:
        """The same steps with the figures of the version to compare with."""
        return self.course_of(self.choice.other) if self.choice.other else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """All parts of the page."""
        choice, course = self.choice, self.course
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if choice.shown is None:
            return {**context, "scenario": self.scenario}
        return {
            **context,
            "scenario": self.scenario,
            "choice": choice,
            "found": course.found,
            "totals": list(self._totals()),
            "periods": [(days, label, days == choice.days) for days, label in PERIODS],
            "range": RANGE,
            "versions": [(version, version_words(version)) for version in choice.versions],
            "shown_words": version_words(choice.shown),
            "other_words": version_words(choice.other) if choice.other else "",
            "picture": picture(course, self.links),
            "headings": headings(),
            "rows": list(rows_of(course, self.links, self.other)),
            "old_rows": [(row_of(stop, self.links, self.other), _named(stop.version)) for stop in course.old],
            "goals": goals_shown(course, choice.scope()),
            "splits": list(
                splits_shown(self.scenario, choice.shown, course, choice.scope(), self._may_decide)
            ),
            "stuck": [stop for stop in [*course.by_id.values(), *course.old] if stop.figures.stuck],
            "links": self.links,
            "terms": TERMS.values(),
            "counting_words": counting_words(),
            "csv_url": self.csv_export_url,
            "xlsx_url": self.xlsx_export_url,
        }

    @property
    def _may_decide(self) -> bool:
        return bool(self.request.user.has_perm("linesteps.publish_scenario"))

    def _totals(self) -> Iterator[dict[str, Any]]:
        for name in ("entered", "inside", "completed", "left"):
            mine = getattr(self.course.found, name)
            other = getattr(self.other.found, name) if self.other and name != "inside" else None
            yield {
                "term": TERMS[name],
                "label": TERMS[name].label if name != "left" else _("Left before the end"),
                "count": number(mine),
                "other": number(other) if other is not None else None,
            }


def _named(version: Any) -> str:
    return version_words(version) if version is not None else ""
