"""Who came into a segment and who left it, for start conditions that wait for that.

Nobody tells when a condition turns: an attribute is set, a month is over. So the worker looks again every ten
minutes at the segments that a published start condition listens to, and at no others. A look goes through all
friends in batches; what it found of a batch, and how far it came, are one commit, so that after a crash it goes
on there, and each coming and going is told once.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from linesteps import bulk, clock, doorbell
from linesteps.audiences.census import BATCH, answers_for
from linesteps.audiences.models import LOOK_EVERY, Segment, SegmentMember, SegmentQuerySet
from linesteps.audiences.segments import compiled_conditions, compiling_for, count_segment, whole
from linesteps.failpoints import failpoint
from linesteps.followers.models import Activity, Follower
from linesteps.messages.kind import UNREADABLE

logger = logging.getLogger("linesteps.audiences")

#: How old the number in the list grows before the worker counts again, and how many segments one task counts.
COUNT_EVERY, COUNTED_AT_ONCE = timedelta(hours=1), 10
#: Friends looked at to tell somebody beforehand what a change does.
_MOST_LOOKED_AT = 50_000


@dataclass(frozen=True, kw_only=True)
class Change:
    """What other conditions would do to a segment at once."""

    entering: int
    leaving: int
    is_estimate: bool = False

    @property
    def people(self) -> int:
        """All whom it concerns."""
        return self.entering + self.leaving


def look() -> int:
    """Look at one batch of friends of one segment that is due; returns how many rows were worked on.

    Safe beside others: the segment's row is locked, and who finds it locked goes on with another one.
    """
    moment = clock.now()
    with transaction.atomic():
        rows = bulk.lock(Segment.objects.due(moment).order_by("look_at", "pk"), limit=1)
        if not rows:
            return 0
        [segment] = rows
        if not Segment.objects.listened_to().filter(pk=segment.pk).exists():
            return _forget(segment)
        if segment.look_at is None:
            # Who belongs already when somebody begins to listen has not come now.
            segment.is_quiet = True
        try:
            with transaction.atomic():
                return _look_at_batch(segment, moment)
        except UNREADABLE:
            # Such as a kind that is not installed any more. Others must not wait for it.
            logger.exception("Nobody can tell who belongs to segment %s.", segment.pk)
            Segment.objects.filter(pk=segment.pk).update(look_at=moment + LOOK_EVERY)
            return 1


def _look_at_batch(segment: Segment, moment: datetime) -> int:
    size = bulk.batch_size(sqlite=1_000, others=BATCH)
    known = Q(status=Follower.Status.FRIEND) | Q(
        pk__in=SegmentMember.objects.filter(segment=segment).values("follower")
    )
    people = Follower.objects.filter(known, account=segment.account_id, pk__gt=segment.looked_up_to)
    found = list(people.order_by("pk").values_list("pk", "status")[:size])
    ids = [pk for pk, status in found if status == Follower.Status.FRIEND]
    answers = answers_for(ids, segment.account, whole(segment), segment.match, now=moment)
    belong = {pk for pk, answer in answers.items() if answer}
    everyone = [pk for pk, _status in found]
    rows = SegmentMember.objects.filter(bulk.among("follower_id", everyone), segment=segment)
    before = set(rows.values_list("follower_id", flat=True))
    _write(segment, belong - before, before - belong, moment)
    if len(found) < size:
        segment.look_at, segment.looked_up_to, segment.is_quiet = moment + LOOK_EVERY, 0, False
    else:
        segment.look_at, segment.looked_up_to = moment, everyone[-1]
    segment.save(update_fields=["look_at", "looked_up_to", "is_quiet"])
    failpoint("audiences.before_commit")
    return len(found) + 1


def _write(segment: Segment, came: Collection[int], went: Collection[int], moment: datetime) -> None:
    new = {"segment_id": segment.pk, "follower_id": sorted(came), "since": moment}
    bulk.insert(SegmentMember, new, len(came))
    SegmentMember.objects.filter(bulk.among("follower_id", sorted(went)), segment=segment).delete()
    if segment.is_quiet:
        return
    data = {"segment": segment.pk, "name": segment.name}
    for kind, people in (("entered_segment", came), ("left_segment", went)):
        shared = {"kind": kind, "at": moment, "data": data, "key": "", "handled_at": None}
        bulk.insert(Activity, {"follower_id": sorted(people), **shared}, len(people))
    if came or went:
        doorbell.ring("drain_inbox")


def _forget(segment: Segment) -> int:
    """Nobody listens any more: what is remembered would be taken for news when somebody does again."""
    SegmentMember.objects.filter(segment=segment).delete()
    segment.look_at, segment.looked_up_to, segment.is_quiet = None, 0, True
    segment.save(update_fields=["look_at", "looked_up_to", "is_quiet"])
    return 1


def would_change(segment: Segment) -> Change:
    """How many members come and go at once if ``segment``, sound and not saved, is saved like that."""
    compiled = compiled_conditions(segment.conditions, compiling_for(segment.account, segment.pk))
    stored = Segment.objects.get(pk=segment.pk)
    if stored.compiled == {"match": segment.match, "conditions": compiled}:
        return Change(entering=0, leaving=0)
    members = set(SegmentMember.objects.filter(segment=stored).values_list("follower_id", flat=True))
    entering = staying = looked_at = after = 0
    friends = Follower.objects.friends().filter(account=stored.account_id).order_by("pk")
    moment = clock.now()
    while looked_at < _MOST_LOOKED_AT and (
        ids := list(friends.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH])
    ):
        after, looked_at = ids[-1], looked_at + len(ids)
        answers = answers_for(ids, stored.account, compiled, segment.match, now=moment)
        belong = {pk for pk, answer in answers.items() if answer}
        entering, staying = entering + len(belong - members), staying + len(belong & members)
    if looked_at < _MOST_LOOKED_AT:
        return Change(entering=entering, leaving=len(members) - staying)
    within = sum(pk <= after for pk in members)
    share = friends.count() / looked_at
    return Change(
        entering=round(entering * share), leaving=round((within - staying) * share), is_estimate=True
    )


def stale(moment: datetime) -> SegmentQuerySet:
    """Segments that were counted long ago, or never."""
    is_old = Q(counted_at__isnull=True) | Q(counted_at__lte=moment - COUNT_EVERY)
    return Segment.objects.filter(is_old).exclude(changed_at__isnull=True)


def count_stale() -> int:
    """Count again for the list what was counted long ago, a few at a time; returns how many."""
    rows = stale(clock.now()).select_related("account").order_by("counted_at", "pk")
    found = list(rows[:COUNTED_AT_ONCE])
    for segment in found:
        try:
            count_segment(segment)
        except UNREADABLE:
            logger.exception("Segment %s cannot be counted.", segment.pk)
            Segment.objects.filter(pk=segment.pk).update(counted_at=clock.now(), matching=None, unknown=None)
    return len(found)
