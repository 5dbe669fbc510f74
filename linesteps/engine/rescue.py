"""What an operator can do for a run that cannot go on by itself."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from linesteps import clock, doorbell
from linesteps.engine.leave import leave
from linesteps.engine.models import Enrolment
from linesteps.engine.versions import graph_of
from linesteps.errors import LinestepsError
from linesteps.followers.models import Activity
from linesteps.steps.kind import ELSE

#: The port that a step without a decision leaves by, and that of everybody else at a branch.
_ONWARDS = ("next", ELSE)


class CannotRescue(LinestepsError):
    """It cannot be done; the message says why in the reader's language."""


def retry(run: Enrolment) -> None:
    """Try the same step again at once."""
    _go_on(run, run.step_id, "retry")


def skip(run: Enrolment) -> None:
    """Leave the step out, and go on with the one behind it.

    Raises:
        CannotRescue: it is not known what comes behind it.
    """
    node = graph_of(run.version_id).nodes.get(run.step_id)
    port = next((port for port in _ONWARDS if node is not None and port in node.ports), None)
    if node is None or port is None:
        raise CannotRescue(_("What comes after this step is not known. Move the friend to a step instead."))
    # An empty step id is the end: the engine finishes the run.
    _go_on(run, node.ports[port] or "", "skip")


def move(run: Enrolment, step_id: str) -> None:
    """Go on at a step of the version in which the run is.

    Raises:
        CannotRescue: it has no such step.
    """
    if step_id not in graph_of(run.version_id).nodes:
        raise CannotRescue(_("This step is not there any more. Choose another one."))
    _go_on(run, step_id, "move")


def take_out(run: Enrolment) -> None:
    """End the run."""
    leave(run, Enrolment.LeftReason.REMOVED)


def _go_on(run: Enrolment, step_id: str, act: str) -> None:
    moment = clock.now()
    with transaction.atomic():
        stuck = Enrolment.objects.filter(pk=run.pk, status=Enrolment.Status.STUCK)
        moved = stuck.update(
            status=Enrolment.Status.RUNNING, step_id=step_id, arrived_at=moment, due_at=moment, trouble=""
        )
        if not moved:
            raise CannotRescue(_("This was decided meanwhile. Nothing was changed."))
        Activity(
            follower_id=run.follower_id,
            kind="rescued",
            at=moment,
            handled_at=moment,
            data={"scenario": run.scenario_id, "act": act, "from": run.step_id, "to": step_id},
        ).save()
        doorbell.ring("advance_due")
