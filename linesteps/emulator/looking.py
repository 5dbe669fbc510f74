"""Looking at a chat: what the phone loads, and what LINE counts for the sender's statistics.

Sources: docs, “Unit-based statistics aggregation” and “Measure impressions” (a bubble counts once it was wholly on
the screen, at the latest 14 days after it was sent; at most 1,000 names a calendar month, further ones are silently
not assigned); for pictures, field reports: each device loads one once and keeps it (design, platform.md 4.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from linesteps import clock
from linesteps.emulator.crawler import visit
from linesteps.emulator.ledger import Accepted
from linesteps.emulator.platform import Platform, month_of
from linesteps.emulator.records import Account, ChatLine, Person

#: “Up to 1,000 different units can be specified per month.”
MAX_UNITS = 1000
#: Sends whose interactions LINE counts by their request.
BY_REQUEST = ("broadcast", "narrowcast")
#: Interactions later than this after the send are not counted.
COUNTED_FOR = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One interaction with a send that belongs to a unit: ``impression``, ``click`` or ``played``.

    Of broadcasts and narrowcasts the id of the request is the unit.
    """

    channel_id: str
    unit: str
    kind: str
    user_id: str
    at: datetime
    seq: int = 1
    url: str = ""


def assign(platform: Platform, account: Account, units: Sequence[str]) -> tuple[str, ...]:
    """The units that a send belongs to: a name that comes after the month's 1,000 is dropped in silence."""
    names = platform.units[account.channel_id, month_of(clock.now())]
    found = []
    for unit in units:
        if unit in names or len(names) < MAX_UNITS:
            names[unit] = None
            found.append(unit)
    return tuple(found)


async def look(platform: Platform, account: Account, person: Person) -> list[str]:
    """The person opens the chat and scrolls through all of it: returns the pictures that the phone loads for it.

    Pictures that this phone loaded before come from its own memory. Only loopback addresses are really fetched.
    """
    fetched = []
    for line in _lines(platform, account, person):
        place = (account.channel_id, person.user_id)
        if line.id not in platform.looked_at[place]:
            platform.looked_at[place].add(line.id)
            _count(platform, account, person, line, "impression")
        for url in _pictures(line.message):
            if url not in platform.pictures[place]:
                platform.pictures[place].add(url)
                fetched.append(url)
    for url in fetched:
        await visit(url, person.os)
    if fetched:
        platform.touch()
    return fetched


def note_tap(platform: Platform, account: Account, person: Person, url: str) -> None:
    """Count a tap on an address for the newest bubble that holds it."""
    for line in reversed(list(_lines(platform, account, person))):
        if url in str(line.message):
            _count(platform, account, person, line, "click", url)
            return


def note_played(platform: Platform, account: Account, person: Person, tracking_id: str) -> None:
    """Count a video that was watched to its end."""
    for line in reversed(list(_lines(platform, account, person))):
        if line.message.get("trackingId") == tracking_id:
            _count(platform, account, person, line, "played")
            return


def _lines(platform: Platform, account: Account, person: Person) -> Iterator[ChatLine]:
    chat = platform.chats.get((account.channel_id, person.user_id), ())
    return (line for line in chat if line.sender == "account")


def _count(
    platform: Platform, account: Account, person: Person, line: ChatLine, kind: str, url: str = ""
) -> None:
    now = clock.now()
    send = platform.ledger.by_request.get(line.request_id)
    if send is None or now - send.at > COUNTED_FOR:
        return
    for unit in send.units or _own_name(send):
        platform.counted.append(
            Counted(
                channel_id=account.channel_id,
                unit=unit,
                kind=kind,
                user_id=person.user_id,
                at=now,
                seq=line.seq,
                url=url,
            )
        )


def _own_name(send: Accepted) -> tuple[str, ...]:
    """Broadcasts and narrowcasts are counted by the id of their request (openapi/insight.yml, getMessageEvent)."""
    return (send.request_id,) if send.endpoint in BY_REQUEST else ()


def _pictures(value: Any) -> Iterator[str]:
    """Addresses of pictures in a message object: those of Flex images and of image messages."""
    if isinstance(value, dict):
        if value.get("type") in ("image", "icon") and isinstance(value.get("url"), str):
            yield value["url"]
        if value.get("type") == "image" and isinstance(value.get("previewImageUrl"), str):
            yield value["previewImageUrl"]
        for part in value.values():
            yield from _pictures(part)
    elif isinstance(value, list):
        for part in value:
            yield from _pictures(part)
