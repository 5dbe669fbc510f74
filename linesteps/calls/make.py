"""Making calls that are due: claim, other system, settle; never a transaction open while it is asked."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext, override

from linesteps import bulk, clock, conf, doorbell
from linesteps.accounts.mail import tell
from linesteps.calls.answer import answered, keep
from linesteps.calls.call import SECONDS, call
from linesteps.calls.exhausted import note_health
from linesteps.calls.models import Call, Endpoint
from linesteps.calls.result import Answer, Fault, in_words
from linesteps.calls.signature import request_headers
from linesteps.failpoints import failpoint

logger = logging.getLogger("linesteps.calls")

#: The pause after each try; after the last of them it is given up, a good day after the first try.
PAUSES = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=8),
    timedelta(hours=12),
)
#: Whoever calls for so long is dead; the call is made again under the same id.
LOST_AFTER = timedelta(minutes=2)
#: Called side by side, and of one system: one that answers slowly must not hold up the others.
_AT_ONCE, _OF_ONE = 64, 16
#: Taken off at a time of a system that is out of use.
_OFF_AT_ONCE = 200
_TELL_EACH = timedelta(hours=24)


def make_calls() -> int:
    """Make one batch of calls that are due; returns how many were tried.

    At least once: a call whose worker died, or whose answer was lost, is made again under the same id.
    """
    lost = Call.objects.abandoned(clock.real_now() - LOST_AFTER)
    lost.update(status=Call.Status.NEW)
    rows, over = _claim()
    if not rows:
        return over
    failpoint("calls.after_claim")
    answers = _ask(rows)
    failpoint("calls.after_call")
    for row in rows:
        _settle(row, answers[row.pk])
    return len(rows) + over


def call_again(rows: Iterable[Call], *, also_taken: bool = False) -> int:
    """Take up calls that were given up, from the first pause on; returns how many.

    Args:
        rows: those without a text are left out.
        also_taken: whether those that were taken are made again, too.
    """
    over = ("failed", "off", "done") if also_taken else ("failed", "off")
    found = Call.objects.filter(pk__in=[row.pk for row in rows], status__in=over).exclude(body="")
    count = found.update(status=Call.Status.NEW, tries=0, due_at=clock.now(), settled_at=None, fault="")
    doorbell.ring("make_calls")
    return count


def _claim() -> tuple[list[Call], int]:
    """What is called now, and how many were over without a call. A few of each system, whichever comes first."""
    claimed: list[Call] = []
    over = 0
    with transaction.atomic():
        systems = list(Endpoint.objects.all())
        # Nobody is always the last one when there are more than are called at a time.
        random.shuffle(systems)
        for system in systems:
            if len(claimed) + _OF_ONE > _AT_ONCE:
                break
            due = Call.objects.due(clock.now()).filter(endpoint=system).select_related("follower__account")
            for row in bulk.lock(due, limit=_OF_ONE if system.is_on else _OFF_AT_ONCE):
                row.endpoint = system
                if _is_over(row):
                    over += 1
                    continue
                row.status, row.tries, row.tried_at = Call.Status.CALLING, row.tries + 1, clock.real_now()
                row.save(update_fields=["status", "tries", "tried_at"])
                claimed.append(row)
    return claimed, over


def _is_over(row: Call) -> bool:
    """Whether it is not called any more; that is written then."""
    moment = clock.now()
    # Without a text: the person was erased meanwhile.
    if not row.endpoint.is_on or not row.body:
        row.status = Call.Status.OFF
    elif row.answer_by is not None and row.answer_by <= moment:
        # Whoever waited has gone on.
        row.status, row.fault = Call.Status.FAILED, Fault.TIMEOUT.value
    else:
        return False
    row.settled_at = moment
    row.save(update_fields=["status", "fault", "settled_at"])
    answered(row)
    return True


def _ask(rows: list[Call]) -> dict[int, Answer]:
    """All side by side; a name server that does not answer holds nobody up."""
    pool = ThreadPoolExecutor(max_workers=len(rows), thread_name_prefix="linesteps-call")
    try:
        futures = {}
        for row in rows:
            body = row.body.encode()
            # By the real time: whoever checks it does so by a real clock.
            stamp = int(clock.real_now().timestamp())
            headers = request_headers(row.endpoint.signing_key(), str(row.event_id), stamp, body)
            futures[row.pk] = pool.submit(call, row.endpoint.url, body, headers)
        wait(futures.values(), timeout=SECONDS + 1)
        return {
            pk: one.result() if one.done() and not one.cancelled() else Answer(fault=Fault.TIMEOUT)
            for pk, one in futures.items()
        }
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _settle(row: Call, answer: Answer) -> None:
    moment = clock.now()
    row.status_code, row.fault = answer.status_code, answer.fault.value
    if answer.is_taken:
        row.status, row.settled_at = Call.Status.DONE, moment
        # Whatever was given to a third party can be found in the log, too: what kind of thing, no values.
        told = {"call": row.pk, "endpoint": row.endpoint_id, "follower": row.follower_id, "facts": row.facts}
        logger.info("Another system was told of a friend.", extra=told)
    elif answer.is_final or row.tries > len(PAUSES):
        row.status, row.settled_at = Call.Status.FAILED, moment
        logger.error(
            "A call of another system was given up.",
            extra={"call": row.pk, "endpoint": row.endpoint_id, "code": row.status_code, "fault": row.fault},
        )
    else:
        row.status, row.due_at = Call.Status.NEW, moment + PAUSES[row.tries - 1]
    written = {
        name: getattr(row, name) for name in ("status", "status_code", "fault", "settled_at", "due_at")
    }
    with transaction.atomic():
        # Whoever lost the call to another worker writes nothing.
        if Call.objects.filter(pk=row.pk, status=Call.Status.CALLING).update(**written):
            if answer.is_taken:
                keep(row, answer.body)
            if row.status in {Call.Status.DONE, Call.Status.FAILED}:
                answered(row)
        failpoint("calls.before_commit")
    note_health(row, answer.is_taken)
    if row.status == Call.Status.FAILED:
        _tell(row)


def _tell(row: Call) -> None:
    """By e-mail, once a day for each system; the page of the system lists every call."""
    moment = clock.now()
    silent = Endpoint.objects.filter(pk=row.endpoint_id, is_on=True).exclude(told_at__gt=moment - _TELL_EACH)
    if not silent.update(told_at=moment):
        return
    with override(conf.language()):
        subject = gettext("“%(name)s” does not take what scenarios tell it") % {"name": row.endpoint.name}
        text = gettext(
            "A call was given up. %(why)s Nothing is lost: the calls are listed at the system's page, from where "
            "they can be made again. You are told once a day at the most."
        )
        text = text % {"why": in_words(row.status_code, row.fault)}
    tell(row.follower.account, subject, text, "linesteps_endpoints:calls", row.endpoint_id)
