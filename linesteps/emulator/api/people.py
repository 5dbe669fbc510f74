"""Profiles and the list of followers."""

from __future__ import annotations

from linesteps.emulator.api.call import Answer, Call, Refused, Route
from linesteps.emulator.records import Status


async def profile(call: Call) -> Answer:
    """The profile of a friend, or of somebody who wrote; 404 for all others, also when blocked."""
    person = call.platform.people[call.account.channel_id].get(call.request.match_info["user_id"])
    if person is None or not (
        person.status is Status.FRIEND or (person.status is Status.STRANGER and person.wrote_at)
    ):
        raise Refused(404, "Not found")
    data = {
        "displayName": person.name,
        "userId": person.user_id,
        "language": person.language,
        "pictureUrl": person.picture_url,
        "statusMessage": person.status_message,
    }
    return Answer(data={key: value for key, value in data.items() if value is not None})


async def follower_ids(call: Call) -> Answer:
    """Ids of friends, page by page; ``next`` continues."""
    query = call.request.query
    try:
        limit = int(query.get("limit", 300))
        start = int(query.get("start", "0"), 36)
    except ValueError:
        raise Refused(400, "Invalid start parameter") from None
    if not 1 <= limit <= 1000:
        details = [{"message": "Must be between 1 and 1000", "property": "limit"}]
        raise Refused(400, "The request has 1 error(s)", details=details)
    friends = call.platform.friends(call.account)
    data: dict[str, object] = {"userIds": [person.user_id for person in friends[start : start + limit]]}
    if start + limit < len(friends):
        data["next"] = _base36(start + limit)
    return Answer(data=data)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"


ROUTES = [
    Route(method="GET", path="/v2/bot/profile/{user_id}", endpoint="profile", handler=profile),
    Route(method="GET", path="/v2/bot/followers/ids", endpoint="followers", handler=follower_ids),
]
