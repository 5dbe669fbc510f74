"""The demo's one-off sends: one that went out to the regulars some days ago, and one that is being written."""

from __future__ import annotations

from typing import Any

from linesteps.accounts.models import Account
from linesteps.broadcasts.content import stored
from linesteps.broadcasts.models import Broadcast
from linesteps.broadcasts.send import confirm, count_people, stamp
from linesteps.testing.build import buttons, send, tagged


def send_off(account: Account, words: dict[str, Any], tag: str, user: Any) -> None:
    """The one that went out; whoever runs the demo's past sends it.

    Args:
        account: the shop with many friends.
        words: ``broadcasts`` of the demo's content.
        tag: what its regulars carry.
        user: who confirmed it.
    """
    told = words["sent"]
    who = {"match": "all", "conditions": [tagged(tag)]}
    one = _draft(account, told, buttons(told["text"], (told["label"], told["url"])), to="conditions", who=who)
    counted = count_people(one)
    confirm(one, user=user, seen=stamp(one), counted=counted.matching if counted else None)


def write_next(account: Account, words: dict[str, Any]) -> None:
    """The draft."""
    told = words["draft"]
    _draft(account, told, told["text"], pace="within", pace_number=3)


def _draft(account: Account, told: dict[str, Any], *parts: Any, **values: Any) -> Broadcast:
    draft: Any = Broadcast(account=account, name=told["name"], **values)
    draft.content = stored(send(*parts)["value"])
    draft.save()
    return Broadcast.objects.get(pk=draft.pk)
