"""What the wishes of one part change, and the writing of it: a few statements for the whole part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from linesteps import bulk, doorbell
from linesteps.engine.wake import wake_all
from linesteps.followers.models import Activity, Attribute, FollowerAttribute, FollowerTag, FormerTagName, Tag
from linesteps.followers.tags import named, told_as
from linesteps.imports.looking import Wish

_SOURCE = FollowerAttribute.Source.IMPORT.value
#: Follower id, kind and data of an activity.
Told = tuple[int, str, dict[str, Any]]


class Changes:
    """What is different afterwards, by tag and attribute. Of two lines of one friend the later one counts.

    Args:
        account_id: whose friends.
        wishes: of one part, in the order of its lines.
    """

    def __init__(self, account_id: int, wishes: Sequence[Wish]) -> None:
        self.account_id = account_id
        self._ids = sorted({wish.follower_id for wish in wishes})
        self._tags = _tags_called(account_id, {name for wish in wishes for name in (*wish.add, *wish.remove)})
        self.new_tags = sorted({name for wish in wishes for name in wish.add} - set(self._tags))
        self._look_at_tags(wishes)
        self._look_at_values(wishes)

    def _look_at_tags(self, wishes: Sequence[Wish]) -> None:
        carried = set(
            FollowerTag.objects.filter(
                bulk.among("follower_id", self._ids), tag__in={tag.pk for tag in self._tags.values()}
            ).values_list("follower_id", "tag_id")
        )
        wanted: dict[tuple[int, str], bool] = {}
        for wish in wishes:
            for names, is_wanted in ((wish.remove, False), (wish.add, True)):
                for name in names:
                    # Two names of one tag are one wish.
                    tag = self._tags.get(name)
                    wanted[wish.follower_id, tag.name if tag else name] = is_wanted
        #: By the tag's name who gets it, and who loses it; ids in ascending order.
        self.added: dict[str, list[int]] = defaultdict(list)
        self.removed: dict[str, list[int]] = defaultdict(list)
        by_name = {tag.name: tag.pk for tag in self._tags.values()}
        for (follower_id, name), is_wanted in sorted(wanted.items()):
            has = (follower_id, by_name.get(name)) in carried
            if is_wanted != has:
                (self.added if is_wanted else self.removed)[name].append(follower_id)

    def _look_at_values(self, wishes: Sequence[Wish]) -> None:
        wanted: dict[int, dict[int, str]] = defaultdict(dict)
        for wish in wishes:
            for attribute_id, value in wish.values.items():
                wanted[attribute_id][wish.follower_id] = value
        rows = FollowerAttribute.objects.filter(
            bulk.among("follower_id", self._ids), attribute_id__in=list(wanted)
        )
        known = {
            (pk, at): value for pk, at, value in rows.values_list("follower_id", "attribute_id", "value")
        }
        #: By the attribute's id the new values by follower id, in ascending order.
        self.values: dict[int, dict[int, str]] = {
            attribute_id: {
                pk: value for pk, value in sorted(people.items()) if known.get((pk, attribute_id)) != value
            }
            for attribute_id, people in wanted.items()
        }

    @property
    def people(self) -> set[int]:
        """All for whom something changes."""
        groups = [*self.added.values(), *self.removed.values(), *self.values.values()]
        return {pk for group in groups for pk in group}

    def told(self) -> Iterator[Told]:
        """The activities of it, in order; of tags that are not there yet, too."""
        moved = {*self.added, *self.removed}
        tags = {tag.name: told_as(tag) for tag in self._tags.values() if tag.name in moved}
        for kind, groups in (("tag_removed", self.removed), ("tag_added", self.added)):
            for name, ids in groups.items():
                for pk in ids:
                    yield pk, kind, {**tags.get(name, {"tag": name}), "source": _SOURCE}
        keys = dict(Attribute.objects.filter(pk__in=list(self.values)).values_list("pk", "key"))
        for attribute_id, people in self.values.items():
            for pk, value in people.items():
                yield pk, "attribute_set", {"key": keys[attribute_id], "value": value, "source": _SOURCE}

    def write(self, moment: datetime, *, starts: bool) -> None:
        """Write it, in the caller's transaction, in which the friends are locked.

        Args:
            moment: now.
            starts: whether start conditions hear of it. Whoever waits for it goes on in any case.
        """
        told = list(self.told())
        for name, ids in self.added.items():
            tag = named(self.account_id, name)
            columns = {"follower_id": ids, "tag_id": tag.pk, "source": _SOURCE, "added_at": moment}
            bulk.insert_missing(FollowerTag, columns, len(ids), returning="follower_id")
        for name, ids in self.removed.items():
            rows = FollowerTag.objects.filter(
                bulk.among("follower_id", ids), tag=named(self.account_id, name)
            )
            rows.delete()
        FollowerAttribute.objects.bulk_create(
            [
                FollowerAttribute(
                    follower_id=pk, attribute_id=attribute_id, value=value, source=_SOURCE, set_at=moment
                )
                for attribute_id, people in self.values.items()
                for pk, value in people.items()
            ],
            update_conflicts=True,
            unique_fields=["follower", "attribute"],
            update_fields=["value", "source", "set_at"],
        )
        _write_history(told, moment, starts=starts)


def _write_history(told: Sequence[Told], moment: datetime, *, starts: bool) -> None:
    columns = {
        "follower_id": [pk for pk, _kind, _data in told],
        "kind": [kind for _pk, kind, _data in told],
        "at": moment,
        "data": [data for _pk, _kind, data in told],
        "key": "",
        "handled_at": None if starts else moment,
    }
    bulk.insert(Activity, columns, len(told))
    if starts:
        doorbell.ring("drain_inbox")
    else:
        # Handled by that: whoever waits goes on, and nothing starts.
        wake_all(((pk, kind) for pk, kind, _data in told), moment)


def _tags_called(account_id: int, names: set[str]) -> Mapping[str, Tag]:
    """The account's tags by each of the names that is asked for, former names included; two questions."""
    tags = {tag.name: tag for tag in Tag.objects.filter(account_id=account_id, name__in=names)}
    missing = names - set(tags)
    if missing:
        rows = FormerTagName.objects.filter(account_id=account_id, name__in=missing).select_related("tag")
        tags.update({row.name: row.tag for row in rows})
    return tags
