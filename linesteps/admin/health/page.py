"""The page 「動作状況」: findings, runs that are stuck, sends that are unclear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from linesteps import clock
from linesteps.admin.friends.steps import graphs_of, label_of, node_config, words_of
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Follower
from linesteps.health.finding import OK, Finding, worst
from linesteps.health.look import look
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import in_words

#: Rows of each list; the rest comes up when these are decided.
MOST = 50


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A finding with the address of what helps."""

    finding: Finding
    url: str


@dataclass(frozen=True, kw_only=True)
class UnclearSend:
    """An unclear send with whom it was for."""

    dispatch: Dispatch
    people: str
    step_words: str
    reason: str


class HealthView(WagtailAdminTemplateMixin, TemplateView):
    """Recomputed at each look; whoever has the permission to see the system status may."""

    template_name = "linesteps/admin/health.html"
    page_title = gettext_lazy("System status")
    header_icon = "circle-check"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only with the permission."""
        if not request.user.has_perm("linesteps.view_health"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, this page."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything, in a constant number of queries for the lists."""
        findings = look()
        user: Any = self.request.user
        return {
            **super().get_context_data(**kwargs),
            "is_fine": worst(findings) == OK,
            "at": clock.real_now(),
            "for_shop": [_shown(one) for one in findings if not one.is_for_engineers],
            "for_engineers": [_shown(one) for one in findings if one.is_for_engineers],
            "stuck": _stuck(),
            "unclear": _unclear(),
            "may_rescue": user.has_perm("linesteps.rescue_enrolment"),
            "may_retry": user.has_perm("linesteps.retry_dispatch"),
            "most": MOST,
        }


def _shown(finding: Finding) -> Shown:
    name, arguments = finding.link or ("", ())
    return Shown(finding=finding, url=reverse(name, args=arguments) if name else "")


def _stuck() -> list[Enrolment]:
    rows = Enrolment.objects.filter(status=Enrolment.Status.STUCK).select_related("scenario", "follower")
    runs: list[Any] = list(
        rows.defer("scenario__steps", "scenario__triggers").order_by("arrived_at", "id")[:MOST]
    )
    graphs = graphs_of({run.version_id for run in runs})
    for run in runs:
        node = graphs.get(run.version_id, {}).get("nodes", {}).get(run.step_id)
        run.step_words = (
            words_of(str(node.get("kind", "")), node.get("config") or {})
            if node
            else _("a step that is not there")
        )
        run.trouble_words = run.trouble.strip().splitlines()[-1][:200] if run.trouble.strip() else ""
    return runs


def _unclear() -> list[UnclearSend]:
    rows = Dispatch.objects.filter(status=Dispatch.Status.UNCLEAR).select_related("account", "scenario")
    rows = rows.defer("messages", "scenario__steps", "scenario__triggers").order_by("id")[:MOST]
    sends = list(rows)
    scenarios = [row.scenario for row in sends if row.scenario is not None]
    graphs = graphs_of({one.current_version_id for one in scenarios if one.current_version_id is not None})
    ids = {pair[0] for row in sends for pair in row.recipients[:3]}
    names = {
        row.pk: str(row) for row in Follower.objects.filter(pk__in=ids).only("pk", "display_name", "status")
    }
    found = []
    for row in sends:
        first = [names.get(pair[0], "") or _("erased") for pair in row.recipients[:3]]
        more = len(row.recipients) - len(first)
        people = ", ".join(first)
        if more:
            people = _("%(names)s and %(n)s more") % {"names": people, "n": more}
        version_id = row.scenario.current_version_id if row.scenario else None
        config = node_config(graphs, version_id, row.step_id) if version_id else {}
        found.append(
            UnclearSend(dispatch=row, people=people, step_words=label_of(config), reason=in_words(row.reason))
        )
    return found
