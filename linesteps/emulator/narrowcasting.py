"""Whom a narrowcast means.

Source: openapi/messaging-api.yml (Recipient, DemographicFilter, Limit, NarrowcastProgressResponse); reference, “Send
narrowcast message”: it is delivered in the background, so most refusals show in its progress only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from linesteps.emulator.background import TOLD_FOR
from linesteps.emulator.platform import Platform
from linesteps.emulator.records import Account, Person

#: “target reach number must be 100 people or more” for attributes.
FEWEST_IN_REACH = 100
#: “the final number of recipients must be 50 or more”, and each audience but uploads.
FEWEST = 50
#: “a combined total of 10 audiences and request IDs”.
MOST_RECIPIENT_OBJECTS = 10
AGES = tuple(f"age_{age}" for age in range(15, 75, 5))
PERIODS = tuple(f"day_{days}" for days in (7, 30, 90, 180, 365))
GENDERS, APPS = ("male", "female"), ("ios", "android")
_AREAS = {"jp": 47, "tw": 22, "th": 8, "id": 12}
AREAS = tuple(f"{land}_{number:02}" for land, most in _AREAS.items() for number in range(1, most + 1))

Means = Callable[[Person], bool]


class Unsound(Exception):
    """A property of the request is wrong; the argument names it."""


class Recipients:
    """Reads the ``recipient`` of a request.

    Raises:
        Unsound: it is not as documented, or names what LINE does not know.
    """

    def __init__(self, platform: Platform, account: Account, now: datetime) -> None:
        self._platform, self._account, self._now = platform, account, now
        self.named = 0
        #: Whether an audience with a least number is among them, and whether one is too small.
        self.is_protected = self.has_too_small = False

    def read(self, part: Any, place: str = "recipient") -> Means:
        """A question to ask of each person."""
        if not isinstance(part, Mapping):
            raise Unsound(place)
        match part.get("type"):
            case "audience":
                ids = self._audience(part, place)
            case "redelivery":
                ids = self._redelivery(part, place)
            case "operator":
                return combined(part, place, self.read)
            case _:
                raise Unsound(f"{place}.type")
        self.named += 1
        if self.named > MOST_RECIPIENT_OBJECTS:
            raise Unsound("recipient")
        return lambda person: person.user_id in ids

    def _audience(self, part: Mapping[str, Any], place: str) -> set[str]:
        group = self._platform.audience_groups[self._account.channel_id].get(part.get("audienceGroupId", 0))
        if group is None or (group.kind == "UPLOAD" and group.status(self._now) != "READY"):
            raise Unsound(f"{place}.audienceGroupId")
        if group.kind != "UPLOAD":
            self.is_protected = True
            self.has_too_small |= len(group.user_ids) < FEWEST
            if group.status(self._now) not in ("READY", "FAILED"):
                raise Unsound(f"{place}.audienceGroupId")
        return set(group.user_ids)

    def _redelivery(self, part: Mapping[str, Any], place: str) -> set[str]:
        request_id = part.get("requestId", "")
        known = self._platform.narrowcasts.get(request_id)
        if (
            known is None
            or known.channel_id != self._account.channel_id
            or known.phase(self._now) != "succeeded"
            or self._now - known.accepted_at >= TOLD_FOR
        ):
            raise Unsound(f"{place}.requestId")
        return set(self._platform.ledger.by_request[request_id].reached)


def read_demographic(part: Any, now: datetime, place: str = "filter.demographic") -> Means:
    """A question to ask of each person; whose attribute is not known is left out.

    Raises:
        Unsound: it is not as documented.
    """
    if not isinstance(part, Mapping):
        raise Unsound(place)
    match part.get("type"):
        case "operator":
            return combined(part, place, lambda inner, where: read_demographic(inner, now, where))
        case "gender":
            genders = _one_of(part, GENDERS, place)
            return lambda person: person.gender in genders
        case "appType":
            apps = _one_of(part, APPS, place)
            return lambda person: person.os in apps
        case "area":
            areas = _one_of(part, AREAS, place)
            return lambda person: person.area in areas
        case "age":
            low, high = _range(part, AGES, place)
            return lambda person: person.age is not None and low <= person.age < high
        case "subscriptionPeriod":
            least, most = _range(part, PERIODS, place)
            return lambda person: least <= _days(person, now) < most
    raise Unsound(f"{place}.type")


def combined(part: Mapping[str, Any], place: str, read: Callable[[Any, str], Means]) -> Means:
    """What a logical operator means: exactly one of ``and``, ``or`` and ``not``."""
    given = [name for name in ("and", "or", "not") if name in part]
    if len(given) != 1:
        raise Unsound(place)
    [name] = given
    if name == "not":
        inner = read(part["not"], f"{place}.not")
        return lambda person: not inner(person)
    if not isinstance(part[name], list) or not part[name]:
        raise Unsound(f"{place}.{name}")
    parts = [read(one, f"{place}.{name}[{index}]") for index, one in enumerate(part[name])]
    hold: Callable[[Iterable[bool]], bool] = all if name == "and" else any
    return lambda person: hold(one(person) for one in parts)


def _one_of(part: Mapping[str, Any], known: tuple[str, ...], place: str) -> list[str]:
    values = part.get("oneOf")
    if not isinstance(values, list) or not values or any(one not in known for one in values):
        raise Unsound(f"{place}.oneOf")
    return values


def _range(part: Mapping[str, Any], known: tuple[str, ...], place: str) -> tuple[int, float]:
    given = {name: part[name] for name in ("gte", "lt") if part.get(name) is not None}
    if not given:
        raise Unsound(place)
    for name, value in given.items():
        if value not in known:
            raise Unsound(f"{place}.{name}")
    low = int(given["gte"].rpartition("_")[2]) if "gte" in given else 0
    high = float(given["lt"].rpartition("_")[2]) if "lt" in given else float("inf")
    if low >= high:
        raise Unsound(place)
    return low, high


def _days(person: Person, now: datetime) -> float:
    return -1 if person.followed_at is None else (now - person.followed_at) / timedelta(days=1)
