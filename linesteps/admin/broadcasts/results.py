"""The page of a one-off send that was confirmed: its state, what came of it, and each person; also as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from linesteps.admin.broadcasts.asked import picture_of
from linesteps.admin.broadcasts.outcomes import (
    OUTCOMES,
    counts_of,
    people_of,
    reasons_of,
    why_of,
    why_stopped,
)
from linesteps.admin.broadcasts.sending import NAMESPACE
from linesteps.admin.broadcasts.words import local_time, rows_of, status_sentence, status_word, tone
from linesteps.admin.confirmation import ObjectPermissionMixin
from linesteps.admin.library.columns import library_media
from linesteps.admin.results.links import may_see_people
from linesteps.admin.segments.words import number
from linesteps.admin.spreadsheets import SafeExportMixin
from linesteps.broadcasts.content import STEP
from linesteps.broadcasts.models import Broadcast
from linesteps.engine.models import Intake
from linesteps.outbox.paused import why_silent
from linesteps.stats.figures import StepFigures, figures
from linesteps.stats.scope import Scope
from linesteps.stats.taps import taps

PER_PAGE = 50
_FIELDS = ("friend", "outcome", "why", "at", "tapped")
_TAPPED = "tapped"


class ResultsView(ObjectPermissionMixin, SafeExportMixin, WagtailAdminTemplateMixin, TemplateView):
    """For whoever may see it; names only for whoever may see friends."""

    model = Broadcast
    permission_required = None
    template_name = "linesteps/admin/broadcast_results.html"
    page_title = gettext_lazy("One-off send")
    header_icon = "mail"
    list_export = list(_FIELDS)

    def user_has_permission_for_instance(self, permission: Any, instance: Any) -> bool:
        """Any permission on it will do."""
        check = super().user_has_permission_for_instance
        return any(check(name, instance) for name in ("add", "change", "view", "send"))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The page, or everybody who was to get it as a file."""
        if self.is_export:
            if not may_see_people(request.user):
                raise PermissionDenied
            lines = (self._line(one) for one in self.people.iterator(chunk_size=1000))
            return self.as_spreadsheet(lines, request.GET["export"])
        if self.object.is_draft:
            return redirect(reverse(f"{NAMESPACE}:edit", args=[self.object.pk]))
        return super().get(request, *args, **kwargs)

    @property
    def export_headings(self) -> dict[str, Any]:
        """The columns of the file."""
        return {
            "friend": _("Friend"),
            "outcome": _("Outcome"),
            "why": _("Why"),
            "at": _("When"),
            "tapped": _("Has tapped"),
        }

    @cached_property
    def outcome(self) -> str:
        """The outcome that the list is filtered by; empty for all."""
        found = self.request.GET.get("outcome", "")
        return found if found in {*OUTCOMES, _TAPPED} else ""

    @cached_property
    def stop(self) -> str:
        """Why nobody gets it at the moment."""
        return why_stopped(self.object)

    @cached_property
    def people(self) -> Any:
        """Those of that outcome."""
        rows = people_of(self.object).select_related("follower").order_by("follower_id")
        if self.outcome == _TAPPED:
            return rows.filter(has_tapped=True)
        return rows.filter(outcome=self.outcome) if self.outcome else rows

    @cached_property
    def header_buttons(self) -> list[Any]:
        """What can be done with it now."""
        may_send = self.user_may("send")
        state, one = self.object.state, self.object
        wanted = []
        if may_send and state == Broadcast.State.SENDING:
            verb = (
                ("resume", _("Go on"), "arrow-right") if one.is_paused else ("pause", _("Pause"), "no-view")
            )
            wanted.append(verb)
        if may_send and state in {Broadcast.State.SENDING, Broadcast.State.SCHEDULED}:
            wanted.append(("recall", _("Recall"), "rotate"))
        if self.user_may("add"):
            wanted.append(("copy", _("Copy"), "copy"))
        return [
            HeaderButton(label, url=reverse(f"{NAMESPACE}:{name}", args=[one.pk]), icon_name=icon)
            for name, label, icon in wanted
        ]

    def user_may(self, permission: str) -> bool:
        """Whether the reader may do that to it."""
        return bool(super().user_has_permission_for_instance(permission, self.object))

    def get_filename(self) -> str:
        """Named after it."""
        return slugify(self.object.name, allow_unicode=True) or "send"

    def get_page_subtitle(self) -> str:
        """Which."""
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, this page."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(f"{NAMESPACE}:index"), "label": _("One-off sends")},
            {"url": "", "label": str(self.object)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Figures, reasons, links, and one page of friends."""
        one, counts = self.object, counts_of(self.object)
        may_see = may_see_people(self.request.user)
        paginator = WagtailPaginator(self.people if may_see else self.people.none(), PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        step = figures(one.scenario).steps.get(STEP, StepFigures())
        links = taps(Scope(scenario_ids=(one.scenario_id,)), STEP, one.account.zone).links
        context: dict[str, Any] = super().get_context_data(**kwargs)
        query = f"outcome={self.outcome}&" if self.outcome else ""
        return {
            **context,
            "broadcast": one,
            "word": status_word(one),
            "sentence": status_sentence(one),
            "tone": tone(one),
            "attention": one.scenario.attention,
            "silence": why_silent(one.account) if one.state == Broadcast.State.SENDING else "",
            "look_at_url": reverse(f"{NAMESPACE}:look_at", args=[one.pk])
            if one.scenario.attention_at and self.user_may("send")
            else "",
            "rows": rows_of(one),
            "totals": list(self._totals(counts, step)),
            "reasons": [(words, detail, number(count)) for words, detail, count in reasons_of(one)],
            "links": [(link.label or link.url, number(link.people), number(link.taps)) for link in links],
            "may_see_people": may_see,
            "outcomes": self._tabs(counts, step),
            "items": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "people": [(row, *self._told(row)) for row in page],
            "csv_url": f"?{query}export=csv",
            "xlsx_url": f"?{query}export=xlsx",
            "shown": json.dumps(picture_of(one), ensure_ascii=False),
            "media": library_media(),
        }

    def _totals(self, counts: dict[str, int], step: StepFigures) -> Iterator[tuple[str, str, str]]:
        intake = Intake.objects.filter(scenario=self.object.scenario_id).first()
        people, sent = sum(counts.values()), counts.get("sent", 0)
        if intake is not None and intake.finished_at is None:
            coming = max(intake.wanted - people, 0)
            yield (
                _("Still to come"),
                number(coming),
                _("Whose turn has not come; about as many as were counted"),
            )
        elif intake is not None and intake.is_stopped and intake.wanted > people:
            never = _("Recalled before their turn; about as many as were counted")
            yield _("Never came to their turn"), number(intake.wanted - people), never
        yield _("Sent"), number(sent), _("LINE took the message")
        for name in ("waiting", "not_sent", "unclear", "recalled"):
            if counts.get(name):
                yield str(OUTCOMES[name]), number(counts[name]), ""
        yield _("Tapped a link"), number(step.clicked), _share(step.clicked, sent)
        if step.answered:
            yield _("Answered"), number(step.answered), _share(step.answered, sent)
        yield _("Blocked within 24 hours"), number(step.blocked), _share(step.blocked, sent)

    def _tabs(self, counts: dict[str, int], step: StepFigures) -> list[tuple[str, str, bool]]:
        names = {"": _("Everybody"), **OUTCOMES, _TAPPED: _("Tapped something")}
        shown = {"", _TAPPED, *(name for name, count in counts.items() if count), self.outcome}
        return [(name, str(label), name == self.outcome) for name, label in names.items() if name in shown]

    def _told(self, row: Any) -> tuple[str, str, str]:
        at = ""
        if row.outcome == "sent" and row.done_at:
            at = local_time(self.object, row.done_at)
        elif row.outcome == "waiting" and not row.is_due:
            at = _("planned for %(time)s") % {"time": local_time(self.object, row.planned_at)}
        return str(OUTCOMES[row.outcome]), why_of(row, self.stop), at

    def _line(self, row: Any) -> dict[str, Any]:
        zone = self.object.account.zone
        done = row.done_at if row.outcome == "sent" else None
        return {
            "friend": str(row.follower),
            "outcome": str(OUTCOMES[row.outcome]),
            "why": why_of(row, self.stop),
            # Spreadsheets know no time zones.
            "at": done.astimezone(zone).replace(tzinfo=None, microsecond=0) if done else "",
            "tapped": _("yes") if row.has_tapped else "",
        }


def _share(people: int, of: int) -> str:
    return _("%(share)s %% of those who got it") % {"share": f"{100 * people / of:.1f}"} if of else ""
