"""Taking the best path of a split by hand, and undoing it, each after a question."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from linesteps.admin.confirmation import ConfirmView
from linesteps.engine.versions import graph_of
from linesteps.goals.models import SplitDecision
from linesteps.graph import Node
from linesteps.scenarios.models import Scenario
from linesteps.splits.decide import decide, undo, verdict_on


class _OfSplit(ConfirmView):
    """For whoever may publish the scenario."""

    model = Scenario
    permission_required = "publish"
    index_url_name = "linesteps_scenarios:list"
    edit_url_name = "linesteps_scenarios:results"

    def node(self) -> Node:
        """The split as it runs now."""
        version_id = self.object.current_version_id
        node = graph_of(version_id).nodes.get(self.kwargs["step_id"]) if version_id else None
        if node is None or not node.config.get("compare"):
            raise Http404
        return node


class TakeWinnerView(_OfSplit):
    """From now on everybody new takes one path."""

    page_title = gettext_lazy("Take this path for everybody new")
    button_label = gettext_lazy("Take this path")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only paths that there are."""
        self.question = _(
            "Everybody who comes to this split from now on takes “%(label)s”. Those who were here keep their path. It "
            "can be undone."
        ) % {"label": self._label()}
        return super().dispatch(request, *args, **kwargs)

    def _label(self) -> str:
        scenario = Scenario.objects.filter(pk=self.kwargs["pk"]).first()
        if scenario is None or scenario.current_version_id is None:
            raise Http404
        node = graph_of(scenario.current_version_id).nodes.get(self.kwargs["step_id"])
        paths = node.config.get("paths", ()) if node is not None and node.kind == "split" else ()
        plain = (node.config.get("compare") or {}).get("labels") or {} if node is not None else {}
        labels = [
            str(plain.get(path["port"], path["label"]))
            for path in paths
            if path["port"] == self.kwargs["port"]
        ]
        if not labels:
            raise Http404
        return labels[0]

    def act(self) -> None:
        """Decide, with the numbers of this moment."""
        node = self.node()
        verdict = verdict_on(self.object.pk, node)
        if decide(self.object, node, self.kwargs["port"], verdict, user=self.request.user) is None:
            messages.warning(self.request, _("Another path was taken meanwhile."))
            return
        messages.success(
            self.request, _("From now on everybody new takes “%(label)s”.") % {"label": self._label()}
        )


class UndoWinnerView(_OfSplit):
    """The lot decides again."""

    page_title = gettext_lazy("Let the lot decide again")
    button_label = gettext_lazy("Let the lot decide")
    question = gettext_lazy(
        "Everybody who comes to this split from now on takes a path by lot again. Those who were here keep their path."
    )

    def act(self) -> None:
        """Undo; what was decided stays in the history."""
        rows = SplitDecision.objects.filter(
            scenario=self.object, step_id=self.kwargs["step_id"], undone_at__isnull=True
        )
        decision = rows.first()
        if decision is None or not undo(decision, user=self.request.user):
            messages.warning(self.request, _("Nothing was decided here."))
            return
        messages.success(self.request, _("From now on the lot decides again."))
