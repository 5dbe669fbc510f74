"""Deciding about what is stuck or unclear: each act asks once, is logged, and happens by POST."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.log_actions import log

from linesteps.admin.confirmation import ConfirmView
from linesteps.admin.friends.steps import graphs_of, words_of
from linesteps.engine import rescue
from linesteps.engine.models import Enrolment
from linesteps.graph import along
from linesteps.outbox import decide
from linesteps.outbox.models import Dispatch

_RESCUES: dict[str, tuple[Any, Any]] = {
    "retry": (
        gettext_lazy("Try again"),
        gettext_lazy(
            "The step is tried again at once. If it fails again, the friend comes back to this list."
        ),
    ),
    "skip": (
        gettext_lazy("Skip the step"),
        gettext_lazy("The step is left out, and the friend goes on with the one behind it."),
    ),
    "move": (gettext_lazy("Move to a step"), gettext_lazy("The friend goes on at the step that you choose.")),
    "end": (
        gettext_lazy("Take out"),
        gettext_lazy("The friend leaves the scenario and gets nothing more of it."),
    ),
}


class _HealthAct(ConfirmView):
    """Goes back to the page."""

    def back_url(self) -> str:
        """The page."""
        return reverse("linesteps_health")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, the page, this act."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": self.back_url(), "label": _("System status")},
            {"url": "", "label": self.get_page_title()},
        ]


class RescueView(_HealthAct):
    """Retry, skip, move or end for one run."""

    model = Enrolment
    permission_required = "rescue"
    template_name = "linesteps/admin/health_act.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only acts that exist."""
        self.verb = kwargs["verb"]
        if self.verb not in _RESCUES:
            raise Http404
        self.page_title, self.question = _RESCUES[self.verb]
        self.button_label, self.is_serious = self.page_title, self.verb == "end"
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """The friend, and where."""
        return f"{self.object.follower} – {self.object.scenario}"

    def act(self) -> None:
        """Do it, log it at the scenario, say so."""
        run, before = self.object, self.object.step_id
        to = self.request.POST.get("step", "") if self.verb == "move" else ""
        try:
            if self.verb == "move":
                rescue.move(run, to)
            else:
                {"retry": rescue.retry, "skip": rescue.skip, "end": rescue.take_out}[self.verb](run)
        except rescue.CannotRescue as refusal:
            messages.error(self.request, str(refusal))
            return
        data = {"act": self.verb, "enrolment": run.pk, "from": before, "to": to}
        log(instance=run.scenario, action="linesteps.rescue", user=self.request.user, data=data)
        messages.success(self.request, _("Done. It takes effect within some seconds."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The steps to choose from."""
        context = super().get_context_data(**kwargs)
        title = f"{self.object.follower} – {self.object.scenario}"
        return {**context, "object": title, "steps": self._steps() if self.verb == "move" else None}

    def _steps(self) -> list[tuple[str, str]]:
        graph = graphs_of({self.object.version_id}).get(self.object.version_id, {})
        found = []
        for number, step_id in enumerate(along(graph), start=1):
            node = graph["nodes"][step_id]
            words = words_of(str(node.get("kind", "")), node.get("config") or {})
            found.append((step_id, f"{number}. {words}"))
        return found


class UnclearView(_HealthAct):
    """Send again or give up, for one send."""

    model = Dispatch
    permission_required = "retry"
    template_name = "linesteps/admin/health_act.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only acts that exist."""
        self.verb = kwargs["verb"]
        if self.verb not in {"again", "give_up"}:
            raise Http404
        self.page_title = _("Send again") if self.verb == "again" else _("Give it up")
        self.button_label, self.is_serious = self.page_title, self.verb == "again"
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Whose."""
        return str(self.object.scenario or self.object.account)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What it means for how many people."""
        people = len(self.object.recipients)
        if self.verb == "again":
            self.question = ngettext(
                "%(n)s friend gets the message again if LINE had taken it the first time.",
                "%(n)s friends get the message again if LINE had taken it the first time.",
                people,
            ) % {"n": people}
        else:
            self.question = ngettext(
                "%(n)s friend may never get the message.", "%(n)s friends may never get the message.", people
            ) % {"n": people}
        context = super().get_context_data(**kwargs)
        return {**context, "object": self.get_page_subtitle(), "steps": None}

    def act(self) -> None:
        """Do it, log it at the scenario, say so."""
        done = {"again": decide.send_again, "give_up": decide.give_up}[self.verb](self.object)
        if not done:
            messages.warning(self.request, _("This was decided meanwhile. Nothing was changed."))
            return
        data = {"act": self.verb, "dispatch": self.object.pk, "people": len(self.object.recipients)}
        instance = self.object.scenario or self.object.account
        log(instance=instance, action="linesteps.decide", user=self.request.user, data=data)
        messages.success(self.request, _("Done. It takes effect within some seconds."))
