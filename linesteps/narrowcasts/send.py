"""Handing narrowcasts to LINE, each exactly once, and following what becomes of them: the worker's round.

    planned > ONE COMMIT (body, retry key, messages of the month) > the call > ONE COMMIT (LINE's answer) > progress >
    done > who saw it, once a day

The key is stored before the first call, and body and key never change: a worker that dies between call and commit is
followed by one that makes the same call, which LINE answers with 409. After 24 hours LINE would take the key for a new
one, so nobody calls again, and a person decides.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linesteps import bulk, clock
from linesteps.errors import ConfigurationError, SecretError
from linesteps.failpoints import failpoint
from linesteps.line.narrowcasts import NarrowcastClient
from linesteps.line.outcomes import (
    Accepted,
    NotAllowed,
    QuotaReached,
    RateLimited,
    Refused,
    SendOutcome,
    Unsure,
)
from linesteps.messages.kind import UNREADABLE
from linesteps.narrowcasts.content import plain_send, send_objects, send_problems
from linesteps.narrowcasts.follow import follow
from linesteps.narrowcasts.models import KEY_LASTS, Narrowcast
from linesteps.narrowcasts.request import at_most, request_of
from linesteps.outbox import month

#: Longer than a call takes; a row whose worker died is due again after it.
LEASE = timedelta(minutes=2)
#: Between two tries, at first and at most; LINE takes 60 an hour, so after “too many” it waits longer.
_FIRST, _LONGEST, _AFTER_TOO_MANY = timedelta(seconds=15), timedelta(minutes=30), timedelta(minutes=10)
#: How soon to look again for an audience that is not ready, or an account that is paused.
_WAIT = timedelta(minutes=2)
#: The last call is made so long before LINE forgets the key.
_MARGIN = timedelta(hours=1)
_TO_SEND = (Narrowcast.State.SCHEDULED, Narrowcast.State.SENDING)


def send_narrowcasts() -> int:
    """Move one narrowcast on that is due; returns how many there were.

    Makes network calls: no transaction may be open.
    """
    row = _claim()
    if row is None:
        return 0
    if row.state == Narrowcast.State.SENDING:
        failpoint("narrowcasts.after_claim")
        outcome = _call(row)
        failpoint("narrowcasts.after_send")
        _settle(row, outcome)
        failpoint("narrowcasts.after_settle")
    elif row.state in (Narrowcast.State.ACCEPTED, Narrowcast.State.DONE):
        follow(row)
    return 1


def _claim() -> Narrowcast | None:
    """One that is due, ours for two minutes; a planned one is made ready to be called for."""
    moment = clock.now()
    # Pictures may be scaled and stored while messages are made: outside of the transaction.
    prepared = _prepare()
    with transaction.atomic():
        rows = bulk.lock(Narrowcast.objects.due(moment).select_related("account"), limit=1)
        if not rows:
            return None
        [row] = rows
        row.due_at = moment + LEASE
        if row.state == Narrowcast.State.SCHEDULED:
            if prepared is None or prepared.pk != row.pk or prepared.changed_at != row.changed_at:
                # Another one has come before it meanwhile; its turn comes at once.
                row.due_at = moment
            else:
                _make_ready(row, prepared)
        elif row.state not in (*_TO_SEND, Narrowcast.State.ACCEPTED, Narrowcast.State.DONE):
            row.due_at = None
        Narrowcast.objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in _CLAIMED})
        failpoint("narrowcasts.before_claim_commit")
    return row


_CLAIMED = ("state", "due_at", "body", "retry_key", "first_tried_at", "reserved", "fault", "finished_at")


class _Prepared:
    """The messages of one narrowcast, made before its row is locked."""

    def __init__(self, row: Narrowcast) -> None:
        self.pk, self.changed_at = row.pk, row.changed_at
        self.objects: list[dict[str, object]] = []
        self.fault = ""
        try:
            send = plain_send(row)
            problems = send_problems(row.account, send)
            self.fault = str(problems[0].message) if problems else ""
            if not problems:
                self.objects = send_objects(row.account, send)
        except UNREADABLE:
            self.fault = _("A message of it cannot be read any more. Open it and mend it.")


def _prepare() -> _Prepared | None:
    row = Narrowcast.objects.due(clock.now()).select_related("account").first()
    return _Prepared(row) if row is not None and row.state == Narrowcast.State.SCHEDULED else None


def _make_ready(row: Narrowcast, prepared: _Prepared) -> None:
    """Write the request down and keep the month's messages for it, or say why it waits or cannot be."""
    moment = clock.now()
    if prepared.fault:
        _fail(row, prepared.fault)
        return
    include, exclude = list(row.include.all()), list(row.exclude.all())
    if lost := [one for one in [*include, *exclude] if one.is_unwanted or one.state in ("failed", "expired")]:
        text = _("The audience “%(name)s” cannot be used any more. Renew it, or take it away.")
        _fail(row, text % {"name": lost[0].name})
        return
    waited_for = [one for one in [*include, *exclude] if not one.is_sendable]
    if waited_for:
        row.fault = _("It waits for the audience “%(name)s”.") % {"name": waited_for[0].name}
        row.due_at = moment + _WAIT
        return
    if row.account.paused_at is not None:
        row.fault = _("It waits: the account's sending is paused.")
        row.due_at = moment + _WAIT
        return
    people, most = at_most(row, include), row.most
    room = month.rooms([row.account], moment).get(row.account_id)
    if room is not None:
        if room.people <= 0 or (people > room.people and not row.is_up_to_quota):
            _fail(row, _("The messages of the month do not suffice, so it was sent to nobody."))
            return
        people = min(people, room.people)
        # Our own budget, too, and LINE reserves no more than this (reference, “Limit objects”).
        most = people if most is None else min(most, people)
    row.body = request_of(row, prepared.objects, include, exclude, most)
    row.retry_key, row.first_tried_at = uuid.uuid4(), moment
    row.state, row.fault, row.reserved = Narrowcast.State.SENDING, "", people
    month.reserve(row.account, people, moment)


