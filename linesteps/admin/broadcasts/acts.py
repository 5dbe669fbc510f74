"""Pausing, going on, recalling and copying a one-off send: one press each, after a question."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.log_actions import log

from linesteps.admin.broadcasts.outcomes import counts_of
from linesteps.admin.broadcasts.sending import NAMESPACE
from linesteps.admin.confirmation import ConfirmView, ObjectPermissionMixin
from linesteps.admin.segments.words import number
from linesteps.broadcasts.models import Broadcast
from linesteps.broadcasts.recall import copy_of, halt, recall
from linesteps.broadcasts.send import CannotSend
from linesteps.safety.watch import look_at
from linesteps.scenarios.models import Scenario


class _ActView(ConfirmView):
    """For whoever may send."""

    model = Broadcast
    permission_required = "send"
    index_url_name = f"{NAMESPACE}:index"
    edit_url_name = f"{NAMESPACE}:results"


class PauseView(_ActView):
    """Halt it."""

    page_title = gettext_lazy("Pause")
    button_label = gettext_lazy("Pause")
    question = gettext_lazy(
        "Nothing more of it is sent until somebody goes on. What LINE has already cannot be called back."
    )
    is_halted = True

    def act(self) -> None:
        """Halt, or go on."""
        try:
            is_done = halt(self.object, user=self.request.user, is_halted=self.is_halted)
        except CannotSend as lost:
            text = _("It cannot go on yet: %(reason)s Mend that first, or recall what has not gone.")
            messages.error(self.request, text % {"reason": lost})
            return
        if is_done:
            text = _("“%(name)s” is paused.") if self.is_halted else _("“%(name)s” goes on.")
            messages.success(self.request, text % {"name": self.object.name})
        else:
            messages.info(self.request, _("Nothing was under way any more."))


class ResumeView(PauseView):
    """Go on."""

    page_title = gettext_lazy("Go on")
    button_label = gettext_lazy("Go on")
    question = gettext_lazy("It goes on where it stopped. Nobody gets it twice.")
    is_halted = False


class RecallView(_ActView):
    """Take back what has not gone."""

    page_title = gettext_lazy("Recall")
    button_label = gettext_lazy("Recall what has not gone")
    is_serious = True

    @property
    def question(self) -> str:
        """What can be taken back, and what not."""
        if self.object.state == Broadcast.State.SCHEDULED:
            return _("Nothing has gone yet. It becomes a draft again, and nobody gets it.")
        sent = counts_of(self.object).get("sent", 0)
        text = _(
            "%(sent)s people have got it: LINE offers no way to take that back. Nobody else gets it, and it cannot be "
            "continued afterwards; but you can copy it."
        )
        return text % {"sent": number(sent)}

    def act(self) -> None:
        """Recall, and say what came of it."""
        state = recall(self.object, user=self.request.user)
        if state == Broadcast.State.DRAFT:
            messages.success(self.request, _("“%(name)s” is a draft again.") % {"name": self.object.name})
        elif state == Broadcast.State.RECALLED:
            text = _("Recalled. People who had got it: %(sent)s; with LINE at this moment: %(waiting)s.")
            found = counts_of(self.object)
            values = {"sent": number(found.get("sent", 0)), "waiting": number(found.get("waiting", 0))}
            messages.success(self.request, text % values)
        else:
            messages.info(self.request, _("Everything had gone already."))


class LookAtView(ObjectPermissionMixin, View):
    """Notes that somebody has looked at what needed attention."""

    model = Broadcast
    permission_required = "send"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What happened until now does not alarm again."""
        course = Scenario.every.filter(pk=self.object.scenario_id, attention_at__isnull=False).first()
        if course is not None:
            log(self.object, "linesteps.look_at", user=request.user, data={"what": course.attention})
            look_at(course)
        messages.success(request, _("Noted. You will be told if it happens again."))
        return redirect(reverse(f"{NAMESPACE}:results", args=[self.object.pk]))


class CopyView(_ActView):
    """A new draft with the same messages."""

    permission_required = "add"
    page_title = gettext_lazy("Copy")
    button_label = gettext_lazy("Copy")
    question = gettext_lazy("A new draft with the same messages and people; nothing is sent by it.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """To the copy."""
        copy = copy_of(self.object)
        messages.success(request, _("This is the copy. Change what you like; nothing is sent yet."))
        return redirect(reverse(f"{NAMESPACE}:edit", args=[copy.pk]))
