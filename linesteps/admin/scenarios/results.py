"""What came of a scenario: a table of its steps with the figures of a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from linesteps import clock
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.outline import outline
from linesteps.stats.figures import Figures, StepFigures, figures

#: Periods to choose from, in days; 0 is all time.
PERIODS = ((7, gettext_lazy("7 days")), (30, gettext_lazy("30 days")), (0, gettext_lazy("All time")))
_DEFAULT_DAYS = 30
#: Shares of fewer people say nothing.
_ENOUGH = 20


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table: a step with its figures, or the name of a path.

    Args:
        click_rate: people who tapped, in percent of the sends; ``None`` for too few.
    """

    number: int | None
    text: str
    depth: int
    figures: StepFigures | None = None
    is_send: bool = False
    click_rate: int | None = None


class ResultsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """For everybody who may see scenarios. Figures are recomputed from facts at each look."""

    model = Scenario
    any_permission_required = ["add", "change", "view", "publish"]
    template_name = "linesteps/admin/results.html"
    page_title = gettext_lazy("Results")
    header_icon = "view"

    @cached_property
    def scenario(self) -> Scenario:
        """The one in the address."""
        return get_object_or_404(Scenario.objects.select_related("account"), pk=self.kwargs["pk"])

    @cached_property
    def days(self) -> int:
        """The chosen period."""
        text = self.request.GET.get("days", "")
        known = {str(days): days for days, _label in PERIODS}
        return known.get(text, _DEFAULT_DAYS)

    def get_page_subtitle(self) -> str:
        """Whose results."""
        return self.scenario.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, scenario, this page."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("linesteps_scenarios:list"), "label": _("Scenarios")},
            {
                "url": reverse("linesteps_scenarios:edit", args=[self.scenario.pk]),
                "label": self.scenario.name,
            },
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Totals and rows."""
        since = clock.now() - timedelta(days=self.days) if self.days else None
        found = figures(self.scenario, since=since)
        return {
            **super().get_context_data(**kwargs),
            "scenario": self.scenario,
            "found": found,
            "rows": rows_of(self.scenario, found),
            "periods": [(days, label, days == self.days) for days, label in PERIODS],
        }


def rows_of(scenario: Scenario, found: Figures) -> list[Row]:
    """The published steps in reading order with their figures."""
    rows, number = [], 0
    for line in outline(scenario):
        if line.kind == "trigger":
            continue
        if line.kind == "path":
            rows.append(Row(number=None, text=line.text, depth=line.depth))
            continue
        number += 1
        step = found.steps.get(line.step_id) or StepFigures()
        is_send = line.kind == "send"
        rate = round(100 * step.clicked / step.sent) if is_send and step.sent >= _ENOUGH else None
        rows.append(
            Row(
                number=number,
                text=line.text,
                depth=line.depth,
                figures=step,
                is_send=is_send,
                click_rate=rate,
            )
        )
    return rows
