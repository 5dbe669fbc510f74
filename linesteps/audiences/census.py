"""For whom of all friends some conditions hold, for whom not, and of whom it is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Count, F, Q, Value
from django.db.models.functions import Mod

from linesteps.accounts.models import Account
from linesteps.conditions.answers import answer, bounds_of, facts_of
from linesteps.conditions.kind import Subject
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.followers.models import Follower, FollowerQuerySet
from linesteps.graph import Context, Fact

Compiled = Sequence[Mapping[str, Any]]
#: Friends of whom the facts are loaded together.
BATCH = 5_000
#: So many are counted one by one: where the database can be asked, and where each must be looked at.
EXACT_BY_DATABASE, EXACT_ONE_BY_ONE = 100_000, 20_000
#: About so many are looked at of more; the share is then right within 1.4 points, 19 times out of 20.
SAMPLE = 5_000
#: Spreads ids evenly over ``_RING`` whatever pattern they were given in (Knuth, multiplicative hashing).
_SPREAD, _RING = 2_654_435_761, 2**32


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many friends there are on each side.

    Args:
        looked_at: of how many the answer is known to us; fewer than all make the rest an estimate.
    """

    matching: int
    not_matching: int
    unknown: int
    looked_at: int

    @property
    def friends(self) -> int:
        """All of them."""
        return self.matching + self.not_matching + self.unknown

    @property
    def is_estimate(self) -> bool:
        """Whether only some were looked at."""
        return self.looked_at < self.friends


def count(account: Account, compiled: Compiled, match: str, *, now: datetime) -> Counted:
    """Count the account's friends, in bounded time: of many only a sample is looked at, and said to be one.

    Args:
        compiled: ``{"kind", "config"}`` mappings, none of which ``asks_of_run``.
        match: ``"all"`` or ``"any"``.
        now: aware.
    """
    friends = Follower.objects.friends().filter(account=account)
    total = friends.count()
    bounds = bounds_of(compiled, match, account, now)
    at_most = EXACT_ONE_BY_ONE if bounds is None else EXACT_BY_DATABASE
    some = friends if total <= at_most else _sample(friends, total)
    if bounds is None:
        found = Counter(
            one for batch in answers_of(some, account, compiled, match, now=now) for one in batch.values()
        )
        yes, no, unknown = found[True], found[False], found[None]
    else:
        yes, no, unknown = _by_database(some, *bounds)
    return _scaled(yes, no, unknown, total)


def some_matching(account: Account, compiled: Compiled, match: str, *, now: datetime) -> list[int]:
    """Ids of friends for whom the conditions hold: of all friends, or of a sample of very many.

    Args:
        compiled, match, now: as for ``count``.
    """
    friends = Follower.objects.friends().filter(account=account)
    total = friends.count()
    some = friends if total <= SAMPLE else _sample(friends, total)
    batches = answers_of(some, account, compiled, match, now=now)
    return [pk for batch in batches for pk, is_so in batch.items() if is_so]


def answers_of(
    followers: FollowerQuerySet,
    account: Account,
    compiled: Compiled,
    match: str,
    *,
    now: datetime,
    after: int = 0,
) -> Iterator[dict[int, bool | None]]:
    """The answer for each of the followers by id, batch by batch in the order of ids.

    A batch costs one query, and at most one for each condition.

    Args:
        followers: unordered; whoever they are.
        after: the id from which to go on.
    """
    while True:
        ids = list(followers.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not ids:
            return
        yield answers_for(ids, account, compiled, match, now=now)
        if len(ids) < BATCH:
            return
        after = ids[-1]


def answers_for(
    ids: Sequence[int], account: Account, compiled: Compiled, match: str, *, now: datetime
) -> dict[int, bool | None]:
    """The answer for each of these followers, by id; at most one query for each condition."""
    subjects = [Subject(follower_id=one, enrolment_id=0, entered_at=now) for one in ids]
    facts: dict[int, dict[Fact, Any]] = {one: {} for one in ids}
    for fact in dict.fromkeys(facts_of(compiled)):
        for follower_id, known in condition_kinds.get(fact.kind).load(fact.config, subjects).items():
            facts[follower_id][fact] = known
    zone = account.time_zone
    return {
        one: answer(
            compiled,
            match,
            Context(
                now=now,
                time_zone=zone,
                enrolment_id=0,
                follower_id=one,
                entered_at=now,
                arrived_at=now,
                facts=facts[one],
            ),
        )
        for one in ids
    }


def _by_database(friends: FollowerQuerySet, surely: Q, perhaps: Q) -> tuple[int, int, int]:
    found = friends.aggregate(
        all_friends=Count("pk"),
        surely=Count("pk", filter=surely),
        perhaps=Count("pk", filter=perhaps),
    )
    return (
        found["surely"],
        found["all_friends"] - found["perhaps"],
        found["perhaps"] - found["surely"],
    )


def _sample(friends: FollowerQuerySet, total: int) -> FollowerQuerySet:
    """Always the same ones, so that the number does not flicker while somebody types."""
    place = Mod(F("pk") * Value(_SPREAD, BigIntegerField()), Value(_RING, BigIntegerField()))
    return friends.annotate(place=place).filter(place__lt=_RING * SAMPLE // total)


def _scaled(yes: int, no: int, unknown: int, total: int) -> Counted:
    looked_at = yes + no + unknown
    if looked_at in {0, total}:
        return Counted(matching=yes, not_matching=total - yes - unknown, unknown=unknown, looked_at=total)
    matching, not_known = round(yes * total / looked_at), round(unknown * total / looked_at)
    return Counted(
        matching=matching,
        not_matching=max(total - matching - not_known, 0),
        unknown=not_known,
        looked_at=looked_at,
    )
