"""Accounts, friends and scenarios for the tests of admin screens."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.followers.models import Follower
from linesteps.scenarios.models import Scenario

SECRETS = ("very-secret-channel", "very-old-channel", "very-secret-token")


def make_account(**fields: Any) -> Account:
    """A saved account with three secrets."""
    number = fields.pop("channel_id", None) or str(uuid.uuid4().int)[:10]
    return Account.objects.create(
        **{
            "name": "Shop",
            "channel_id": number,
            "channel_secret": SECRETS[0],
            "previous_channel_secret": SECRETS[1],
            "channel_access_token": SECRETS[2],
            **fields,
        }
    )


def make_friend(account: Account, name: str = "Hanako", **fields: Any) -> Follower:
    """A saved friend."""
    now = clock.now()
    return Follower.objects.create(
        **{
            "account": account,
            "line_user_id": "U" + uuid.uuid4().hex,
            "status": Follower.Status.FRIEND,
            "display_name": name,
            "first_followed_at": now - timedelta(days=10),
            "last_followed_at": now - timedelta(days=10),
            **fields,
        }
    )


def step(kind: str, step_id: str = "", **value: Any) -> dict[str, Any]:
    """A step as a stream holds it."""
    return {"type": kind, "id": step_id or str(uuid.uuid4()), "value": value}


def send(text: str, name: str = "", step_id: str = "") -> dict[str, Any]:
    """A send step with one text."""
    messages = [{"type": "text", "id": str(uuid.uuid4()), "value": {"text": text}}]
    return step("send", step_id, name=name, messages=messages, expires_hours=None)


def wait(days: int) -> dict[str, Any]:
    """A wait of some days."""
    return step("wait", amount=days, unit="days", at=None, weekdays=[], until=None)


def branch(*paths: list[dict[str, Any]], tag: str = "vip", otherwise: Any = ()) -> dict[str, Any]:
    """A branch by a tag, with the steps of each path."""
    items = [
        {
            "type": "item",
            "id": str(uuid.uuid4()),
            "value": {
                "label": f"Path {number}",
                "conditions": [
                    {"type": "tag", "id": str(uuid.uuid4()), "value": {"tag": tag, "is_absent": False}}
                ],
                "match": "all",
                "steps": steps,
            },
        }
        for number, steps in enumerate(paths, start=1)
    ]
    return step("branch", name="", paths=items, otherwise={"steps": list(otherwise)}, wait_hours=None)


def by_hand() -> dict[str, Any]:
    """The trigger that only people set off."""
    return {"type": "by_hand", "id": str(uuid.uuid4()), "value": {}}


def make_scenario(account: Account, *steps: dict[str, Any], publish: bool = False, **fields: Any) -> Scenario:
    """A saved scenario with a draft, published if told so."""
    scenario = Scenario(**{"name": "Welcome", "account": account, "live": False, **fields})
    scenario.triggers = [by_hand()]
    scenario.steps = list(steps) or [send("Hello")]
    scenario.save()
    revision = scenario.save_revision(changed=True, clean=False)
    if publish:
        revision.publish()
        scenario.refresh_from_db()
    return scenario


def make_user(*permissions: str) -> Any:
    """A user who may open the admin and do what the permissions say, such as ``change_scenario``."""
    user = get_user_model().objects.create_user(username=uuid.uuid4().hex[:12], password="x")
    group = Group.objects.create(name=user.username)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in permissions:
        group.permissions.add(Permission.objects.get(codename=codename, content_type__app_label="linesteps"))
    user.groups.add(group)
    return user
