"""Calls about rich menus: create, picture, alias, standard one, and the menus of single friends.

A menu cannot be changed at LINE, nor its picture: a changed one is another menu (reference, “Rich menu”).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from linebot.v3.messaging import ApiClient

from linesteps.line.outcomes import LineNotFound
from linesteps.line.sdk import TIMEOUT, api_client, faults

_MENU = "/v2/bot/richmenu"
_ALL = "/v2/bot/user/all/richmenu"


@dataclass(frozen=True, kw_only=True)
class KnownMenu:
    """A rich menu that LINE has."""

    rich_menu_id: str
    name: str


class RichMenuClient:
    """One account's line to LINE for its rich menus. Every call may raise ``LineFault`` or one of its kinds.

    Args:
        base_url: ``Account.api_url``.
        data_url: ``Account.data_url``; pictures go there.
        access_token: in plain text.
    """

    def __init__(self, base_url: str, data_url: str, access_token: str) -> None:
        self._api = api_client(base_url, access_token)
        self._data = api_client(data_url, access_token)

    # -- menus

    def create(self, menu: dict[str, Any]) -> str:
        """Create a menu from LINE's ``RichMenuRequest``; returns its id. 100 an hour at most."""
        return str(self._ask("POST", _MENU, menu)["richMenuId"])

    def menus(self) -> list[KnownMenu]:
        """All menus that were made by the API."""
        found = self._ask("GET", f"{_MENU}/list")["richmenus"]
        return [KnownMenu(rich_menu_id=one["richMenuId"], name=one["name"]) for one in found]

    def delete(self, rich_menu_id: str) -> None:
        """Delete a menu, wherever it is shown; one that is gone is fine. 100 an hour at most."""
        self._unless_gone("DELETE", f"{_MENU}/{rich_menu_id}")

    def has_picture(self, rich_menu_id: str) -> bool:
        """Whether the menu got its picture."""
        try:
            with faults():
                _call(self._data, "GET", f"{_MENU}/{rich_menu_id}/content")
        except LineNotFound:
            return False
        return True

    def upload(self, rich_menu_id: str, picture: bytes, content_type: str) -> None:
        """Give a menu its picture, once and for ever."""
        with faults():
            _call(self._data, "POST", f"{_MENU}/{rich_menu_id}/content", picture, content_type)

    # -- aliases

    def point(self, alias: str, rich_menu_id: str) -> None:
        """Let an alias lead to a menu, whether there is such an alias already or not."""
        try:
            self._tell("POST", f"{_MENU}/alias/{alias}", {"richMenuId": rich_menu_id})
        except LineNotFound:
            self._tell("POST", f"{_MENU}/alias", {"richMenuAliasId": alias, "richMenuId": rich_menu_id})

    def delete_alias(self, alias: str) -> None:
        """Delete an alias; one that is gone is fine."""
        self._unless_gone("DELETE", f"{_MENU}/alias/{alias}")

    # -- who sees which

    def standard(self) -> str:
        """The id of the menu that all see who have none of their own; empty for none."""
        try:
            return str(self._ask("GET", _ALL)["richMenuId"])
        except LineNotFound:
            return ""

    def set_standard(self, rich_menu_id: str) -> None:
        """Let all see a menu who have none of their own; an empty id for no menu."""
        if rich_menu_id:
            self._tell("POST", f"{_ALL}/{rich_menu_id}")
        else:
            self._tell("DELETE", _ALL)

    def link(self, rich_menu_id: str, line_user_ids: Sequence[str]) -> None:
        """Give people a menu of their own, or with an empty id the standard one again; 500 at most.

        LINE takes the call and does it “within a few seconds” (reference, “Link rich menu to users”).
        """
        people = {"userIds": list(line_user_ids)}
        if rich_menu_id:
            self._tell("POST", f"{_MENU}/bulk/link", {"richMenuId": rich_menu_id, **people})
        else:
            self._tell("POST", f"{_MENU}/bulk/unlink", people)

    # -- talking

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        """A call whose answer matters."""
        with faults():
            return json.loads(_call(self._api, method, path, body))

    def _tell(self, method: str, path: str, body: Any = None) -> None:
        """A call of which it matters only that LINE took it."""
        with faults():
            _call(self._api, method, path, body)

    def _unless_gone(self, method: str, path: str) -> None:
        try:
            self._tell(method, path)
        except LineNotFound:
            return


def _call(
    api: ApiClient, method: str, path: str, body: Any = None, content_type: str = "application/json"
) -> bytes:
    """The answer's body; raises what the SDK raises."""
    answer = api.call_api(
        path,
        method,
        header_params={"Content-Type": content_type} if body is not None else {},
        body=body,
        # As it came: the SDK would read pictures as text.
        response_types_map={"200": "bytearray", "202": "bytearray"},
        auth_settings=["Bearer"],
        _return_http_data_only=True,
        _request_timeout=TIMEOUT,
    )
    return bytes(answer or b"")
