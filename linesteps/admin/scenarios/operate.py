"""Pausing, closing and resuming a scenario: at once, whatever the drafts say."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.log_actions import log

from linesteps.admin.confirmation import ConfirmView, ObjectPermissionMixin
from linesteps.admin.scenarios.operation import VERBS, verbs_for
from linesteps.engine.models import Enrolment
from linesteps.engine.operate import operate
from linesteps.safety.watch import look_at
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.page_wait import stop_waiting


class OperateView(ConfirmView):
    """One verb of ``VERBS`` for one scenario; needs the permission to publish."""

    model = Scenario
    permission_required = "publish"
    index_url_name = "linesteps_scenarios:list"
    edit_url_name = "linesteps_scenarios:edit"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only verbs that exist."""
        try:
            self.verb = VERBS[kwargs["verb"]]
        except KeyError:
            raise Http404 from None
        self.page_title = self.verb.label
        self.button_label = self.verb.label
        self.question = self.verb.question
        return super().dispatch(request, *args, **kwargs)

    def act(self) -> None:
        """Change the live row only: a draft made earlier must not bring the old operation back."""
        if self.verb not in verbs_for(self.object):
            messages.warning(self.request, _("This cannot be done now. The scenario was changed meanwhile."))
            return
        before = self.object.state
        operate(self.object, self.verb.to)
        log(
            instance=self.object,
            action="linesteps.operate",
            user=self.request.user,
            data={"from": before, "to": self.verb.to},
        )
        messages.success(self.request, self.verb.done % {"name": self.object.name})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How many people it concerns."""
        inside = Enrolment.objects.live().filter(scenario=self.object).count()
        return super().get_context_data(inside_count=inside, milder=self._milder(), **kwargs)

    def _milder(self) -> dict[str, Any] | None:
        """Whoever wants to pause may mean to let the people inside finish."""
        close = VERBS["close"]
        if self.verb.name != "pause" or close not in verbs_for(self.object):
            return None
        url = reverse("linesteps_scenarios:operate", args=[self.object.pk, close.name])
        query = self.request.GET.urlencode()
        return {"verb": close, "url": f"{url}?{query}" if query else url}


class StopWaitingView(ObjectPermissionMixin, View):
    """Takes back that a scenario is published together with a page."""

    model = Scenario
    permission_required = "publish"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The draft stays as it is."""
        with transaction.atomic():
            waited = stop_waiting(self.object.pk)
            if waited:
                log(instance=self.object, action="linesteps.stop_waiting_for_page", user=request.user)
        if waited:
            messages.success(request, _("It is not published together with the page any more."))
        else:
            messages.warning(request, _("This cannot be done now. The scenario was changed meanwhile."))
        return redirect(reverse("linesteps_scenarios:edit", args=[self.object.pk]))


class LookAtView(ObjectPermissionMixin, View):
    """Notes that somebody has looked at what needed attention."""

    model = Scenario
    permission_required = "publish"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What happened until now does not alarm again."""
        scenario = self.object
        log(
            instance=scenario,
            action="linesteps.look_at",
            user=request.user,
            data={"what": scenario.attention},
        )
        look_at(scenario)
        messages.success(request, _("Noted. You will be told if it happens again."))
        return redirect(reverse("linesteps_scenarios:edit", args=[scenario.pk]))
