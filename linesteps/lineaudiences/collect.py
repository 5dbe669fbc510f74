"""Who belongs to the segment now: a snapshot, written down before LINE is told, so that a crash changes nothing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linesteps import bulk, clock
from linesteps.audiences.census import BATCH, answers_for
from linesteps.audiences.segments import whole
from linesteps.followers.models import Follower
from linesteps.lineaudiences.models import LineAudience, LineAudienceMember
from linesteps.messages.kind import UNREADABLE


def collect(row: LineAudience) -> None:
    """Look at one batch of friends; call in the transaction that holds the row's lock. At most one query for
    each condition of the segment."""
    segment = row.segment
    if segment is None:
        row.state, row.due_at = LineAudience.State.FAILED, None
        row.fault = _("The segment was deleted. Make another audience.")
        return
    moment, size = clock.now(), bulk.batch_size(sqlite=1_000, others=BATCH)
    people = Follower.objects.friends().filter(account=row.account_id, pk__gt=row.collected_up_to)
    ids = list(people.order_by("pk").values_list("pk", flat=True)[:size])
    try:
        answers = answers_for(ids, segment.account, whole(segment), segment.match, now=moment)
    except UNREADABLE:
        row.state, row.due_at = LineAudience.State.FAILED, None
        row.fault = _("Nobody can tell who belongs to the segment. Open it and mend it.")
        return
    belong = sorted(pk for pk, answer in answers.items() if answer)
    bulk.insert_missing(
        LineAudienceMember,
        {"audience_id": row.pk, "follower_id": belong, "is_uploaded": False},
        len(belong),
        returning="id",
    )
    row.due_at = moment
    if len(ids) == size:
        row.collected_up_to = ids[-1]
        return
    row.collected_up_to, row.made_at = 0, moment
    if LineAudienceMember.objects.filter(audience=row).exists():
        row.state, row.fault, row.tries = LineAudience.State.UPLOADING, "", 0
    else:
        row.state, row.due_at = LineAudience.State.FAILED, moment if row.retired else None
        row.fault = _("Nobody belongs to the segment now, and LINE makes no audience of nobody to send to.")
