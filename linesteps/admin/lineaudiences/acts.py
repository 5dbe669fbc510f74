"""Renewing and deleting LINE audiences."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.log_actions import log

from linesteps.admin.confirmation import ConfirmView
from linesteps.lineaudiences.acts import drop, renew
from linesteps.lineaudiences.models import LineAudience
from linesteps.narrowcasts.models import Narrowcast

NAMESPACE = "linesteps_line_audiences"


class _RenewingView(ConfirmView):
    """Sends LINE user IDs again, so it says that again."""

    model = LineAudience
    permission_required = "change"
    index_url_name = f"{NAMESPACE}:index"
    edit_url_name = f"{NAMESPACE}:edit"
    header_icon = "rotate"
    is_adding = False

    def act(self) -> None:
        """Write it down; the worker does it."""
        if self.object.kind != LineAudience.Kind.UPLOAD or self.object.segment is None:
            messages.error(
                self.request, _("Only an audience of a segment that is still there can be renewed.")
            )
            return
        renew(self.object, is_adding=self.is_adding)
        log(instance=self.object, action="wagtail.edit", user=self.request.user)
        messages.success(self.request, _("“%(name)s” is being renewed.") % {"name": self.object.name})


class RenewView(_RenewingView):
    """Exactly those who belong now."""

    page_title = gettext_lazy("Make it anew")
    button_label = gettext_lazy("Make it anew")
    question = gettext_lazy(
        "We look who belongs to the segment now and send their LINE user IDs to LINE, as a new audience. Until it is "
        "ready, planned narrowcasts wait for it; then LINE deletes the old one, with those who no longer belong."
    )


class AddView(_RenewingView):
    """New people only."""

    page_title = gettext_lazy("Add new people")
    button_label = gettext_lazy("Add new people")
    is_adding = True
    question = gettext_lazy(
        "We send the LINE user IDs of those to LINE who have come to belong to the segment since. Who no longer "
        "belongs stays in it: LINE takes nobody out of an audience. To leave them out, make it anew."
    )


class LineAudienceDeleteView(generic.DeleteView):
    """Deletes at LINE first; one that a planned narrowcast goes to stays."""

    object: Any

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Have it deleted, or say what is in the way."""
        waiting = Narrowcast.objects.filter(
            state__in=(Narrowcast.State.SCHEDULED, Narrowcast.State.SENDING, Narrowcast.State.ACCEPTED)
        )
        used = (waiting.filter(include=self.object) | waiting.filter(exclude=self.object)).first()
        if used is not None:
            text = _("The narrowcast “%(name)s” goes to it. Take that back first, or wait until it is sent.")
            messages.error(request, text % {"name": used.name})
            return redirect(reverse(f"{NAMESPACE}:edit", args=[self.object.pk]))
        drop(self.object)
        log(instance=self.object, action="wagtail.delete", user=request.user)
        messages.success(request, _("“%(name)s” is being deleted at LINE, too.") % {"name": self.object.name})
        return redirect(reverse(f"{NAMESPACE}:index"))
