"""Sending a narrowcast, taking it back, trying it with testers, and looking at what became of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from linesteps.admin.confirmation import ConfirmView, ObjectPermissionMixin
from linesteps.admin.library.columns import library_media
from linesteps.admin.narrowcasts.picture import picture_text
from linesteps.admin.narrowcasts.words import moment, saw_it, sentence_of, told, tone_of, whom, word_of
from linesteps.admin.preview.testing import may_test
from linesteps.followers.models import Follower
from linesteps.narrowcasts.acts import CannotSend as CannotPlan
from linesteps.narrowcasts.acts import plan, take_back
from linesteps.narrowcasts.models import Narrowcast
from linesteps.narrowcasts.problems import outlook_of
from linesteps.narrowcasts.trial import send_trial
from linesteps.testsend.limits import TooManyTests
from linesteps.testsend.send_test import CannotSend

NAMESPACE = "linesteps_narrowcasts"


class _NarrowcastView(ConfirmView):
    """One act on one narrowcast, with its picture."""

    model = Narrowcast
    permission_required: str | None = "send"
    template_name = "linesteps/admin/narrowcast_send.html"
    index_url_name = f"{NAMESPACE}:index"
    edit_url_name = f"{NAMESPACE}:results"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whom it means, and the phone."""
        context = super().get_context_data(**kwargs)
        media = library_media()
        return {**context, "whom": whom(self.object), "shown": picture_text(self.object), "media": media}


class SendView(_NarrowcastView):
    """What would come of it, asked before anything is sent."""

    page_title = gettext_lazy("Send a narrowcast")
    header_icon = "mail"
    button_label = gettext_lazy("Send it")

    def act(self) -> None:
        """Plan it, or say what came up meanwhile."""
        try:
            plan(self.object, by=self.request.user)
        except CannotPlan as refused:
            messages.error(self.request, str(refused))
            return
        text = _("“%(name)s” goes out at its time.") if self.object.send_at else _("“%(name)s” goes out now.")
        messages.success(self.request, text % {"name": self.object.name})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Numbers, and what is in the way."""
        context = super().get_context_data(**kwargs)
        row, outlook = self.object, outlook_of(self.object)
        errors = list(outlook.errors)
        if not row.is_draft:
            errors.append(_("Somebody has sent or planned it already."))
        people = ngettext("%(n)s person at the most", "%(n)s people at the most", outlook.people) % {
            "n": told(outlook.people, False)
        }
        return {
            **context,
            "errors": errors,
            "warnings": outlook.warnings,
            "people": people,
            "left": None if outlook.left is None else told(outlook.left, False),
            "at": moment(row, row.send_at) if row.send_at else "",
            "edit_url": reverse(f"{NAMESPACE}:edit", args=[row.pk]),
        }


class TakeBackView(_NarrowcastView):
    """Back to the drafts, while it waits."""

    template_name = "linesteps/admin/confirm.html"
    page_title = gettext_lazy("Take back")
    header_icon = "rotate"
    button_label = gettext_lazy("Take back")
    question = gettext_lazy(
        "It is not sent, and becomes a draft again. Once LINE has it, nothing takes it back."
    )

    def act(self) -> None:
        """Take it back, or say that it is too late."""
        if take_back(self.object, by=self.request.user):
            messages.success(self.request, _("“%(name)s” is a draft again.") % {"name": self.object.name})
        else:
            messages.error(self.request, _("It is too late: LINE has it already, or it was never planned."))


class TrialView(_NarrowcastView):
    """To registered testers only."""

    permission_required = None
    template_name = "linesteps/admin/narrowcast_trial.html"
    page_title = gettext_lazy("Test send")
    header_icon = "view"
    button_label = gettext_lazy("Send the test")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Who may send tests, and may see this one."""
        if not may_test(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def user_has_permission_for_instance(self, permission: Any, instance: Any) -> bool:
        """Any permission on it will do."""
        check = super().user_has_permission_for_instance
        return any(check(name, instance) for name in ("add", "change", "view", "send"))

    def act(self) -> None:
        """Send it, or say why not."""
        ids = [int(one) for one in self.request.POST.getlist("tester") if one.isdecimal() and len(one) < 19]
        try:
            count = send_trial(self.object, ids, user=self.request.user)
        except (CannotSend, TooManyTests) as refused:
            messages.error(self.request, str(refused))
            return
        text = ngettext("The test went to %(n)s tester.", "The test went to %(n)s testers.", count)
        messages.success(self.request, text % {"n": count})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The testers of its account."""
        testers = (
            Follower.objects.testers().filter(account=self.object.account_id).order_by("display_name", "pk")
        )
        return {**super().get_context_data(**kwargs), "testers": list(testers[:50])}


class ResultsView(ObjectPermissionMixin, WagtailAdminTemplateMixin, TemplateView):
    """What LINE says became of it: numbers, never people."""

    model = Narrowcast
    permission_required = None
    template_name = "linesteps/admin/narrowcast_results.html"
    page_title = gettext_lazy("Results")
    header_icon = "view"

    def user_has_permission_for_instance(self, permission: Any, instance: Any) -> bool:
        """Any permission on it will do."""
        check = super().user_has_permission_for_instance
        return any(check(name, instance) for name in ("add", "change", "view", "send"))

    def get_page_subtitle(self) -> str:
        """Which one."""
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, this page."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(f"{NAMESPACE}:index"), "label": _("Narrowcasts")},
            {"url": "", "label": str(self.object)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How it stands, its numbers, its words, and the ways on."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        row, may = self.object, super().user_has_permission_for_instance
        is_asked = row.told_at is not None
        totals = [
            (_("Meant"), told(row.meant, False), _("people whom LINE found")),
            (_("Got it"), told(row.reached, False), _("counted as messages of the month")),
            (_("Saw it"), saw_it(row), _("had it on their screen; LINE tells from 20 people on")),
            (_("Tapped"), told(row.tapped, is_asked), _("opened a link; LINE tells from 20 people on")),
        ]
        return {
            **context,
            "narrowcast": row,
            "word": word_of(row),
            "sentence": sentence_of(row),
            "is_trouble": tone_of(row) == "warning",
            "totals": totals if row.finished_at is not None or row.reached is not None else [],
            "told_at": moment(row, row.told_at) if row.told_at else "",
            "sent_at": moment(row, row.first_tried_at) if row.first_tried_at else "",
            "whom": whom(row),
            "shown": picture_text(row),
            "media": library_media(),
            "may_send": row.is_draft and may("send", row),
            "may_edit": row.is_draft and may("change", row),
            "may_take_back": row.state == Narrowcast.State.SCHEDULED and may("send", row),
            "may_test": may_test(self.request.user),
            "may_copy": not row.is_draft and may("add", row),
        }
