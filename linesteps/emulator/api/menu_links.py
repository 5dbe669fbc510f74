"""Who sees which rich menu: the standard one, and those of single people.

Source: Messaging API reference, "Default rich menu" and "Per-user rich menu".
"""

from __future__ import annotations

from typing import Any

from linesteps.emulator.api.call import Answer, Call, Refused, Route, bad_body, bad_property
from linesteps.emulator.api.rich_menus import menu_in, menus_of
from linesteps.emulator.identity import is_user_id
from linesteps.line.limits.rich_menu import MAX_PEOPLE


async def set_standard(call: Call) -> Answer:
    """Show a menu to all who have none of their own."""
    menus_of(call).standard = _with_picture(call, call.request.match_info["rich_menu_id"])
    call.platform.touch()
    return Answer()


async def get_standard(call: Call) -> Answer:
    """Which one it is."""
    if not menus_of(call).standard:
        raise Refused(404, "no default richmenu")
    return Answer(data={"richMenuId": menus_of(call).standard})


async def cancel_standard(call: Call) -> Answer:
    """Show none."""
    menus_of(call).standard = ""
    call.platform.touch()
    return Answer()


async def link(call: Call) -> Answer:
    """Give one person a menu of their own."""
    rich_menu_id = _with_picture(call, call.request.match_info["rich_menu_id"])
    _link(call, [_known(call)], rich_menu_id)
    return Answer()


async def get_link(call: Call) -> Answer:
    """Which one a person has of their own."""
    found = menus_of(call).links.get(_known(call))
    if not found:
        raise Refused(404, "the user has no richmenu")
    return Answer(data={"richMenuId": found})


async def unlink(call: Call) -> Answer:
    """Take it away; it is no fault when there is none."""
    _link(call, [_known(call)], "")
    return Answer()


async def link_many(call: Call) -> Answer:
    """Give many people a menu; LINE takes the call and does it soon, the emulator at once."""
    body = call.body()
    people = _people(body)
    _link(call, people, _with_picture(call, body.get("richMenuId")))
    return Answer(status=202)


async def unlink_many(call: Call) -> Answer:
    """Take them away from many."""
    _link(call, _people(call.body()), "")
    return Answer(status=202)


def _with_picture(call: Call, rich_menu_id: Any) -> str:
    menu = menu_in(call, rich_menu_id)
    if not menu.picture:
        raise Refused(400, "must upload richmenu image before applying it to user")
    return menu.rich_menu_id


def _known(call: Call) -> str:
    user_id = call.request.match_info["user_id"]
    if user_id not in call.platform.people[call.account.channel_id]:
        raise Refused(404, "Not found")
    return user_id


def _people(body: dict[str, Any]) -> list[str]:
    people = body.get("userIds")
    if not isinstance(people, list) or not 1 <= len(people) <= MAX_PEOPLE:
        wording = f"Size must be between 1 and {MAX_PEOPLE}"
        raise bad_body([{"message": wording, "property": "userIds"}])
    for number, user_id in enumerate(people):
        if not is_user_id(user_id):
            raise bad_property(f"userIds[{number}]")
    return people


def _link(call: Call, people: list[str], rich_menu_id: str) -> None:
    """Nothing happens to ids of nobody, nor to those who blocked the account."""
    known = menus_of(call)
    for user_id in people:
        if not call.platform.is_reachable(call.account, user_id):
            continue
        if rich_menu_id:
            known.links[user_id] = rich_menu_id
        else:
            known.links.pop(user_id, None)
    call.platform.touch()


_ALL = "/v2/bot/user/all/richmenu"
_ONE = "/v2/bot/user/{user_id}/richmenu"
ROUTES = [
    Route(method="GET", path=_ALL, endpoint="rich_menu_standard", handler=get_standard),
    Route(method="DELETE", path=_ALL, endpoint="rich_menu_set_standard", handler=cancel_standard),
    Route(
        method="POST",
        path=f"{_ALL}/{{rich_menu_id}}",
        endpoint="rich_menu_set_standard",
        handler=set_standard,
    ),
    Route(method="GET", path=_ONE, endpoint="rich_menu_of_user", handler=get_link),
    Route(method="DELETE", path=_ONE, endpoint="rich_menu_unlink", handler=unlink),
    Route(method="POST", path=f"{_ONE}/{{rich_menu_id}}", endpoint="rich_menu_link", handler=link),
    Route(
        method="POST", path="/v2/bot/richmenu/bulk/link", endpoint="rich_menu_link_many", handler=link_many
    ),
    Route(
        method="POST",
        path="/v2/bot/richmenu/bulk/unlink",
        endpoint="rich_menu_unlink_many",
        handler=unlink_many,
    ),
]
