"""Events from the site's own code, such as a purchase: one call, kept in the friend's history."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _

from linesteps import bulk, clock, doorbell
from linesteps.failpoints import failpoint
from linesteps.fields import storable_json, storable_text
from linesteps.followers.event_names import remember
from linesteps.followers.models import Activity, Follower

#: What such an event is called in the history; its own name stands in ``data["name"]``.
KIND = "event"
_NAME = re.compile(r"[a-z][a-z0-9_.]{0,59}")
#: Characters of the properties as JSON.
MAX_PROPERTIES = 4_000
_DEEPEST = 8
#: Events of ``track_many`` that are held in memory and written by one statement (SQLite: two).
AT_ONCE = 1_000
#: Faults of ``track_many`` that are named at once.
_MOST_NAMED = 20
# What is no number is refused before it could be taken for nothing.
_as_json = DjangoJSONEncoder(allow_nan=False).encode
_prepared_time = Activity._meta.get_field("at").get_prep_value


@dataclass(frozen=True, slots=True)
class Event:
    """One event for ``track_many``: what ``track`` is told, in the same order."""

    follower: Follower
    name: str
    properties: Mapping[str, Any] | None = None
    at: datetime | None = None
    key: str | None = None


def is_event_name(name: str) -> bool:
    """Whether an event may be called so."""
    return _NAME.fullmatch(name) is not None


def track(
    follower: Follower,
    name: str,
    properties: Mapping[str, Any] | None = None,
    *,
    at: datetime | None = None,
    key: str | None = None,
    source: str = "code",
) -> bool:
    """Write down that something happened to a friend; scenarios that wait for it are told after the commit.

    Call it in the transaction that makes it true, so that neither is there without the other. For many events at
    once there is ``track_many``.

    Args:
        follower: whose event it is.
        name: what happened, such as ``cart_updated``: small Latin letters, digits, ``_`` and ``.``, at most 60.
        properties: anything that JSON can hold, dates and decimals included; at most 4,000 characters.
        at: when it happened; now if left out.
        key: names this one event, at most 100 characters: told again with the same key, it is not counted again.
        source: who tells: ``code``, ``api``, ``hook``, ``site`` or ``hand``.

    Returns:
        Whether it was new.

    Raises:
        ValidationError: the name, the properties or the key cannot be kept.
    """
    event = Event(follower, name, properties, at, key)
    row = Ready(event, source, clock.now())
    # No savepoint of its own: what fails here leaves nothing to go on with.
    with transaction.atomic(savepoint=False):
        [is_new] = keep([row])
    return is_new


def track_many(events: Iterable[Event], *, source: str = "code") -> list[bool]:
    """Do the same for many events, of many friends, in the order in which they happened; all are kept, or none is.

    They are taken 1,000 at a time, each thousand written by one statement, in one transaction (the caller's, if
    there is one): an iterator of any length costs no more memory than its answers.

    Args:
        events: a list or an iterator.
        source: who tells, of all of them.

    Returns:
        For each event, in their order, whether it was new. Told twice in one call with the same key, the first is.

    Raises:
        ValidationError: some cannot be kept, and so none was. Each fault names its event by its number in the order
            told, counted from 1; ``params["number"]`` holds it for programs, ``code`` is that of ``track``.
    """
    found: list[bool] = []
    moment = clock.now()
    with transaction.atomic():
        for some in _chunks(events):
            found += keep(_all_ready(some, source, moment, before=len(found)))
        failpoint("followers.before_events_commit")
    return found


class Ready:
    """An event that was looked at and can be kept.

    Args:
        event: what is told.
        source: who tells.
        moment: when it happened, if that is not told.

    Raises:
        ValidationError: it cannot be kept.
    """

    __slots__ = ("at", "data", "follower", "key")

    def __init__(self, event: Event, source: str, moment: datetime) -> None:
        self.follower = event.follower
        self.data = {"name": _name(event.name), "properties": _properties(event.properties), "source": source}
        self.key = storable_text(_key(event.key))
        self.at = moment if event.at is None else _prepared_time(event.at)


def _name(name: str) -> str:
    if not is_event_name(name):
        text = _("“%(name)s” cannot name an event. Use small letters a-z, digits, _ and ., at most 60.")
        raise ValidationError(text, code="name", params={"name": name})
    return name


def _key(key: str | None) -> str:
    if key is not None and not 1 <= len(key) <= 100:
        raise ValidationError(_("The key of an event has 1 to 100 characters."), code="key")
    return key or ""


def _properties(properties: Mapping[str, Any] | None) -> Any:
    try:
        kept = _as_json(dict(properties or {}))
        plain = storable_json(json.loads(kept), _DEEPEST)
    except (TypeError, ValueError, RecursionError) as error:
        text = _("The properties of an event must be data that JSON can hold: %(why)s")
        raise ValidationError(text, code="properties", params={"why": error}) from error
    if len(kept) > MAX_PROPERTIES:
        text = _("The properties of an event have at most %(max)s characters as JSON.")
        raise ValidationError(text, code="properties", params={"max": MAX_PROPERTIES})
    return plain


def _chunks(events: Iterable[Event]) -> Iterator[list[Event]]:
    rest = iter(events)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _all_ready(events: Sequence[Event], source: str, moment: datetime, before: int) -> list[Ready]:
    rows, faults = [], []
    for number, event in enumerate(events, before + 1):
        try:
            rows.append(Ready(event, source, moment))
        except ValidationError as error:
            text = _("Event %(number)s: %(fault)s")
            params = {**(error.params or {}), "number": number, "fault": " ".join(error.messages)}
            faults.append(ValidationError(text, code=error.code, params=params))
    if faults:
        raise ValidationError(faults[:_MOST_NAMED])
    return rows


def keep(rows: Sequence[Ready]) -> list[bool]:
    """Write events by one statement, in a transaction; for each, whether it was new.

    Nothing is kept of somebody erased.
    """
    known = [row for row in rows if row.follower.status != Follower.Status.ERASED]
    if not known:
        return [False] * len(rows)
    columns = {
        "follower_id": [row.follower.pk for row in known],
        "kind": KIND,
        "at": [row.at for row in known],
        "data": [row.data for row in known],
        "key": [row.key for row in known],
    }
    written = bulk.insert_new(Activity, columns, len(known), returning=("follower_id", "key"))
    new = {pair for pair in written if pair[1]}
    found = [_is_new(row, new) for row in rows]
    told = {
        (row.follower.account_id, row.data["name"]) for row, is_new in zip(rows, found, strict=True) if is_new
    }
    if told:
        remember(told)
        doorbell.ring("drain_inbox")
    return found


def _is_new(row: Ready, new: set[tuple[int, str]]) -> bool:
    """Whether the event was written; a key that was told twice among them counts for the first."""
    if row.follower.status == Follower.Status.ERASED:
        return False
    if not row.key:
        return True
    is_new = (row.follower.pk, row.key) in new
    new.discard((row.follower.pk, row.key))
    return is_new
