"""Which run a tap belongs to, where neither LINE nor the link says it."""

from __future__ import annotations

from linesteps.engine.models import StepVisit
from linesteps.followers.models import Follower
from linesteps.tracking.models import TrackedLink


def run_asked(link: TrackedLink, follower: Follower) -> int | None:
    """The run whose message the link belongs to: the last one that sent it to this friend.

    ``None`` for somebody whom this account never sent it: a forwarded message.
    """
    asked = StepVisit.objects.filter(
        follower=follower, scenario_id=link.scenario_id, step_id=link.step_id, dispatch__isnull=False
    )
    found: int | None = asked.order_by("-left_at", "-pk").values_list("enrolment_id", flat=True).first()
    return found
