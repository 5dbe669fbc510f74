"""What comes next for a friend: one line for each scenario they are in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linesteps.admin.friends.steps import graphs_of, label_of
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Follower
from linesteps.scenarios.models import Scenario


@dataclass(frozen=True, kw_only=True)
class Next:
    """The next thing in one scenario.

    Args:
        enrolment: the live run.
        at: when, if a time is known.
        text: what.
        note: why it may not happen then.
    """

    enrolment: Enrolment
    at: datetime | None
    text: str
    note: str = ""


def upcoming(follower: Follower) -> list[Next]:
    """Soonest first; two queries."""
    live = (
        Enrolment.objects.live().filter(follower=follower).select_related("scenario").order_by("due_at", "id")
    )
    runs = list(live)
    graphs = graphs_of({run.version_id for run in runs})
    found = []
    for run in runs:
        note = ""
        if run.status == Enrolment.Status.STUCK:
            note = _("Cannot go on by itself.")
        elif run.scenario.state == Scenario.State.PAUSED:
            note = _("The scenario is paused.")
        text = _what_follows(graphs.get(run.version_id, {}), run.step_id)
        found.append(Next(enrolment=run, at=run.due_at, text=text, note=note))
    return found


def _what_follows(graph: Mapping[str, Any], step_id: str) -> str:
    """The first step from here on at which something is sent or decided."""
    nodes = graph.get("nodes", {})
    seen: set[str] = set()
    while step_id in nodes and step_id not in seen:
        seen.add(step_id)
        node = nodes[step_id]
        if node["kind"] == "send":
            return _("Message “%(name)s”") % {"name": label_of(node["config"]) or "…"}
        if node["config"].get("paths"):
            labels = [path["label"] for path in node["config"]["paths"]]
            # A branch keeps nothing of those whom no path took.
            rest = [_("Everyone else")] if node["kind"] == "branch" else []
            return _("Branch: %(paths)s") % {"paths": " / ".join([*labels, *rest])}
        step_id = node["ports"].get("next") or ""
    return _("The end")
