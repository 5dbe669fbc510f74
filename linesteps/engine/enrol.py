"""Letting a follower into a scenario, under its rules for coming back."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import IntegrityError, transaction

from linesteps import clock, doorbell
from linesteps.engine.holdout import held_out
from linesteps.engine.leave import leave
from linesteps.engine.models import Enrolment
from linesteps.engine.told import tell_entered
from linesteps.failpoints import failpoint
from linesteps.followers.models import Activity, Follower
from linesteps.scenarios.asked import asked_about, ring_for
from linesteps.scenarios.models import Scenario

logger = logging.getLogger("linesteps.engine")


def enrol(
    scenario: Scenario, follower: Follower, *, cause: str, is_return: bool = False, at: datetime | None = None
) -> Enrolment | None:
    """Start the follower at the first step, or do what the scenario's rules say instead.

    At most one run of a follower through a scenario is alive at a time: a second start changes nothing.

    Args:
        scenario: a running scenario with a published version.
        follower: a friend of the scenario's account.
        cause: the trigger kind, ``by_hand`` or ``code``.
        is_return: whether the person just came back after a block; ``scenario.re_entry`` rules then,
            otherwise ``scenario.can_repeat``.
        at: when it happened (aware); now by default.

    Returns:
        The live enrolment that was started or resumed, or ``None`` when nothing was.
    """
    moment = at or clock.now()
    is_ready = scenario.state == Scenario.State.ACTIVE and scenario.live and scenario.current_version_id
    if not is_ready or not follower.is_friend or follower.account_id != scenario.account_id:
        return None
    try:
        with transaction.atomic():
            enrolment = _enrol(scenario, follower, cause, is_return, moment)
            if enrolment is not None:
                asked = asked_about([scenario.pk])
                Activity(
                    follower=follower,
                    kind="entered",
                    at=moment,
                    handled_at=None if asked else moment,
                    data={"scenario": scenario.pk, "name": scenario.name, "cause": cause},
                ).save()
                ring_for(asked)
                tell_entered([follower.pk], scenario.pk, {follower.pk: cause}, moment)
                doorbell.ring("advance_due")
            failpoint("engine.after_enrol")
            return enrolment
    except IntegrityError:
        # Two triggers at once: the partial unique index let the other one in.
        logger.info("Follower %s entered scenario %s just before.", follower.pk, scenario.pk)
        return None


def _enrol(
    scenario: Scenario, follower: Follower, cause: str, is_return: bool, moment: datetime
) -> Enrolment | None:
    runs = Enrolment.objects.filter(scenario=scenario, follower=follower)
    live = runs.live().first()
    if live is not None:
        if not (is_return and scenario.re_entry == Scenario.ReEntry.RESTART):
            return None
        # A block that we never heard of: LINE's own step messages begin again.
        leave(live, Enrolment.LeftReason.RESTARTED)
    last = runs.order_by("-entered_at", "-id").first()
    if last is not None and is_return:
        if scenario.re_entry == Scenario.ReEntry.NEVER:
            return None
        if scenario.re_entry == Scenario.ReEntry.RESUME:
            return _resume(last, moment)
    elif last is not None and not scenario.can_repeat:
        return None
    version = scenario.current_version
    if version is None or held_out(scenario, [follower.pk], moment):
        return None
    return Enrolment.objects.create(
        scenario=scenario,
        version=version,
        follower=follower,
        status=Enrolment.Status.RUNNING,
        step_id=version.graph["entry"] or "",
        arrived_at=moment,
        due_at=moment,
        cause=cause,
        entered_at=moment,
    )


def _resume(last: Enrolment, moment: datetime) -> Enrolment | None:
    """Go on where a block cut the run off; a wait that is over meanwhile ends at once."""
    if last.status != Enrolment.Status.LEFT or last.left_reason != Enrolment.LeftReason.BLOCKED:
        return None
    last.status = Enrolment.Status.WAITING if last.resume_at else Enrolment.Status.RUNNING
    # What a branch waits for may have come meanwhile: let it look at once, and wait on if not.
    last.due_at = moment if last.wakes_on else max(last.resume_at or moment, moment)
    last.left_reason, last.ended_at, last.resume_at = "", None, None
    last.save(update_fields=["status", "due_at", "left_reason", "ended_at", "resume_at"])
    return last
