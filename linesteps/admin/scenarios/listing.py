"""The list of scenarios: what each does now, who is inside, what came of it; a constant number of queries."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest, JsonResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.models import Revision, WorkflowState

from linesteps.accounts.models import Account
from linesteps.admin.gallery.cards import Card
from linesteps.admin.gallery.finding import first_three
from linesteps.admin.look import screen_media
from linesteps.admin.scenarios.list_columns import ScenarioTitleColumn, list_columns
from linesteps.admin.scenarios.listed import DAYS, list_scenarios, name_of
from linesteps.admin.spreadsheets import SafeExportMixin
from linesteps.engine.models import LIVE, Enrolment, StepVisit
from linesteps.scenarios.models import Scenario, ScenarioQuerySet
from linesteps.scenarios.page_wait import PageWait
from linesteps.stats.period import beginning_of_last

#: As many as one page of the list can hold.
MOST_ROWS = 100


def for_list(scenarios: ScenarioQuerySet) -> ScenarioQuerySet:
    """With everything by which the list is filtered and sorted, in this one query."""
    since = beginning_of_last(DAYS)
    inside = Enrolment.objects.filter(scenario=models.OuterRef("pk"), status__in=LIVE)
    sent = StepVisit.objects.filter(
        scenario=models.OuterRef("pk"), left_at__gte=since, dispatch__status="accepted"
    )
    content_type = ContentType.objects.get_for_model(Scenario, for_concrete_model=False)
    mine = {"base_content_type": content_type, "object_id": Cast(models.OuterRef("pk"), models.CharField())}
    in_review = WorkflowState.objects.filter(**mine, status=WorkflowState.STATUS_IN_PROGRESS)
    scheduled = Revision.objects.filter(**mine, approved_go_live_at__isnull=False)
    waiting = PageWait.objects.filter(scenario=models.OuterRef("pk"))
    return scenarios.select_related(
        "account", "latest_revision__user", "latest_revision__user__wagtail_userprofile"
    ).annotate(
        inside_count=_count(inside, "scenario"),
        sent_count=_count(sent, "scenario"),
        is_in_review=models.Exists(in_review),
        is_scheduled=models.Exists(scheduled) | models.Exists(waiting),
    )


def _count(rows: Any, group: str) -> Any:
    grouped = rows.order_by().values(group).annotate(n=models.Count("pk")).values("n")
    return Coalesce(models.Subquery(grouped, output_field=models.IntegerField()), 0)


class ListingMixin(SafeExportMixin):
    """For the index view: our columns and figures, names of drafts, and a helpful page when there is nothing."""

    default_ordering = "-_updated_at"
    list_export = (
        "listed.name",
        "listed.summary",
        "account.name",
        "listed.status.word",
        "listed.figures.inside",
        "listed.figures.entered",
        "listed.figures.delivered",
        "listed.figures.clicked",
        "listed.figures.blocked",
        "_updated_at",
        "listed.author",
    )
    export_headings = {
        "listed.name": _("Name"),
        "listed.summary": _("What it does"),
        "account.name": _("LINE Official Account"),
        "listed.status.word": _("Status"),
        "listed.figures.inside": _("Inside now"),
        "listed.figures.entered": _("Starts, 30 days"),
        "listed.figures.delivered": _("Delivered"),
        "listed.figures.clicked": _("Clicked"),
        "listed.figures.blocked": _("Blocks (24 h after)"),
        "_updated_at": _("Updated"),
        "listed.author": _("By"),
    }

    @cached_property
    def list_display(self) -> list[Any]:
        """Without Wagtail's own status tag, which knows less than ours."""
        return ["name", *list_columns()]

    def get_base_queryset(self) -> Any:
        """With the counts."""
        return for_list(super().get_base_queryset())

    def _get_title_column(self, field_name: str, column_class: Any = None, **kwargs: Any) -> Any:
        kwargs.pop("accessor", None)
        return super()._get_title_column(field_name, ScenarioTitleColumn, accessor=name_of, **kwargs)

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Figures for the rows of this page only."""
        paginator, page, rows, has_others = super().paginate_queryset(queryset, page_size)
        page.object_list = with_listed(rows)
        return paginator, page, page.object_list, has_others

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        """Figures for all rows."""
        return super().as_spreadsheet(with_listed(queryset), spreadsheet_format)

    def get_table(self, object_list: Any) -> Any:
        """An export draws no table, and has no figures on its rows yet."""
        return super().get_table([] if self.is_export else object_list)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What somebody without any scenario begins with."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if not context["object_list"]:
            context["first_cards"] = [Card(one) for one in first_three()]
            context["has_accounts"] = Account.objects.exists()
            style = forms.Media(css={"all": [versioned_static("linesteps/gallery.css")]})
            context["media"] += screen_media() + style
        return context


def with_listed(scenarios: Any) -> list[Scenario]:
    """The rows, each with its words and figures as ``listed``."""
    rows = list(scenarios)
    for row, listed in zip(rows, list_scenarios(rows), strict=True):
        row.listed = listed
    return rows


class LiveView(PermissionCheckedMixin, View):
    """GET ``?id=1&id=2``: what the live cells of these rows say now."""

    model = Scenario
    any_permission_required = ["add", "change", "delete", "view"]

    def get(self, request: HttpRequest) -> JsonResponse:
        """By scenario id; those that are gone are left out."""
        wanted = [int(pk) for pk in request.GET.getlist("id") if pk.isdecimal()][:MOST_ROWS]
        rows = list_scenarios(list(for_list(Scenario.objects.filter(pk__in=wanted))))
        return JsonResponse({str(row.scenario.pk): row.live for row in rows})
