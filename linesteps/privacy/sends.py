"""What the outbox holds of one person: texts with their name, and their LINE user ID among recipients."""

from __future__ import annotations

from linesteps import bulk, clock
from linesteps.outbox.models import UNSETTLED, Dispatch
from linesteps.outbox.reasons import Reason

#: What stands where a text or an ID was.
NO_TEXT, NO_ID = "[]", ""


def sends_to(follower_id: int) -> list[int]:
    """Ids of all dispatches that are for this person, alone or among others."""
    # One by one: joined by OR, they would read the whole outbox.
    by = (
        {"visits__follower_id": follower_id},
        {"test__follower_id": follower_id},
        {"sole_follower_id": follower_id, "status": bulk.literal(Dispatch.Status.NEW)},
    )
    found = (Dispatch.objects.filter(**one).values_list("pk", flat=True) for one in by)
    return sorted({pk for ids in found for pk in ids})


def clear_sends(follower_id: int) -> bool:
    """Erase texts and ID; returns whether something is left that is on its way to LINE. Call it in a transaction.

    What LINE is being called with just now is cleared when its end is known. A call to the person alone that
    waits to be tried again is given up. A call to many that was tried keeps its recipients as long as it may be
    tried again: LINE demands the same body for the same retry key. Its text is the same for all of them, and
    says nothing of anybody.
    """
    is_left = False
    for row in bulk.lock(Dispatch.objects.filter(pk__in=sends_to(follower_id)).order_by("pk"), wait=True):
        is_alone = row.sole_follower_id == follower_id or len(row.recipients) == 1
        if row.status == Dispatch.Status.SENDING or (row.status in UNSETTLED and not is_alone):
            is_left = True
        elif is_alone:
            _clear(row, follower_id)
        else:
            _take_off(row, follower_id)
    return is_left


def _clear(row: Dispatch, follower_id: int) -> None:
    fields = ["messages", "recipients", "reply_token", "message_ids"]
    row.messages, row.recipients, row.reply_token, row.message_ids = NO_TEXT, [[follower_id, NO_ID]], "", ""
    if row.status in (*UNSETTLED, Dispatch.Status.UNCLEAR):
        row.status, row.reason, row.settled_at = Dispatch.Status.CANCELLED, Reason.ERASED, clock.now()
        fields += ["status", "reason", "settled_at"]
    row.save(update_fields=fields)


def _take_off(row: Dispatch, follower_id: int) -> None:
    row.recipients = [
        [pk, NO_ID if pk == follower_id else line_user_id] for pk, line_user_id in row.recipients
    ]
    row.save(update_fields=["recipients"])