def _fail(row: Narrowcast, why: str) -> None:
    row.state, row.due_at, row.fault = Narrowcast.State.FAILED, None, why[:300]
    row.finished_at = clock.now()


def _call(row: Narrowcast) -> SendOutcome:
    age = clock.now() - (row.first_tried_at or clock.now())
    if age >= KEY_LASTS - _MARGIN:
        return Unsure(reason="")
    try:
        client = NarrowcastClient(row.account.api_url, row.account.access_token())
    except (SecretError, ConfigurationError):
        return NotAllowed(reason="")
    return client.send(row.body, str(row.retry_key))


def _settle(row: Narrowcast, outcome: SendOutcome) -> None:
    """Write down what LINE answered, once."""
    moment = clock.now()
    with transaction.atomic():
        rows = bulk.lock(
            Narrowcast.objects.filter(pk=row.pk, state=Narrowcast.State.SENDING)
            .select_related("account")
            .order_by("pk"),
            wait=True,
        )
        if not rows:
            return
        [row] = rows
        _note(row, outcome)
        row.tries += 1
        if row.state == Narrowcast.State.FAILED:
            month.give_back(row.account, row.reserved, row.first_tried_at or moment)
            row.reserved = 0
        row.save()
        failpoint("narrowcasts.before_settle_commit")


def _note(row: Narrowcast, outcome: SendOutcome) -> None:
    moment = clock.now()
    age = moment - (row.first_tried_at or moment)
    if isinstance(outcome, Accepted):
        row.state, row.request_id, row.fault = Narrowcast.State.ACCEPTED, outcome.request_id, ""
        row.due_at, row.tries = moment + _FIRST, 0
    elif isinstance(outcome, Refused):
        _fail(row, _("LINE refused it, and nobody got it: %(reason)s") % {"reason": outcome.reason})
    elif isinstance(outcome, QuotaReached):
        _fail(
            row,
            _(
                "LINE says that the month's messages are used up. While another narrowcast is under way LINE keeps "
                "messages for it: try again later."
            ),
        )
    elif isinstance(outcome, NotAllowed) and outcome.reason.startswith("403"):
        _fail(
            row,
            _(
                "LINE does not let this account send it: attributes need 100 friends or more, and some plans have no "
                "narrowcasts."
            ),
        )
    elif age >= KEY_LASTS - _MARGIN:
        row.state, row.due_at, row.finished_at = Narrowcast.State.UNCLEAR, None, moment
        row.fault = _(
            "For a day LINE did not say whether it took it. It is not tried again, so that nobody gets it twice: look "
            "in LINE Official Account Manager whether it was sent."
        )
    else:
        row.fault = _why(outcome)
        pause = min(_FIRST * 2 ** min(row.tries, 10), _LONGEST)
        row.due_at = moment + (max(pause, _AFTER_TOO_MANY) if isinstance(outcome, RateLimited) else pause)


def _why(outcome: SendOutcome) -> str:
    if isinstance(outcome, RateLimited):
        return _("LINE takes 60 narrowcasts an hour and no more. It is tried again by itself.")
    if isinstance(outcome, NotAllowed):
        return _("LINE refuses the account's access token. An engineer must enter a new one.")
    return _("LINE cannot be reached now. It is tried again by itself.")
