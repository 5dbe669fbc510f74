"""Bringing audiences to LINE and following them there: the worker's round.

    people are written down > LINE makes it of the first 10,000 > the others are added > LINE works > ready > looked
    at once a day > run out

Each call is followed by a commit of what came of it. One whose answer was lost is found again by the sign in its name,
and adding somebody twice changes nothing, so that a crash at any place costs a call and no more.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from linesteps import bulk, clock
from linesteps.errors import ConfigurationError, SecretError
from linesteps.failpoints import failpoint
from linesteps.line.audiences import MOST_IDS, AudienceAtLine, AudienceClient, AudienceGone
from linesteps.line.outcomes import LineFault, LineRefused, LineTooFast, LineUnauthorized, LineUnreachable
from linesteps.lineaudiences.collect import collect
from linesteps.lineaudiences.models import LineAudience, LineAudienceMember
from linesteps.lineaudiences.words import can_wait, in_words
from linesteps.richmenus.patience import again_at

logger = logging.getLogger("linesteps.lineaudiences")

#: Longer than any call takes; a row whose worker died is due again after it.
LEASE = timedelta(minutes=2)
#: Between two looks at one that LINE is making, at first and at most, and at one that is ready.
SOON, LATER, DAILY = timedelta(seconds=20), timedelta(minutes=10), timedelta(days=1)
#: LINE may need so long until it knows a send well enough to make an audience of it (“REQUEST_NOT_FOUND”).
UNTIL_KNOWN = timedelta(days=1)
_STATES: dict[str, str] = {
    "IN_PROGRESS": LineAudience.State.WORKING,
    "ACTIVATING": LineAudience.State.WORKING,
    "READY": LineAudience.State.READY,
    "FAILED": LineAudience.State.FAILED,
    "EXPIRED": LineAudience.State.EXPIRED,
    "INACTIVE": LineAudience.State.EXPIRED,
}


def tend_audiences() -> int:
    """Move one audience on that is due; returns how many there were.

    Makes network calls: no transaction may be open.
    """
    if _collect():
        return 1
    row = _claim()
    if row is None:
        return 0
    failpoint("lineaudiences.after_claim")
    try:
        client = AudienceClient(row.account.api_url, row.account.access_token())
        _step(row, client)
    except (LineUnreachable, LineTooFast, LineUnauthorized, SecretError, ConfigurationError) as fault:
        _keep(row, fault=in_words(fault), due_at=again_at(row.tries, fault), tries=min(row.tries + 1, 1000))
    except LineFault as fault:
        _refused(row, fault)
    return 1


def _collect() -> bool:
    """One batch of friends of an audience that is being put together; it asks nobody but the database."""
    due = LineAudience.objects.due(clock.now()).filter(state=LineAudience.State.COLLECTING, is_unwanted=False)
    with transaction.atomic():
        rows = bulk.lock(due.select_related("account", "segment"), limit=1)
        for row in rows:
            collect(row)
            row.save()
            failpoint("lineaudiences.before_commit")
    return bool(rows)


def _claim() -> LineAudience | None:
    """One that is due and needs LINE, ours for two minutes."""
    moment = clock.now()
    in_hand = Q(state=LineAudience.State.COLLECTING, is_unwanted=False)
    with transaction.atomic():
        rows = bulk.lock(LineAudience.objects.due(moment).exclude(in_hand).select_related("account"), limit=1)
        if not rows:
            return None
        [row] = rows
        row.due_at = moment + LEASE
        row.save(update_fields=["due_at"])
    return row


def _step(row: LineAudience, client: AudienceClient) -> None:
    if row.is_unwanted:
        _delete(row, client)
    elif row.state == LineAudience.State.UPLOADING:
        _upload(row, client)
    elif row.retired and row.state != LineAudience.State.WORKING:
        _forget(row, client)
    elif row.line_id is not None and row.state in (LineAudience.State.WORKING, LineAudience.State.READY):
        _follow(row, client)
    else:
        _keep(row, due_at=None)


# -- making


def _upload(row: LineAudience, client: AudienceClient) -> None:
    is_upload = row.kind == LineAudience.Kind.UPLOAD
    people = _next_people(row) if is_upload else []
    ids = [line_user_id for _pk, line_user_id in people]
    if row.line_id is None:
        if is_upload and not ids:
            _keep(row, state=LineAudience.State.FAILED, due_at=clock.now() if row.retired else None)
            return
        made = client.find(row.mark) if row.is_asked_for else None
        if made is None:
            if not _keep(row, is_asked_for=True):
                return
            made = _create(row, client, ids)
            failpoint("lineaudiences.after_create")
            is_told = True
        else:
            # Who was in the call whose answer was lost is told once more.
            is_told = not is_upload
        kept = _keep(row, line_id=made.audience_id, line_name=made.name, expires_at=made.expires_at)
        if not kept:
            client.delete(made.audience_id)
            return
        if not is_told:
            client.add(made.audience_id, ids)
    elif ids:
        client.add(row.line_id, ids)
        failpoint("lineaudiences.after_add")
    _note(row, [pk for pk, _line_user_id in people])
    is_more = is_upload and LineAudienceMember.objects.filter(audience=row, is_uploaded=False).exists()
    state = LineAudience.State.UPLOADING if is_more else LineAudience.State.WORKING
    _keep(row, state=state, due_at=clock.now() + (timedelta() if is_more else SOON), fault="", tries=0)


def _next_people(row: LineAudience) -> list[tuple[int, str]]:
    """Keys and LINE user ids of the next ones. Who blocks the account stays in it: LINE sends them nothing."""
    waiting = LineAudienceMember.objects.filter(audience=row, is_uploaded=False).order_by("follower_id")
    return list(waiting.values_list("pk", "follower__line_user_id")[:MOST_IDS])


def _note(row: LineAudience, ids: list[int]) -> None:
    # Not if they were to be told anew meanwhile.
    is_same = LineAudience.objects.filter(pk=row.pk, mark=row.mark).exists()
    if ids and is_same:
        LineAudienceMember.objects.filter(bulk.among("pk", ids)).update(is_uploaded=True)


def _create(row: LineAudience, client: AudienceClient, ids: list[str]) -> AudienceAtLine:
    name = name_at_line(row)
    if row.kind == LineAudience.Kind.VIEWS:
        return client.create_of_views(name, row.request_id)
    if row.kind == LineAudience.Kind.TAPS:
        return client.create_of_taps(name, row.request_id, row.click_url)
    return client.create(name, ids)


def name_at_line(row: LineAudience) -> str:
    """Its name with its sign."""
    return f"{row.name} {row.mark}"


# -- following


def _follow(row: LineAudience, client: AudienceClient) -> None:
    if row.line_id is None:
        return
    try:
        if row.line_name != name_at_line(row):
            client.rename(row.line_id, name_at_line(row))
            _keep(row, line_name=name_at_line(row))
        told = client.get(row.line_id)
    except AudienceGone as fault:
        is_over = row.expires_at is not None and row.expires_at <= clock.now()
        end = LineAudience.State.EXPIRED if is_over else LineAudience.State.FAILED
        _keep(row, state=end, fault="" if is_over else in_words(fault), due_at=None)
        return
    state, moment = _STATES.get(told.status, row.state), clock.now()
    pauses = {
        LineAudience.State.WORKING.value: min(SOON * 2 ** min(row.tries, 10), LATER),
        LineAudience.State.READY.value: timedelta() if row.retired else DAILY,
    }
    # One that is at its end is looked at once more only if LINE has something of it to forget.
    pause = pauses.get(str(state), timedelta() if row.retired else None)
    _keep(
        row,
        state=state,
        people=told.people,
        expires_at=told.expires_at or row.expires_at,
        fault=in_words(told.failed_because) if state == LineAudience.State.FAILED else "",
        due_at=None if pause is None else moment + pause,
        tries=min(row.tries + 1, 1000) if state == LineAudience.State.WORKING else 0,
    )


# -- leaving


def _forget(row: LineAudience, client: AudienceClient) -> None:
    """Let LINE forget earlier forms, unless a narrowcast to one of them may be on its way."""
    if _is_used(row):
        _keep(row, due_at=clock.now() + LATER)
        return
    for one in row.retired:
        _delete_at_line(one, client)
    _keep(row, retired=[], due_at=clock.now())


def _delete(row: LineAudience, client: AudienceClient) -> None:
    for one in [*row.retired, row.line_id or (row.mark if row.is_asked_for else None)]:
        if one is not None:
            _delete_at_line(one, client)
    LineAudience.objects.filter(pk=row.pk, is_unwanted=True).delete()


def _delete_at_line(one: int | str, client: AudienceClient) -> None:
    """By its id, or by its sign if the id never came back."""
    if isinstance(one, int):
        client.delete(one)
    elif found := client.find(one):
        client.delete(found.audience_id)


def _is_used(row: LineAudience) -> bool:
    # By name, since narrowcasts stand above audiences in the house.
    rows = apps.get_model("linesteps", "Narrowcast").objects.filter(account=row.account_id)
    return bool(rows.under_way().exists())


# -- keeping


def _refused(row: LineAudience, fault: LineFault) -> None:
    """LINE does not want it like that: an editor has to act, but for a send that LINE does not know yet."""
    if (
        isinstance(fault, LineRefused)
        and can_wait(fault)
        and row.made_at is not None
        and clock.now() - row.made_at < UNTIL_KNOWN
    ):
        _keep(row, fault=in_words(fault), is_asked_for=False, due_at=clock.now() + LATER)
        return
    logger.warning("LINE did not take audience %s: %s", row.pk, fault)
    _keep(row, state=LineAudience.State.FAILED, fault=in_words(fault), is_asked_for=False, due_at=None)


def _keep(row: LineAudience, **values: object) -> bool:
    """Write it down, unless somebody began anew meanwhile."""
    for name, value in values.items():
        setattr(row, name, value)
    return bool(LineAudience.objects.filter(pk=row.pk, mark=row.mark).update(**values))
