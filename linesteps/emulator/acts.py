"""What people do on their phones: each act changes the chat and yields the webhook events of it."""

from __future__ import annotations

from typing import Any

from linesteps import clock
from linesteps.emulator.events import build_event
from linesteps.emulator.identity import new_message_id, new_token
from linesteps.emulator.looking import note_played
from linesteps.emulator.platform import Platform
from linesteps.emulator.records import Account, ChatLine, Person, Status

Events = list[dict[str, Any]]


def follow(platform: Platform, account: Account, person: Person) -> Events:
    """Add the account as a friend, or unblock it: the same event but for ``isUnblocked``."""
    if person.status in (Status.FRIEND, Status.DELETED):
        return []
    was_blocked = person.status is Status.BLOCKED
    person.status = Status.FRIEND
    person.followed_at = clock.now()
    platform.touch()
    return [build_event(platform, account, person.user_id, "follow", follow={"isUnblocked": was_blocked})]


def block(platform: Platform, account: Account, person: Person) -> Events:
    """Block the account; only a friend can."""
    if person.status is not Status.FRIEND:
        return []
    person.status = Status.BLOCKED
    platform.touch()
    return [build_event(platform, account, person.user_id, "unfollow")]


def delete_line_account(platform: Platform, person: Person) -> Events:
    """Leave LINE altogether; LINE documents no event for it."""
    person.status = Status.DELETED
    platform.touch()
    return []


def say(platform: Platform, account: Account, person: Person, text: str, quoted: str = "") -> Events:
    """Write a text into the chat.

    Args:
        quoted: the id of the bubble that it answers, if the person quotes one.
    """
    message = {"type": "text", "text": text, "quoteToken": new_token(64)}
    if quoted:
        message["quotedMessageId"] = quoted
    return _send(platform, account, person, message)


def send_sticker(platform: Platform, account: Account, person: Person) -> Events:
    """Send a sticker of LINE's sample set."""
    sticker = {
        "type": "sticker",
        "packageId": "446",
        "stickerId": "1988",
        "stickerResourceType": "STATIC",
        "keywords": ["hello"],
        "quoteToken": new_token(64),
    }
    return _send(platform, account, person, sticker)


def send_location(platform: Platform, account: Account, person: Person, **place: Any) -> Events:
    """Send a place; Tokyo Station unless told otherwise."""
    location = {
        "type": "location",
        "title": "東京駅",
        "address": "東京都千代田区丸の内1丁目",
        "latitude": 35.681236,
        "longitude": 139.767125,
        **place,
    }
    return _send(platform, account, person, location)


def send_media(
    platform: Platform, account: Account, person: Person, data: bytes, kind: str, content_type: str
) -> Events:
    """Send an image, video, audio or file; its bytes are served by the content endpoint."""
    message: dict[str, Any] = {"type": kind, "contentProvider": {"type": "line"}}
    if kind == "file":
        message = {"type": "file", "fileName": "file.bin", "fileSize": len(data)}
    if kind in ("image", "video"):
        message["quoteToken"] = new_token(64)
    if kind in ("video", "audio"):
        message["duration"] = 5000
    events = _send(platform, account, person, message)
    if events:
        platform.contents[events[0]["message"]["id"]] = (account.channel_id, content_type, data)
    return events


def postback(
    platform: Platform,
    account: Account,
    person: Person,
    action: dict[str, Any],
    params: dict[str, str] | None,
) -> Events:
    """Tap a postback or a date and time picker; ``displayText`` shows, the old ``text`` is really sent."""
    if person.status in (Status.BLOCKED, Status.DELETED):
        return []
    content: dict[str, Any] = {"data": action.get("data", "")}
    if params:
        content["params"] = params
    events: Events = []
    shown = action.get("displayText")
    if shown:
        _show(platform, account, person, new_message_id(), {"type": "text", "text": shown}, "displayText")
    if action.get("text"):
        events += say(platform, account, person, action["text"])
    platform.touch()
    return [*events, build_event(platform, account, person.user_id, "postback", postback=content)]


def switch_menu(platform: Platform, account: Account, person: Person, action: dict[str, Any]) -> Events:
    """Turn to another tab of a rich menu: the person's own menu from then on.

    Source: reference, “Postback event”, params of a rich menu switch action; docs, “Switch between tabs on rich
    menus”: tabs are per-user rich menus.
    """
    if person.status is not Status.FRIEND:
        return []
    known = platform.rich_menus[account.channel_id]
    alias = str(action.get("richMenuAliasId", ""))
    rich_menu_id = known.aliases.get(alias)
    status = "SUCCESS"
    if rich_menu_id is None:
        status = "RICHMENU_ALIAS_ID_NOTFOUND"
    elif rich_menu_id not in known.menus or not known.menus[rich_menu_id].picture:
        status = "RICHMENU_NOTFOUND"
    else:
        known.links[person.user_id] = rich_menu_id
    platform.touch()
    params = {"newRichMenuAliasId": alias, "status": status}
    content = {"data": action.get("data", ""), "params": params}
    return [build_event(platform, account, person.user_id, "postback", postback=content)]


def watch_video(platform: Platform, account: Account, person: Person, tracking_id: str) -> Events:
    """Watch a video with a tracking id to its end."""
    if person.status is not Status.FRIEND or not tracking_id:
        return []
    note_played(platform, account, person, tracking_id)
    done = {"trackingId": tracking_id}
    return [build_event(platform, account, person.user_id, "videoPlayComplete", videoPlayComplete=done)]


def happen(platform: Platform, account: Account, person: Person, kind: str, **fields: Any) -> Events:
    """Any other event of this person: accountLink, unsend, membership, beacon, or a made-up one."""
    return [build_event(platform, account, person.user_id, kind, **fields)]


def _send(platform: Platform, account: Account, person: Person, message: dict[str, Any]) -> Events:
    if person.status in (Status.BLOCKED, Status.DELETED):
        return []
    message = {"id": new_message_id(), "markAsReadToken": new_token(64), **message}
    person.wrote_at = clock.now()
    _show(platform, account, person, message["id"], message, "chat")
    return [build_event(platform, account, person.user_id, "message", message=message)]


def _show(
    platform: Platform, account: Account, person: Person, line_id: str, message: dict[str, Any], via: str
) -> None:
    line = ChatLine(id=line_id, at=clock.now(), sender="person", message=message, via=via)
    platform.chat(account, person.user_id).append(line)
    platform.touch()
