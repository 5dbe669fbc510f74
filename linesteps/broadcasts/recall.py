"""Taking back what has not gone yet, and halting for a while."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from linesteps import bulk, clock
from linesteps.broadcasts.models import Broadcast
from linesteps.broadcasts.send import CannotSend
from linesteps.engine.intake import stop_intake
from linesteps.engine.operate import operate
from linesteps.failpoints import failpoint
from linesteps.outbox.cancel import cancel_scenario
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.refresh import refreshed, versions_in_use


def recall(broadcast: Broadcast, *, user: Any) -> str:
    """Take back all that has not gone; what LINE has, or may have, stays sent.

    Returns:
        the state that it has now: a scheduled one is a draft again, one under way is recalled; of any other
        nothing is changed.
    """
    with transaction.atomic():
        row = _locked(broadcast)
        if row.state == Broadcast.State.SCHEDULED:
            row.state, row.due_at, row.counted = Broadcast.State.DRAFT, None, None
            row.save()
            log(instance=row, action="linesteps.broadcast_take_back", user=user)
        elif row.state == Broadcast.State.SENDING:
            course = Scenario.every.get(pk=row.course_id)
            # First nobody comes in, then nobody moves, then what is written down is taken back.
            stop_intake(course)
            operate(course, Scenario.State.ENDED)
            cancel_scenario(course.pk)
            row.state, row.ended_at = Broadcast.State.RECALLED, clock.now()
            row.save()
            log(instance=row, action="linesteps.broadcast_recall", user=user)
        failpoint("broadcasts.before_recall_commit")
    return row.state


def halt(broadcast: Broadcast, *, user: Any, is_halted: bool) -> bool:
    """Pause one under way, or go on; False when it is not under way (any more).

    Raises:
        CannotSend: it would go on with something that leads nowhere.
    """
    if not is_halted and (lost := _lost(broadcast)):
        raise CannotSend(lost)
    with transaction.atomic():
        row = _locked(broadcast)
        if row.state != Broadcast.State.SENDING:
            return False
        state = Scenario.State.PAUSED if is_halted else Scenario.State.ACTIVE
        operate(Scenario.every.get(pk=row.course_id), state)
        action = "linesteps.broadcast_pause" if is_halted else "linesteps.broadcast_resume"
        log(instance=row, action=action, user=user)
    return True


def _lost(broadcast: Broadcast) -> str:
    """What it shows that is gone, such as a page that is not published any more."""
    course = Scenario.every.select_related("account").get(pk=broadcast.course_id)
    for version in versions_in_use(course):
        shown = {(one.kind, one.key) for one in version.sources.all()}
        if problems := refreshed(version, shown).problems:
            return str(problems[0].message)
    return ""


def copy_of(broadcast: Broadcast) -> Broadcast:
    """A new draft with the same messages and people, and no time."""
    raw = list(broadcast.content.raw_data)
    copy = Broadcast(
        account=broadcast.account,
        name=broadcast.name,
        to=broadcast.to,
        segment=broadcast.segment,
        who=broadcast.who,
        pace=broadcast.pace,
        pace_number=broadcast.pace_number,
    )
    content: Any = copy
    content.content = raw
    copy.save()
    return copy


def _locked(broadcast: Broadcast) -> Broadcast:
    [row] = bulk.lock(Broadcast.objects.filter(pk=broadcast.pk).order_by("pk"), wait=True)
    return row
