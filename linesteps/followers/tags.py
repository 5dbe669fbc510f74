"""Tags: putting them on friends and taking them off with a trace in the history; renaming and merging them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linesteps import bulk, clock, doorbell
from linesteps.followers.models import Activity, Follower, FollowerTag, FormerTagName, Tag


def called(name: str) -> QuerySet[Tag]:
    """The tags of this name, of any account, or that had it before; for use inside another query."""
    former = FormerTagName.objects.filter(name=name)
    return Tag.objects.filter(Q(name=name) | Q(pk__in=former.values("tag_id"))).order_by()


def find(account_id: int, name: str) -> Tag | None:
    """The account's tag of this name, else the one that had it before; ``None`` if there is neither."""
    return called(name.strip()).filter(account_id=account_id).first()


def named(account_id: int, name: str) -> Tag:
    """The account's tag of this name, now or before; made if there is none."""
    found = find(account_id, name)
    return found or Tag.objects.get_or_create(account_id=account_id, name=name.strip())[0]


def told_as(tag: Tag) -> dict[str, Any]:
    """A tag as an activity tells of it: by its name, and by those that start conditions may still say."""
    also = list(FormerTagName.objects.filter(tag=tag).values_list("name", flat=True))
    return {"tag": tag.name, "also": also} if also else {"tag": tag.name}


def add_tag(follower: Follower, name: str, source: str) -> bool:
    """Put the tag ``name`` on; False when it was there already.

    Args:
        follower: the friend.
        name: the tag's name, or one that it had before; a new tag is made when there is none.
        source: one of ``FollowerAttribute.Source``'s values, such as ``hand``.
    """
    moment = clock.now()
    with transaction.atomic():
        tag = named(follower.account_id, name)
        _row, is_added = FollowerTag.objects.get_or_create(
            follower=follower, tag=tag, defaults={"source": source, "added_at": moment}
        )
        if is_added:
            Activity.of(follower, "tag_added", moment, **told_as(tag), source=source).save()
            doorbell.ring("drain_inbox")
    return is_added


def remove_tag(follower: Follower, name: str, source: str) -> bool:
    """Take the tag ``name`` off; False when it was not there."""
    moment = clock.now()
    with transaction.atomic():
        tag = find(follower.account_id, name)
        if tag is None:
            return False
        count, _rows = FollowerTag.objects.filter(follower=follower, tag=tag).delete()
        if count:
            Activity.of(follower, "tag_removed", moment, **told_as(tag), source=source).save()
            doorbell.ring("drain_inbox")
    return bool(count)


def check_name(account_id: int, name: str, but: int | None = None) -> None:
    """Whether a tag may be called so.

    Args:
        account_id: whose tag.
        name: the new name.
        but: the tag that is to have it.

    Raises:
        ValidationError: another tag had the name before, and scenarios that say it mean that one.
    """
    former = FormerTagName.objects.filter(account_id=account_id, name=name)
    if but is not None:
        former = former.exclude(tag_id=but)
    if (row := former.select_related("tag").first()) is not None:
        text = _(
            "“%(name)s” was the name of “%(tag)s” before, and scenarios may still say it. Take another name."
        )
        raise ValidationError(text % {"name": name, "tag": row.tag.name})


def rename(tag: Tag, name: str) -> None:
    """Give a tag another name; scenarios that say the old one go on as before.

    Raises:
        ValidationError: another tag has the name, or had it before.
    """
    name, old = name.strip(), Tag.objects.get(pk=tag.pk).name
    if name == old:
        return
    check_name(tag.account_id, name, tag.pk)
    if Tag.objects.filter(account_id=tag.account_id, name=name).exists():
        raise ValidationError(_("There is a tag “%(name)s” already. Merge the two instead.") % {"name": name})
    with transaction.atomic():
        FormerTagName.objects.filter(account_id=tag.account_id, name=name, tag=tag).delete()
        tag.name = name
        tag.save(update_fields=["name"])
        FormerTagName.objects.get_or_create(account_id=tag.account_id, name=old, tag=tag)


def merge(gone: Tag, into: Tag) -> int:
    """Make one tag of two: whoever carries ``gone`` carries ``into``, whatever says the one means the other.

    Nobody gains a tag by it, so nothing starts and no history is written.

    Args:
        gone: the tag that ends; of the same account.
        into: the tag that stays.

    Returns:
        How many friends carry ``into`` who did not before.
    """
    if gone.account_id != into.account_id or gone.pk == into.pk:
        raise ValueError("Only two tags of one account can be merged.")
    with transaction.atomic():
        carriers = list(FollowerTag.objects.filter(tag=gone).order_by("follower_id"))
        columns = {
            "follower_id": [row.follower_id for row in carriers],
            "tag_id": into.pk,
            "source": [row.source for row in carriers],
            "added_at": [row.added_at for row in carriers],
        }
        new = bulk.insert_missing(FollowerTag, columns, len(carriers), returning="follower_id")
        FormerTagName.objects.filter(tag=gone).update(tag=into)
        FormerTagName.objects.create(account_id=into.account_id, name=gone.name, tag=into)
        gone.delete()
    return len(new)
