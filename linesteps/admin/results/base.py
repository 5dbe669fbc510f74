"""What all pages of results share: whose they are, who may see them, and what is looked at."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from linesteps.admin.confirmation import ObjectPermissionMixin
from linesteps.admin.results.choice import Choice
from linesteps.admin.results.course import Course
from linesteps.admin.results.links import Links, may_see_people
from linesteps.admin.results.versions import Versions
from linesteps.outbox.paused import why_silent
from linesteps.scenarios.models import Scenario, ScenarioVersion
from linesteps.stats.figures import figures

_MAY_SEE = ("add", "change", "view", "publish")


class ResultsMixin(ObjectPermissionMixin, WagtailAdminTemplateMixin):
    """For everybody who may see this scenario. Figures are recomputed from facts at each look."""

    model = Scenario
    permission_required = None
    request: HttpRequest
    kwargs: dict[str, Any]
    header_icon = "view"

    def user_has_permission_for_instance(self, permission: Any, instance: Any) -> bool:
        """Any permission on it will do."""
        check = super().user_has_permission_for_instance
        return any(check(name, instance) for name in _MAY_SEE)

    @cached_property
    def scenario(self) -> Scenario:
        """The one in the address."""
        rows = Scenario.objects.select_related("account", "current_version")
        return get_object_or_404(rows.defer("current_version__graph"), pk=self.kwargs["pk"])

    @cached_property
    def choice(self) -> Choice:
        """The period and the versions in the address."""
        return Choice.of(self.scenario, self.request.GET)

    @cached_property
    def links(self) -> Links:
        """Addresses for this reader and this choice."""
        return Links(
            scenario_id=self.scenario.pk,
            query=self.choice.query,
            may_see_people=may_see_people(self.request.user),
        )

    @cached_property
    def course(self) -> Course:
        """The shown version's steps with the figures."""
        return self.course_of(self.choice.version)

    def course_of(self, version: ScenarioVersion | None) -> Course:
        """The shown version's steps with the figures of a version, or of all."""
        scope = self.choice.scope(version)
        found = figures(self.scenario, since=scope.since, until=scope.until, version_id=scope.version_id)
        return Course(self.versions, found)

    @cached_property
    def versions(self) -> Versions:
        """The drawn steps."""
        return Versions(self.scenario, self.choice.shown)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what stops the account from sending at all, which no step is to blame for."""
        silence = why_silent(self.scenario.account) if self.scenario.current_version_id else ""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "silence": silence}

    def get_page_subtitle(self) -> str:
        """Whose results."""
        return self.scenario.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, scenario, results."""
        edit = reverse("linesteps_scenarios:edit", args=[self.scenario.pk])
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("linesteps_scenarios:list"), "label": _("Scenarios")},
            {"url": edit, "label": self.scenario.name},
            *self.further_items(),
        ]

    def further_items(self) -> list[dict[str, Any]]:
        """The path from the scenario to this page."""
        return [{"url": self.links.page, "label": _("Results")}, {"url": "", "label": self.get_page_title()}]
