"""Putting tags on friends and taking them off, with a trace in the history."""

from __future__ import annotations

from django.db import transaction

from linesteps import clock, doorbell
from linesteps.followers.models import Activity, Follower, FollowerTag, Tag


def add_tag(follower: Follower, name: str, source: str) -> bool:
    """Put the tag ``name`` on; False when it was there already.

    Args:
        follower: the friend.
        name: the tag's name; a new tag is made when there is none.
        source: one of ``FollowerAttribute.Source``'s values, such as ``hand``.
    """
    moment = clock.now()
    with transaction.atomic():
        tag, _is_new = Tag.objects.get_or_create(account_id=follower.account_id, name=name.strip())
        _row, is_added = FollowerTag.objects.get_or_create(
            follower=follower, tag=tag, defaults={"source": source, "added_at": moment}
        )
        if is_added:
            Activity.of(follower, "tag_added", moment, tag=tag.name, source=source).save()
            doorbell.ring("drain_inbox")
    return is_added


def remove_tag(follower: Follower, name: str, source: str) -> bool:
    """Take the tag ``name`` off; False when it was not there."""
    moment = clock.now()
    with transaction.atomic():
        count, _ = FollowerTag.objects.filter(follower=follower, tag__name=name).delete()
        if count:
            Activity.of(follower, "tag_removed", moment, tag=name, source=source).save()
            doorbell.ring("drain_inbox")
    return bool(count)
