"""Keeping the platform's state in a JSON file, so that a restarted demo goes on where it was.

Accounts, people, chats, coupons, rich menus, audiences, narrowcasts, retry keys, usage and contents are kept; the
ledger, reply tokens (they live a minute) and faults are not.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from linesteps.emulator.audience_groups import AudienceGroup, Job
from linesteps.emulator.background import Narrowcast
from linesteps.emulator.platform import Platform
from linesteps.emulator.records import (
    Account,
    ChatLine,
    Coupon,
    Person,
    RetryKey,
    RichMenu,
    RichMenus,
    Status,
)

logger = logging.getLogger("linesteps.emulator")

SAVE_EVERY_SECONDS = 2.0
FORMAT = 1


def save(platform: Platform, path: Path) -> None:
    """Write the state, replacing the file at once."""
    state = {
        "format": FORMAT,
        "signing_key": platform.signing_key.hex(),
        "accounts": [asdict(account) for account in platform.accounts.values()],
        "people": {
            key: [asdict(each) for each in people.values()] for key, people in platform.people.items()
        },
        "chats": [
            {"channel_id": key[0], "user_id": key[1], "lines": [asdict(line) for line in lines]}
            for key, lines in platform.chats.items()
            if lines
        ],
        "coupons": {
            key: [asdict(each) for each in found.values()] for key, found in platform.coupons.items()
        },
        "rich_menus": {key: asdict(each) for key, each in platform.rich_menus.items()},
        "audience_groups": {
            key: [asdict(each) for each in found.values()] for key, found in platform.audience_groups.items()
        },
        "narrowcasts": [asdict(each) for each in platform.narrowcasts.values()],
        "retry_keys": [[*key, asdict(entry)] for key, entry in platform.retry_keys.items()],
        "usage": [[*key, count] for key, count in platform.usage.items()],
        "contents": {
            key: [owner, kind, base64.b64encode(data).decode()]
            for key, (owner, kind, data) in platform.contents.items()
        },
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(path.suffix + ".part")
    partial.write_text(json.dumps(state, ensure_ascii=False, default=_as_json))
    partial.replace(path)


def load(platform: Platform, path: Path) -> bool:
    """Read a state that ``save`` wrote; ``False`` when there is none.

    Raises:
        ValueError: the file is of another format.
    """
    if not path.exists():
        return False
    state = json.loads(path.read_text())
    if state.get("format") != FORMAT:
        raise ValueError(f"{path} is not a snapshot of this version; delete it to start afresh.")
    platform.signing_key = bytes.fromhex(state["signing_key"])
    for account in state["accounts"]:
        platform.add_account(Account(**account))
    for channel_id, people in state["people"].items():
        for entry in people:
            person = Person(**{**entry, "status": Status(entry["status"])})
            person.followed_at, person.wrote_at = _time(entry["followed_at"]), _time(entry["wrote_at"])
            platform.people[channel_id][person.user_id] = person
    for chat in state["chats"]:
        lines = [ChatLine(**{**line, "at": datetime.fromisoformat(line["at"])}) for line in chat["lines"]]
        platform.chats[chat["channel_id"], chat["user_id"]] = lines
    for channel_id, coupons in state["coupons"].items():
        for entry in coupons:
            created_at = datetime.fromisoformat(entry["created_at"])
            platform.coupons[channel_id][entry["coupon_id"]] = Coupon(**{**entry, "created_at": created_at})
    # Snapshots of earlier versions have none.
    for channel_id, entry in state.get("rich_menus", {}).items():
        menus = {
            key: RichMenu(**{**each, "picture": base64.b64decode(each["picture"])})
            for key, each in entry["menus"].items()
        }
        platform.rich_menus[channel_id] = RichMenus(**{**entry, "menus": menus})
    for channel_id, groups in state.get("audience_groups", {}).items():
        for entry in groups:
            jobs = [
                Job(**{**one, "created_at": datetime.fromisoformat(one["created_at"])})
                for one in entry["jobs"]
            ]
            created_at = datetime.fromisoformat(entry["created_at"])
            group = AudienceGroup(**{**entry, "created_at": created_at, "jobs": jobs})
            platform.audience_groups[channel_id][group.group_id] = group
    for entry in state.get("narrowcasts", ()):
        sent = Narrowcast(**{**entry, "accepted_at": datetime.fromisoformat(entry["accepted_at"])})
        platform.narrowcasts[sent.request_id] = sent
    for channel_id, key, entry in state["retry_keys"]:
        accepted_at = datetime.fromisoformat(entry["accepted_at"])
        platform.retry_keys[channel_id, key] = RetryKey(**{**entry, "accepted_at": accepted_at})
    for channel_id, month, count in state["usage"]:
        platform.usage[channel_id, month] = count
    for key, (owner, kind, data) in state["contents"].items():
        platform.contents[key] = (owner, kind, base64.b64decode(data))
    platform.touch()
    return True


async def keep_saved(platform: Platform, path: Path) -> None:
    """Save every two seconds if something changed, until cancelled; then once more."""
    saved = platform.version
    try:
        while True:
            await asyncio.sleep(SAVE_EVERY_SECONDS)
            if platform.version != saved:
                saved = platform.version
                save(platform, path)
    finally:
        save(platform, path)


def _as_json(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} is not JSON")


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
