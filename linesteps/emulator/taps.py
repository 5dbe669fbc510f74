"""Tapping an action object on a phone: what each kind does."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from linesteps.emulator import acts, liff
from linesteps.emulator.crawler import Visit, visit
from linesteps.emulator.looking import note_tap
from linesteps.emulator.platform import Platform
from linesteps.emulator.records import Account, Person
from linesteps.emulator.webhooks import emit


async def tap(
    platform: Platform,
    account: Account,
    person: Person,
    action: dict[str, Any],
    params: dict[str, str] | None = None,
) -> Visit | None:
    """Do what a tap on ``action`` does on the person's phone.

    Returns:
        the first answer to the visit for a URI action, else ``None``.
    """
    match action.get("type"):
        case "postback":
            emit(platform, account, acts.postback(platform, account, person, action, None))
        case "datetimepicker":
            emit(platform, account, acts.postback(platform, account, person, action, params))
        case "message":
            emit(platform, account, acts.say(platform, account, person, action.get("text", "")))
        case "uri":
            url = action.get("uri") or action.get("linkUri") or ""
            note_tap(platform, account, person, url)
            if liff.is_liff(url):
                # No request yet: the page itself asks who opened it.
                found_page = liff.opened(platform, account, person, url)
                return Visit(status=302 if found_page else 404, location=found_page)
            found = await visit(url, person.os)
            if found.location:
                return _onwards(platform, account, person, found, urljoin(url, found.location))
            return found
        case "richmenuswitch":
            emit(platform, account, acts.switch_menu(platform, account, person, action))
        case "location":
            emit(platform, account, acts.send_location(platform, account, person))
    return None


def _onwards(platform: Platform, account: Account, person: Person, found: Visit, location: str) -> Visit:
    """Where a redirect leads; LINE opens its own LIFF links wherever they come from."""
    if liff.is_liff(location):
        location = liff.opened(platform, account, person, location) or location
    return Visit(status=found.status, location=location)
