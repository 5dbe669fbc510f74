"""From the last question to the first message: confirming a one-off send, and starting it when its time has come."""

from __future__ import annotations

import logging
from datetime import timedelta
from math import ceil
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.log_actions import log

from linesteps import bulk, clock, conf, doorbell
from linesteps.accounts.mail import tell
from linesteps.broadcasts.course import count_people, course_of, filters_of, problems_with
from linesteps.broadcasts.models import Broadcast
from linesteps.engine.intake import count_let_in
from linesteps.engine.models import BROADCAST, Intake
from linesteps.errors import LinestepsError
from linesteps.failpoints import failpoint
from linesteps.scenarios.compiler import Found, compile_scenario
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.publish import publish_version

logger = logging.getLogger("linesteps.broadcasts")
_TASK = "send_broadcasts"


class CannotSend(LinestepsError):
    """It is not sent; the message says why, in the editor's language."""


class HasProblems(CannotSend):
    """Something must be mended first; ``found`` names each place in the form."""

    def __init__(self, found: list[Found]) -> None:
        self.found = found
        super().__init__(" ".join(str(one.problem.message) for one in found))


def stamp(broadcast: Broadcast) -> str:
    """Names what somebody looks at, so that nobody sends what a colleague has just changed."""
    return broadcast.changed_at.isoformat()


def errors_of(broadcast: Broadcast) -> list[Found]:
    """What keeps it from being sent."""
    return [one for one in problems_with(broadcast) if one.problem.is_error]


def confirm(broadcast: Broadcast, *, user: Any, seen: str, counted: int | None = None) -> Broadcast:
    """Send it now or at its time: exactly once, however many people press at the same moment.

    Args:
        broadcast: the saved draft.
        user: who answers for it.
        seen: the ``stamp`` of what the person read.
        counted: how many people the question named.

    Raises:
        HasProblems: something must be mended first.
        CannotSend: somebody was quicker, it was changed meanwhile, or the account is not in use.
    """
    if not broadcast.account.is_active:
        raise CannotSend(_("The account is not in use."))
    if broadcast.is_draft and (found := errors_of(broadcast)):
        raise HasProblems(found)
    with transaction.atomic():
        rows = Broadcast.objects.filter(pk=broadcast.pk).order_by("pk")
        row = next(iter(bulk.lock(rows.select_related("account"), wait=True)), None)
        if row is None or not row.is_draft:
            raise CannotSend(_("Somebody has confirmed it already. It is sent once."))
        if stamp(row) != seen:
            raise CannotSend(_("It was changed meanwhile. Read it again, then confirm."))
        row.state, row.trouble = Broadcast.State.SCHEDULED, ""
        row.due_at = row.send_at or clock.now()
        row.asked_by, row.counted = user, counted
        row.save()
        data = {"at": row.due_at.isoformat(), "people": counted}
        log(instance=row, action="linesteps.broadcast_confirm", user=user, data=data)
        doorbell.ring(_TASK)
    return row


def start_due() -> int:
    """Start one whose time has come, on one worker only; returns how many were looked at."""
    moment = clock.now()
    due = Broadcast.objects.due(moment).select_related("account", "segment").first()
    if due is None:
        return 0
    with translation.override(conf.language()):
        # Outside of the transaction: pictures may be scaled and stored meanwhile.
        trouble = _trouble(due)
    per_hour = 0 if trouble else _per_hour(due)
    with transaction.atomic():
        rows = Broadcast.objects.due(moment).filter(pk=due.pk)
        row = next(iter(bulk.lock(rows.select_related("account", "segment"))), None)
        if row is None:
            # Another worker has it, or it was taken back meanwhile.
            return 0
        if trouble:
            _give_back(row, trouble)
        else:
            _start(row, per_hour)
        failpoint("broadcasts.before_start_commit")
    if trouble:
        _tell(row, gettext_noop("“%(name)s” was not sent"))
    return 1


def hold_unsound() -> int:
    """Make each planned one a draft again of which a part is gone (a page, a document); returns how many.

    It would be so at its time, too; whoever learns of it now can still mend it.
    """
    held = 0
    for one in Broadcast.objects.planned().select_related("account", "segment").order_by("pk"):
        with translation.override(conf.language()):
            trouble = _errors(one)
        if not trouble:
            continue
        with transaction.atomic():
            rows = Broadcast.objects.planned().filter(pk=one.pk).order_by("pk")
            row = next(iter(bulk.lock(rows.select_related("account"), wait=True)), None)
            if row is None or stamp(row) != stamp(one):
                continue
            _give_back(row, trouble)
        held += 1
        _tell(row, gettext_noop("“%(name)s” will not be sent"))
    return held


def _tell(row: Broadcast, subject: str) -> None:
    with translation.override(conf.language()):
        text = _(subject) % {"name": row.name}
        tell(row.account, text, row.trouble, "linesteps_broadcasts:edit", row.pk)


def _trouble(broadcast: Broadcast) -> str:
    """Why it cannot go out after all: what was sound when somebody confirmed it may be gone."""
    hours = broadcast.sent_content.get("expires_hours")
    if hours and broadcast.due_at and clock.now() > broadcast.due_at + timedelta(hours=int(hours)):
        return _("Nothing was running when its time came, and now it would be too late. Nobody got it.")
    trouble = _errors(broadcast)
    if not trouble:
        compile_scenario(course_of(broadcast))
    return trouble


def _errors(broadcast: Broadcast) -> str:
    errors = [one for one in errors_of(broadcast) if one.place[0] != "send_at"]
    return " ".join(str(one.problem.message) for one in errors)


def _per_hour(broadcast: Broadcast) -> int:
    """How many people may start in an hour; 0 for as fast as can be."""
    number = broadcast.pace_number or 0
    if broadcast.pace != Broadcast.Pace.WITHIN:
        return number if broadcast.pace == Broadcast.Pace.PER_HOUR else 0
    course = Scenario.every.select_related("account").get(pk=broadcast.course_id)
    people = count_let_in(course, filters_of(broadcast))
    return max(ceil(people / number), 1) if number else 0


def _give_back(row: Broadcast, trouble: str) -> None:
    row.state, row.due_at, row.trouble = Broadcast.State.DRAFT, None, trouble[:500]
    row.save()
    log(instance=row, action="linesteps.broadcast_trouble", data={"trouble": row.trouble})
    logger.error("One-off send %s could not be started: %s", row.pk, row.trouble)


def _start(row: Broadcast, per_hour: int) -> None:
    version = publish_version(course_of(row), user=row.asked_by)
    Scenario.every.filter(pk=row.course_id).update(
        current_version=version, live=True, state=Scenario.State.ACTIVE, account=row.account
    )
    Intake.objects.create(
        scenario_id=row.course_id,
        requested_by=row.asked_by,
        requested_at=clock.now(),
        cause=BROADCAST,
        # In a unique constraint: it starts once, whatever happens.
        about=f"broadcast:{row.pk}",
        filters=filters_of(row),
        wanted=row.counted or 0,
        per_hour=per_hour or None,
    )
    row.state, row.started_at = Broadcast.State.SENDING, clock.now()
    row.save()
    doorbell.ring("take_in_friends")


def finish_done() -> int:
    """Mark those of which nothing is left to do; returns how many."""
    return Broadcast.objects.done().update(state=Broadcast.State.FINISHED, ended_at=clock.now())


def work() -> int:
    """Start what is due, and mark what is done."""
    return start_due() + finish_done()


__all__ = ["CannotSend", "HasProblems", "confirm", "count_people", "errors_of", "stamp", "work"]
