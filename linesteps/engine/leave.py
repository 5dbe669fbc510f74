"""Taking a follower out of a scenario before its end."""

from __future__ import annotations

from linesteps import clock
from linesteps.engine.models import MOVING, Enrolment
from linesteps.engine.told import tell_left
from linesteps.followers.models import Activity, Follower
from linesteps.outbox.cancel import cancel_for
from linesteps.scenarios.asked import asked_about, ring_for


def leave(enrolment: Enrolment, reason: str) -> None:
    """End one live run; messages of it that were not tried yet are cancelled.

    Args:
        enrolment: a live run. One that is over already stays as it is.
        reason: one of ``Enrolment.LeftReason``.
    """
    moment = clock.now()
    is_waiting = enrolment.status == Enrolment.Status.WAITING
    ended = Enrolment.objects.filter(pk=enrolment.pk, status__in=(*MOVING, Enrolment.Status.STUCK)).update(
        status=Enrolment.Status.LEFT,
        left_reason=reason,
        ended_at=moment,
        resume_at=enrolment.due_at if is_waiting else None,
        # ``wakes_on`` stays: a run that is resumed waits for the same things again.
        due_at=None,
    )
    if not ended:
        return
    asked = asked_about([enrolment.scenario_id])
    Activity(
        follower_id=enrolment.follower_id,
        kind="left",
        at=moment,
        handled_at=None if asked else moment,
        data={"scenario": enrolment.scenario_id, "reason": reason},
    ).save()
    ring_for(asked)
    tell_left([(enrolment.follower_id, enrolment.scenario_id, reason)], moment)
    cancel_for(enrolment.follower_id, scenario_id=enrolment.scenario_id, reason=f"left: {reason}")


def leave_all(follower: Follower, reason: str) -> None:
    """End every live run of a follower."""
    for enrolment in (
        Enrolment.objects.live().filter(follower=follower).select_for_update(of=("self",), no_key=True)
    ):
        leave(enrolment, reason)
