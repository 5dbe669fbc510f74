"""Rich menus and their aliases: create, picture, list, get, delete. There is no edit.

Source: Messaging API reference, "Rich menu" and "Rich menu alias"; openapi/messaging-api.yml, ``RichMenuRequest``.
"""

from __future__ import annotations

import re
import secrets
from typing import Any

from linesteps.emulator.api.call import Answer, Call, Refused, Route, bad_body, bad_property
from linesteps.emulator.records import RichMenu, RichMenus
from linesteps.line.limits.rich_menu import (
    ALIAS_PATTERN,
    IMAGE_TYPES,
    LEAST_HEIGHT,
    LEAST_RATIO,
    LEAST_WIDTH,
    MAX_ALIASES,
    MAX_IMAGE_BYTES,
    MAX_MENUS,
    MOST_WIDTH,
    check_rich_menu,
)


def menus_of(call: Call) -> RichMenus:
    """The account's."""
    return call.platform.rich_menus[call.account.channel_id]


def menu_in(call: Call, rich_menu_id: Any) -> RichMenu:
    """The account's menu with this id.

    Raises:
        Refused: 404, there is none.
    """
    found = menus_of(call).menus.get(str(rich_menu_id))
    if found is None:
        raise Refused(404, "richmenu not found")
    return found


async def create(call: Call) -> Answer:
    """Create a menu; nobody sees it yet, since it has no picture."""
    properties = _checked(call)
    menus = menus_of(call).menus
    if len(menus) >= MAX_MENUS:
        raise Refused(400, "The number of rich menus has reached the limit")
    menu = RichMenu(rich_menu_id=f"richmenu-{secrets.token_hex(16)}", properties=properties)
    menus[menu.rich_menu_id] = menu
    call.platform.touch()
    return Answer(data={"richMenuId": menu.rich_menu_id})


async def validate(call: Call) -> Answer:
    """Whether a menu would be taken."""
    _checked(call)
    return Answer()


async def list_menus(call: Call) -> Answer:
    """All that were made by the API."""
    return Answer(data={"richmenus": [_as_json(menu) for menu in menus_of(call).menus.values()]})


async def get(call: Call) -> Answer:
    """One of them."""
    return Answer(data=_as_json(_asked(call)))


async def delete(call: Call) -> Answer:
    """Delete a menu: whoever saw it sees the standard one, or none. Aliases stay and lead nowhere."""
    menu = _asked(call)
    known = menus_of(call)
    del known.menus[menu.rich_menu_id]
    known.links = {who: which for who, which in known.links.items() if which != menu.rich_menu_id}
    if known.standard == menu.rich_menu_id:
        known.standard = ""
    call.platform.touch()
    return Answer()


async def upload(call: Call) -> Answer:
    """Give a menu its picture, which never can be replaced."""
    menu = _asked(call)
    if call.request.content_type not in IMAGE_TYPES:
        raise Refused(415, "Unsupported Media Type")
    if menu.picture:
        raise Refused(400, "An image has already been uploaded to the richmenu")
    if len(call.raw) > MAX_IMAGE_BYTES:
        raise Refused(413, "Request Entity Too Large")
    width, height = _pixels(call.raw) or (0, 0)
    is_fit = LEAST_WIDTH <= width <= MOST_WIDTH and height >= LEAST_HEIGHT
    if not is_fit or width / height < LEAST_RATIO:
        raise Refused(400, "The image size is not allowed")
    menu.picture, menu.picture_type = call.raw, call.request.content_type
    call.platform.touch()
    return Answer()


async def download(call: Call) -> Answer:
    """The picture."""
    menu = _asked(call)
    if not menu.picture:
        raise Refused(404, "Not found")
    return Answer(raw=menu.picture, content_type=menu.picture_type)


async def create_alias(call: Call) -> Answer:
    """A name that leads to a menu, unique for the account."""
    body, known = call.body(), menus_of(call)
    alias = body.get("richMenuAliasId")
    if not isinstance(alias, str) or not re.fullmatch(ALIAS_PATTERN, alias):
        wording = f"Must match the pattern {ALIAS_PATTERN}"
        raise bad_body([{"message": wording, "property": "richMenuAliasId"}])
    if alias in known.aliases:
        raise Refused(400, "conflict richmenu alias id")
    if len(known.aliases) >= MAX_ALIASES:
        raise Refused(400, "The number of rich menu aliases has reached the limit")
    known.aliases[alias] = _target(call, body)
    call.platform.touch()
    return Answer()


