"""The list of scenarios: what each does now, who is inside, what it sent; a constant number of queries."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Cast, Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import NumberColumn, TitleColumn, UpdatedAtColumn
from wagtail.models import Revision, WorkflowState

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.columns import SentenceColumn
from linesteps.admin.scenarios.operation import status_of
from linesteps.blocks.recursion import walk_plain
from linesteps.engine.models import LIVE, Enrolment, StepVisit
from linesteps.scenarios.models import Scenario, ScenarioQuerySet
from linesteps.scenarios.plain import plain
from linesteps.triggers.kind import registry as trigger_kinds

#: How far back the list counts what was sent.
SENT_DAYS = 30


def for_list(scenarios: ScenarioQuerySet) -> ScenarioQuerySet:
    """With everything that the list's cells need, in this one query."""
    since = clock.now() - timedelta(days=SENT_DAYS)
    inside = Enrolment.objects.filter(scenario=models.OuterRef("pk"), status__in=LIVE)
    sent = StepVisit.objects.filter(
        scenario=models.OuterRef("pk"), left_at__gte=since, dispatch__status="accepted"
    )
    content_type = ContentType.objects.get_for_model(Scenario, for_concrete_model=False)
    mine = {"base_content_type": content_type, "object_id": Cast(models.OuterRef("pk"), models.CharField())}
    in_review = WorkflowState.objects.filter(**mine, status=WorkflowState.STATUS_IN_PROGRESS)
    scheduled = Revision.objects.filter(**mine, approved_go_live_at__isnull=False)
    return scenarios.select_related("account", "latest_revision").annotate(
        inside_count=_count(inside, "scenario"),
        sent_count=_count(sent, "scenario"),
        is_in_review=models.Exists(in_review),
        is_scheduled=models.Exists(scheduled),
    )


def _count(rows: Any, group: str) -> Any:
    grouped = rows.order_by().values(group).annotate(n=models.Count("pk")).values("n")
    return Coalesce(models.Subquery(grouped, output_field=models.IntegerField()), 0)


def summary_of(scenario: Scenario) -> str:
    """One sentence: when it starts, how many sends it has, for whom. Reads the row's own streams only."""
    drawn = _latest(scenario)
    starts = [
        str(trigger_kinds.get(one["type"]).summary(one["value"]))
        for one in drawn["triggers"]
        if one["type"] in trigger_kinds
    ]
    kinds = [step["type"] for step in walk_plain(drawn["steps"])]
    parts = [gettext(" or ").join(starts)] if starts else [gettext("No start condition yet")]
    sends = kinds.count("send")
    if sends:
        parts.append(ngettext("%(n)s send", "%(n)s sends", sends) % {"n": sends})
    if branches := kinds.count("branch"):
        parts.append(ngettext("%(n)s branch", "%(n)s branches", branches) % {"n": branches})
    return gettext(": ").join([parts[0], gettext(", ").join(parts[1:])]) if len(parts) > 1 else parts[0]


def _latest(scenario: Scenario) -> dict[str, list[dict[str, Any]]]:
    """The drawn streams as the editor would show them: those of the newest revision."""
    revision = scenario.latest_revision
    if revision is not None:
        # Not by with_content_json(), which asks the database for every foreign key of every row.
        return {name: json.loads(revision.content.get(name) or "[]") for name in ("triggers", "steps")}
    return {"triggers": plain(scenario.triggers), "steps": plain(scenario.steps)}


def name_of(scenario: Scenario) -> str:
    """The name as the newest draft has it."""
    revision = scenario.latest_revision
    return str(revision.object_str) if revision is not None else scenario.name


class ScenarioTitleColumn(TitleColumn):
    """The name with the one-line summary under it."""

    cell_template_name = "linesteps/admin/scenario_title_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> Any:
        """Adds the summary, and the account where there are several."""
        context = super().get_cell_context_data(instance, parent_context)
        context["summary"] = summary_of(instance)
        context["account"] = instance.account
        return context


class ScenarioFilterSet(WagtailFilterSet):
    """By account and operation."""

    account = django_filters.ModelChoiceFilter(
        queryset=Account.objects.all(), label=_("LINE Official Account"), empty_label=_("All")
    )
    state = django_filters.ChoiceFilter(choices=Scenario.State, label=_("Operation"), empty_label=_("All"))

    class Meta:
        model = Scenario
        fields = ("account", "state")


def _tone(scenario: Scenario) -> str:
    status = status_of(scenario)
    return "live" if status.is_strong else "warning" if status.is_warning else ""


def list_columns() -> list[Any]:
    """The columns after the name."""
    return [
        SentenceColumn(
            "status",
            label=_("Status"),
            get_main=lambda scenario: status_of(scenario).word,
            get_sentence=lambda scenario: status_of(scenario).sentence,
            get_tone=_tone,
            width="24%",
        ),
        NumberColumn("inside_count", label=_("Inside now"), sort_key="inside_count", width="10%"),
        NumberColumn("sent_count", label=_("Sent in 30 days"), sort_key="sent_count", width="10%"),
        UpdatedAtColumn(),
    ]


class ListingMixin:
    """For the index view: our columns, names of drafts, and a helpful page when there is nothing yet."""

    default_ordering = "-_updated_at"

    @cached_property
    def list_display(self) -> list[Any]:
        """Without Wagtail's own status tag, which knows less than ours."""
        return ["name", *list_columns()]

    def get_base_queryset(self) -> Any:
        """With the counts."""
        return for_list(super().get_base_queryset())  # type: ignore[misc]

    def _get_title_column(self, field_name: str, column_class: Any = None, **kwargs: Any) -> Any:
        kwargs.pop("accessor", None)
        return super()._get_title_column(  # type: ignore[misc]
            field_name, ScenarioTitleColumn, accessor=name_of, **kwargs
        )
