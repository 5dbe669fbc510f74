"""Storing webhook events: the only thing done before LINE gets its 200.

Tolerant on purpose: LINE adds event types, fields and values without notice, and the SDK's parser
loses a whole body to one odd event.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from linesteps import bulk, clock, doorbell
from linesteps.accounts.models import Account
from linesteps.doorbell import Doorbell
from linesteps.failpoints import failpoint
from linesteps.fields import storable_json
from linesteps.inbox.models import InboxEvent

logger = logging.getLogger("linesteps.inbox")
#: By column.
Row = dict[str, Any]
#: LINE waits two seconds for its 200. What is not stored by then is better sent again.
PATIENCE_SECONDS = 1.2
_ID_LENGTH = 100
#: LINE's own events nest some six levels deep.
_DEEPEST = 50


class NotUnderstood(ValueError):
    """The body is no webhook body at all; LINE gets a 400."""


def receive(account: Account, body: bytes, *, only_if: Mapping[str, Any] | None = None) -> int:
    """Store the events of a verified body; returns how many it held.

    An event seen before (same ``webhookEventId`` for the account) changes nothing. When this returns,
    the events are committed.

    Args:
        account: whose events.
        body: as LINE posted it.
        only_if: what the account's row must be in the database, for whoever remembers it from before; only where
            ``bulk.is_one_trip_possible``.

    Raises:
        NotUnderstood: no JSON object with a list of events.
        bulk.Changed: the account is not so any more; nothing is stored.
    """
    events = _events(body)
    if not events:
        return 0
    moment = clock.now()
    rows = [_row(account, event, moment) for event in events]
    _store(rows, only_if)
    failpoint("inbox.after_commit")
    return len(rows)


def _store(rows: list[Row], only_if: Mapping[str, Any] | None) -> None:
    """Commit those that are new, and ring for them.

    By columns: ``bulk_create`` costs three times as much for a single one (measured).
    """
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    if bulk.is_one_trip_possible():
        failpoint("inbox.before_commit")
        bell = bulk.insert_then_look(
            InboxEvent, columns, len(rows), PATIENCE_SECONDS, Doorbell, Doorbell.LOOK,
            only_if=None if only_if is None else (Account, only_if), name="drain_inbox",
        )  # fmt: skip
        doorbell.ring("drain_inbox", bell)
        return
    with bulk.hurried(PATIENCE_SECONDS):
        bulk.insert_new(InboxEvent, columns, len(rows), returning=("id",))
        failpoint("inbox.before_commit")
        doorbell.ring("drain_inbox")


def _events(body: bytes) -> list[Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("not JSON") from error
    events = data.get("events") if isinstance(data, dict) else None
    if not isinstance(events, list):
        raise NotUnderstood("no list of events")
    try:
        return [storable_json(event, _DEEPEST) for event in events]
    except ValueError as error:
        raise NotUnderstood(str(error)) from error


def _row(account: Account, event: Any, moment: datetime) -> Row:
    """A row of ``InboxEvent`` for anything that stands in the list, however odd.

    By its columns: to make an instance costs as much as to insert it (measured).
    """
    row: Row = {
        "account_id": account.pk,
        "webhook_event_id": _event_id(event),
        "kind": "",
        "line_user_id": "",
        "occurred_at": moment,
        "received_at": moment,
        # A bare null would be no value at all for the database.
        "payload": event if isinstance(event, Mapping) else {"event": event},
        "status": InboxEvent.Status.NEW.value,
        "reason": "",
    }
    if not isinstance(event, Mapping):
        return _failed(row, _("The event is no object."))
    row["kind"] = event["type"][:60] if isinstance(event.get("type"), str) else ""
    source = event.get("source")
    user_id = source.get("userId") if isinstance(source, Mapping) else None
    row["line_user_id"] = user_id[:33] if isinstance(user_id, str) else ""
    if not row["kind"]:
        return _failed(row, _("The event has no type."))
    try:
        row["occurred_at"] = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return _failed(row, _("The event has no usable time."))
    return row


def _event_id(event: Any) -> str:
    """LINE's id, or for an event without one a name made of its content, so that it counts once too."""
    found = event.get("webhookEventId") if isinstance(event, Mapping) else None
    if isinstance(found, str) and 0 < len(found) <= _ID_LENGTH and found.isprintable():
        return found
    text = json.dumps(event, sort_keys=True, ensure_ascii=True)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _failed(row: Row, reason: str) -> Row:
    row["status"], row["reason"] = InboxEvent.Status.FAILED.value, reason
    logger.warning(
        "Kept an event that cannot be understood: %s", reason, extra={"event": row["webhook_event_id"]}
    )
    return row