async def update_alias(call: Call) -> Answer:
    """Lead an alias to another menu."""
    alias = _alias(call)
    menus_of(call).aliases[alias] = _target(call, call.body())
    call.platform.touch()
    return Answer()


async def get_alias(call: Call) -> Answer:
    """What an alias leads to."""
    alias = _alias(call)
    return Answer(data={"richMenuAliasId": alias, "richMenuId": menus_of(call).aliases[alias]})


async def delete_alias(call: Call) -> Answer:
    """Delete an alias; the menu stays."""
    del menus_of(call).aliases[_alias(call)]
    call.platform.touch()
    return Answer()


async def list_aliases(call: Call) -> Answer:
    """All aliases."""
    found = menus_of(call).aliases.items()
    return Answer(data={"aliases": [{"richMenuAliasId": name, "richMenuId": menu} for name, menu in found]})


def _checked(call: Call) -> dict[str, Any]:
    properties = call.body()
    found = check_rich_menu(properties, http_hosts=call.platform.http_hosts)
    if found:
        raise bad_body([{"message": one.message, "property": one.property} for one in found])
    return properties


def _asked(call: Call) -> RichMenu:
    return menu_in(call, call.request.match_info["rich_menu_id"])


def _alias(call: Call) -> str:
    alias = call.request.match_info["alias"]
    if alias not in menus_of(call).aliases:
        raise Refused(404, "richmenu alias not found")
    return alias


def _target(call: Call, body: dict[str, Any]) -> str:
    rich_menu_id = body.get("richMenuId")
    if rich_menu_id not in menus_of(call).menus:
        raise bad_property("richMenuId")
    return str(rich_menu_id)


def _as_json(menu: RichMenu) -> dict[str, Any]:
    return {"richMenuId": menu.rich_menu_id, **menu.properties}


def _pixels(picture: bytes) -> tuple[int, int] | None:
    """Width and height, as the file itself says; ``None`` for what is neither a JPEG nor a PNG."""
    if picture[:8] == b"\x89PNG\r\n\x1a\n":
        return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
    at = 2 if picture[:2] == b"\xff\xd8" else len(picture)
    while at + 9 < len(picture) and picture[at] == 0xFF:
        # Start of frame, but for the tables that have their numbers among them (ITU-T T.81, table B.1).
        if 0xC0 <= picture[at + 1] <= 0xCF and picture[at + 1] not in (0xC4, 0xC8, 0xCC):
            height, width = picture[at + 5 : at + 7], picture[at + 7 : at + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        at += 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
    return None


_ONE = "/v2/bot/richmenu/{rich_menu_id}"
_ALIAS = "/v2/bot/richmenu/alias"
# What has a name of its own comes before what takes any.
ROUTES = [
    Route(method="POST", path="/v2/bot/richmenu", endpoint="rich_menu_create", handler=create),
    Route(method="POST", path="/v2/bot/richmenu/validate", endpoint="rich_menu_validate", handler=validate),
    Route(method="GET", path="/v2/bot/richmenu/list", endpoint="rich_menu_list", handler=list_menus),
    Route(method="GET", path=f"{_ALIAS}/list", endpoint="rich_menu_alias_list", handler=list_aliases),
    Route(method="POST", path=_ALIAS, endpoint="rich_menu_alias_create", handler=create_alias),
    Route(method="GET", path=f"{_ALIAS}/{{alias}}", endpoint="rich_menu_alias_get", handler=get_alias),
    Route(method="POST", path=f"{_ALIAS}/{{alias}}", endpoint="rich_menu_alias_update", handler=update_alias),
    Route(
        method="DELETE", path=f"{_ALIAS}/{{alias}}", endpoint="rich_menu_alias_delete", handler=delete_alias
    ),
    Route(method="GET", path=_ONE, endpoint="rich_menu_get", handler=get),
    Route(method="DELETE", path=_ONE, endpoint="rich_menu_delete", handler=delete),
    Route(method="POST", path=f"{_ONE}/content", endpoint="rich_menu_upload", handler=upload),
    Route(method="GET", path=f"{_ONE}/content", endpoint="rich_menu_download", handler=download),
]
