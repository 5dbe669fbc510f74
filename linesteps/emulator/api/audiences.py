"""Audiences: upload user ids, take those who saw or tapped a send, list, get, rename, delete.

Source: openapi/manage-audience.yml; reference, “Managing Audience”, with its error details.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from linesteps import clock
from linesteps.emulator.api import call as calls
from linesteps.emulator.api.call import Answer, Call, Handler, Refused, Route
from linesteps.emulator.audience_groups import JOBS_AT_ONCE, MOST, AudienceGroup, Job
from linesteps.emulator.identity import is_user_id
from linesteps.emulator.looking import BY_REQUEST

MAX_NAME = 120
MAX_IDS = 10_000
MAX_CLICK_URL = 2000
#: “sent over 60 days (5,184,000 seconds) ago”.
_OLDEST = timedelta(seconds=5_184_000)
_DEFAULT_SIZE, _MAX_SIZE = 20, 40
_FIRST_ID = 1_234_567_890_001


async def create(call: Call) -> Answer:
    """An audience of uploaded user ids; none at first is fine."""
    body = call.body()
    name, ids = _name(body), _ids(body)
    group = _new(call, "UPLOAD", name)
    _add(group, body, ids)
    return _made(call, group)


async def add(call: Call) -> Answer:
    """More user ids; there is no way to take one out again."""
    body = call.body()
    group, ids, now = _group(call, body.get("audienceGroupId")), _ids(body), clock.now()
    if group.kind != "UPLOAD":
        raise _wrong("AUDIENCE_GROUP_NOT_FOUND")
    if group.status(now) == "EXPIRED":
        raise _wrong("AUDIENCE_GROUP_CAN_NOT_UPLOAD_STATUS_EXPIRED")
    if group.busy(now) >= JOBS_AT_ONCE:
        raise Refused(429, calls.RATE_LIMIT)
    if not ids:
        raise _wrong("UPLOAD_AUDIENCE_GROUP_NO_VALID_AUDIENCE_IDS")
    _add(group, body, ids)
    call.platform.touch()
    return Answer(status=202)


def of_send(kind: str) -> Handler:
    """The handler for an audience of those who saw (``IMP``) or tapped (``CLICK``) a broadcast or narrowcast."""

    async def handler(call: Call) -> Answer:
        body = call.body()
        name, request_id, url = _name(body), body.get("requestId"), body.get("clickUrl") or ""
        send = call.platform.ledger.by_request.get(request_id) if isinstance(request_id, str) else None
        # Pushes, multicasts and replies are refused like what LINE has never heard of.
        if send is None or send.endpoint not in BY_REQUEST:
            raise _wrong("REQUEST_NOT_FOUND")
        if send.channel_id != call.account.channel_id:
            raise _wrong("WRONG_BOT_ID")
        if clock.now() - send.at > _OLDEST:
            raise _wrong("TOO_OLD_MESSAGES")
        if not isinstance(url, str) or len(url) > MAX_CLICK_URL or (kind == "IMP" and url):
            raise calls.bad_property("clickUrl")
        for one in call.platform.audience_groups[call.account.channel_id].values():
            if (one.kind, one.request_id) == (kind, request_id):
                raise _wrong("AUDIENCE_GROUP_REQUESTID_DUPLICATE")
        group = _new(call, kind, name)
        group.request_id, group.click_url = send.request_id, url
        wanted = "impression" if kind == "IMP" else "click"
        group.user_ids = sorted(
            {
                one.user_id
                for one in call.platform.counted
                if (one.channel_id, one.unit, one.kind) == (send.channel_id, send.request_id, wanted)
                and url in ("", one.url)
            }
        )
        return _made(call, group)

    return handler


async def rename(call: Call) -> Answer:
    """Another name."""
    group = _group(call, call.request.match_info["group_id"])
    group.name = _name(call.body())
    call.platform.touch()
    return Answer()


async def delete(call: Call) -> Answer:
    """Gone for good."""
    group = _group(call, call.request.match_info["group_id"])
    del call.platform.audience_groups[call.account.channel_id][group.group_id]
    call.platform.touch()
    return Answer()


async def get(call: Call) -> Answer:
    """One audience, with what became of its uploads."""
    group, now = _group(call, call.request.match_info["group_id"]), clock.now()
    jobs = group.told_jobs(now) if group.kind == "UPLOAD" else []
    return Answer(data={"audienceGroup": group.told(now), "jobs": jobs})


async def list_groups(call: Call) -> Answer:
    """A page of audiences, by part of their name and by status."""
    query, now = call.request.query, clock.now()
    page, size = (
        _number(query.get("page", ""), "page"),
        _number(query.get("size", str(_DEFAULT_SIZE)), "size"),
    )
    if size > _MAX_SIZE:
        raise _wrong(f"Must be less than or equal to {_MAX_SIZE}", "size")
    part, status = query.get("description", "").lower(), query.get("status", "")
    found = [
        group.told(now)
        for group in sorted(_groups(call).values(), key=lambda one: -one.group_id)
        if part in group.name.lower() and status in ("", group.status(now))
    ]
    shown = found[(page - 1) * size : page * size]
    data = {
        "audienceGroups": shown,
        "hasNextPage": page * size < len(found),
        "totalCount": len(found),
        "readWriteAudienceGroupTotalCount": len(found),
        "page": page,
        "size": size,
    }
    return Answer(data=data)


def _groups(call: Call) -> dict[int, AudienceGroup]:
    return call.platform.audience_groups[call.account.channel_id]


def _group(call: Call, group_id: Any) -> AudienceGroup:
    found = _groups(call).get(int(group_id)) if str(group_id).isdigit() else None
    if found is None:
        raise _wrong("AUDIENCE_GROUP_NOT_FOUND")
    return found


def _new(call: Call, kind: str, name: str) -> AudienceGroup:
    groups = _groups(call)
    if len(groups) >= MOST:
        raise _wrong("AUDIENCE_GROUP_COUNT_MAX_OVER")
    taken = [one for known in call.platform.audience_groups.values() for one in known]
    group_id = max(taken, default=_FIRST_ID - 1) + 1
    groups[group_id] = AudienceGroup(group_id=group_id, kind=kind, name=name, created_at=clock.now())
    return groups[group_id]


def _made(call: Call, group: AudienceGroup) -> Answer:
    call.platform.touch()
    told = group.told(clock.now())
    del told["status"], told["audienceCount"]
    return Answer(status=202, data=told)


def _add(group: AudienceGroup, body: dict[str, Any], ids: list[str]) -> None:
    if not ids:
        return
    group.user_ids = list(dict.fromkeys([*group.user_ids, *ids]))
    job = Job(
        job_id=group.group_id * 100 + len(group.jobs) + 1,
        description=str(body.get("uploadDescription") or ""),
        count=len(ids),
        created_at=clock.now(),
    )
    group.jobs.append(job)


def _name(body: dict[str, Any]) -> str:
    name = body.get("description")
    if not isinstance(name, str) or not name.strip():
        raise _wrong("AUDIENCE_GROUP_NAME_EMPTY")
    if len(name) > MAX_NAME:
        raise _wrong("AUDIENCE_GROUP_NAME_SIZE_OVER")
    if not name.isprintable():
        raise _wrong("AUDIENCE_GROUP_NAME_WRONG")
    return name


def _ids(body: dict[str, Any]) -> list[str]:
    given = body.get("audiences", [])
    if body.get("isIfaAudience") or not isinstance(given, list):
        raise calls.bad_property("audiences")
    if len(given) > MAX_IDS:
        raise _wrong("UPLOAD_AUDIENCE_GROUP_TOO_MANY_AUDIENCE_IDS")
    for index, one in enumerate(given):
        if not isinstance(one, dict) or not is_user_id(one.get("id")):
            raise _wrong("UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT", f"audiences[{index}].id")
    return [one["id"] for one in given]


def _number(text: str, name: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise _wrong("Must be greater than or equal to 1", name)
    return int(text)


def _wrong(message: str, place: str = "") -> Refused:
    detail = {"message": message, **({"property": place} if place else {})}
    words = {"AUDIENCE_GROUP_NOT_FOUND": "audience group not found"}.get(
        message, "The request has 1 error(s)"
    )
    return Refused(400, words, details=[detail])


_ROOT = "/v2/bot/audienceGroup"
_ONE = f"{_ROOT}/{{group_id}}"
# What has a name of its own comes before what takes any.
ROUTES = [
    Route(method="POST", path=f"{_ROOT}/upload", endpoint="audience_create", handler=create),
    Route(method="PUT", path=f"{_ROOT}/upload", endpoint="audience_add", handler=add),
    Route(method="POST", path=f"{_ROOT}/click", endpoint="audience_click", handler=of_send("CLICK")),
    Route(method="POST", path=f"{_ROOT}/imp", endpoint="audience_imp", handler=of_send("IMP")),
    Route(method="GET", path=f"{_ROOT}/list", endpoint="audience_list", handler=list_groups),
    Route(method="PUT", path=f"{_ONE}/updateDescription", endpoint="audience_rename", handler=rename),
    Route(method="GET", path=_ONE, endpoint="audience_get", handler=get),
    Route(method="DELETE", path=_ONE, endpoint="audience_delete", handler=delete),
]
