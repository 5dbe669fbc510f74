"""Seeding the platform from a JSON file, without sending webhooks.

The file::

    {
      "accounts": [{"name": "さくら珈琲", "channel_id": "1234567890", "channel_secret": "…",
                    "access_token": "…", "basic_id": "@sakura", "bot_user_id": "U…32 hex",
                    "webhook_url": "http://127.0.0.1:8000/…", "quota": 5000,
                    "redelivery": true, "crawl_links": true}],
      "people": [{"account": "1234567890", "name": "田中 美咲", "user_id": "U…32 hex",
                  "language": "ja", "os": "ios|android|desktop",
                  "status": "friend|blocked|stranger", "followed_days_ago": 12,
                  "gender": "female|male", "age": 34, "area": "jp_13"}]
    }

Every property but ``name`` may be left out; ``account`` defaults to the first account. Seeding twice
updates accounts and adds missing people, and leaves known people as they are.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

from linesteps import clock
from linesteps.emulator.platform import Platform
from linesteps.emulator.records import Account, Person, Status

_ACCOUNT_FIELDS = {field.name for field in fields(Account)}


def account_from(data: dict[str, Any]) -> Account:
    """An account from JSON.

    Raises:
        ValueError: a property is unknown.
    """
    unknown = set(data) - _ACCOUNT_FIELDS
    if unknown:
        raise ValueError(f"unknown account properties: {', '.join(sorted(unknown))}")
    return Account(**data)


def seed(platform: Platform, data: dict[str, Any]) -> None:
    """Add the accounts and people of a seed file.

    Raises:
        ValueError: a property or status is unknown.
        KeyError: a person names an account that is not there.
    """
    accounts = [platform.add_account(account_from(entry)) for entry in data.get("accounts", [])]
    for entry in data.get("people", []):
        default = accounts[0].channel_id if accounts else next(iter(platform.accounts))
        account = platform.accounts[str(entry.get("account", default))]
        if entry.get("user_id") in platform.people[account.channel_id]:
            continue
        platform.add_person(account, _person_from(entry))


def _person_from(entry: dict[str, Any]) -> Person:
    known = ("user_id", "name", "language", "os", "status_message", "picture_url", "gender", "age", "area")
    person = Person(**{key: entry[key] for key in known if entry.get(key) is not None})
    person.status = Status(entry.get("status", "stranger"))
    if person.status is not Status.STRANGER:
        person.followed_at = clock.now() - timedelta(days=float(entry.get("followed_days_ago", 0)))
    return person
