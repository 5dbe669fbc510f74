"""LINE's statistics of units and of single sends, and the names used this month.

Source: openapi/insight.yml (getStatisticsPerUnit, getMessageEvent), openapi/messaging-api.yml (aggregation/info,
aggregation/list); docs, “Unit-based statistics aggregation”: numbers below 20 are hidden as null.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from linesteps import clock
from linesteps.emulator.api.call import Answer, Call, Refused, Route
from linesteps.emulator.looking import BY_REQUEST, Counted
from linesteps.emulator.platform import month_of

#: What concerns fewer people than these is not told.
HIDDEN_BELOW = 20
_LONGEST = timedelta(days=30)
_UNIT = re.compile(r"[a-zA-Z0-9_]{1,30}")
_PARTS = ("", "25Percent", "50Percent", "75Percent", "100Percent")


async def statistics(call: Call) -> Answer:
    """People who saw, tapped and played what was sent under one name, between two days."""
    query = call.request.query
    unit = query.get("customAggregationUnit", "")
    first, last = _day(query.get("from", ""), "from"), _day(query.get("to", ""), "to")
    if not _UNIT.fullmatch(unit):
        raise _wrong("customAggregationUnit", "Must match the pattern ^[a-zA-Z0-9_]{1,30}$")
    if not timedelta() <= last - first <= _LONGEST:
        raise _wrong("to", "Must be up to 30 days later than from")
    found = [
        one
        for one in call.platform.counted
        if one.channel_id == call.account.channel_id and one.unit == unit and first <= _day_of(one.at) <= last
    ]
    kinds: dict[str, list[Counted]] = defaultdict(list)
    for one in found:
        kinds[one.kind].append(one)
    played = _people(kinds["played"])
    overview = {
        "uniqueImpression": _people(kinds["impression"]),
        "uniqueClick": _people(kinds["click"]),
        "uniqueMediaPlayed": played,
        "uniqueMediaPlayed100Percent": played,
    }
    seqs = sorted({one.seq for one in found})
    messages = [_bubble(seq, [one for one in found if one.seq == seq]) for seq in seqs]
    return Answer(data={"overview": overview, "messages": messages, "clicks": _links(kinds["click"])})


async def of_message(call: Call) -> Answer:
    """The same of one broadcast or narrowcast, by the id of its request (getMessageEvent)."""
    request_id = call.request.query.get("requestId", "")
    send = call.platform.ledger.by_request.get(request_id)
    if send is None or send.endpoint not in BY_REQUEST or send.channel_id != call.account.channel_id:
        raise Refused(404, "Not found")
    found = [
        one for one in call.platform.counted if (one.channel_id, one.unit) == (send.channel_id, request_id)
    ]
    kinds: dict[str, list[Counted]] = defaultdict(list)
    for one in found:
        kinds[one.kind].append(one)
    played = _people(kinds["played"])
    overview = {
        "requestId": request_id,
        "timestamp": int(send.at.timestamp()),
        # Shown below 20, too.
        "delivered": len(send.reached),
        "uniqueImpression": _people(kinds["impression"]),
        "uniqueClick": _people(kinds["click"]),
        "uniqueMediaPlayed": played,
        "uniqueMediaPlayed100Percent": played,
    }
    messages = [
        _bubble(seq, [one for one in found if one.seq == seq]) for seq in range(1, len(send.messages) + 1)
    ]
    return Answer(data={"overview": overview, "messages": messages, "clicks": _links(kinds["click"])})


async def info(call: Call) -> Answer:
    """How many names were used this month."""
    return Answer(data={"numOfCustomAggregationUnits": len(_names(call))})


async def names(call: Call) -> Answer:
    """The names, at most 100 at a time (no further page is needed by anybody here)."""
    return Answer(data={"customAggregationUnits": list(_names(call))[:100]})


def _names(call: Call) -> dict[str, None]:
    return call.platform.units[call.account.channel_id, month_of(clock.now())]


def _bubble(seq: int, found: Iterable[Counted]) -> dict[str, Any]:
    shown = [one for one in found if one.kind == "impression"]
    played = [one for one in found if one.kind == "played"]
    data: dict[str, Any] = {"seq": seq, "impression": _times(shown), "uniqueImpression": _people(shown)}
    for part in _PARTS:
        data[f"mediaPlayed{part}"] = _times(played)
        data[f"uniqueMediaPlayed{part}"] = _people(played)
    return data


def _links(taps: list[Counted]) -> list[dict[str, Any]]:
    by_link: dict[tuple[int, str], list[Counted]] = defaultdict(list)
    for tap in taps:
        by_link[tap.seq, tap.url].append(tap)
    return [
        {
            "seq": seq,
            "url": url,
            "click": _times(found),
            "uniqueClick": _people(found),
            "uniqueClickOfRequest": _people(found),
        }
        for (seq, url), found in sorted(by_link.items())
    ]


def _people(found: Iterable[Counted]) -> int | None:
    return _told(len({one.user_id for one in found}))


def _times(found: list[Counted]) -> int | None:
    """How often; hidden where few people did it, however often."""
    return len(found) if _people(found) is not None else None


def _told(count: int) -> int | None:
    return count if count >= HIDDEN_BELOW else None


def _day(text: str, name: str) -> date:
    try:
        return datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise _wrong(name, "Must be in the form yyyyMMdd") from None


def _day_of(at: datetime) -> date:
    return (at.astimezone(UTC) + timedelta(hours=9)).date()


def _wrong(name: str, message: str) -> Refused:
    return Refused(400, "The request has 1 error(s)", details=[{"message": message, "property": name}])


ROUTES = [
    Route(
        method="GET",
        path="/v2/bot/insight/message/event/aggregation",
        endpoint="insight_unit",
        handler=statistics,
    ),
    Route(method="GET", path="/v2/bot/insight/message/event", endpoint="insight_message", handler=of_message),
    Route(method="GET", path="/v2/bot/message/aggregation/info", endpoint="aggregation_info", handler=info),
    Route(method="GET", path="/v2/bot/message/aggregation/list", endpoint="aggregation_list", handler=names),
]
