"""All that is stored of one person, as one document that they can be given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from linesteps import clock
from linesteps.followers.models import Follower
from linesteps.inbox.models import InboxEvent
from linesteps.outbox.models import Dispatch
from linesteps.privacy.sends import sends_to

#: What says nothing of the person: how our workers share their work, and rights to answer at LINE.
_OURS = frozenset(
    {
        "reply_token",
        "reply_token_expires_at",
        "claim_token",
        "claimed_until",
        "retry_key",
        "wakes_on",
        "nonce",
    }
)


#: By which column a row that others point to is called.
_NAMES = {
    "Account": "name",
    "Attribute": "name",
    "Endpoint": "name",
    "ReceivingAddress": "name",
    "Scenario": "name",
    "Tag": "name",
    "TrackedLink": "url",
}


def personal_data(follower: Follower) -> dict[str, Any]:
    """The follower's row and every row of every table that points to it, by table; JSON by ``as_json``.

    Of a message to many people only what it said, never who else got it.
    """
    found: dict[str, Any] = {
        "exported_at": clock.now(),
        "friend": _rows(Follower.objects.filter(pk=follower.pk))[0],
    }
    for relation in Follower._meta.related_objects:
        model: Any = relation.related_model
        rows = model._default_manager.filter(**{relation.field.name: follower})
        found[model._meta.model_name] = _rows(rows, without=relation.field.name)
    events = InboxEvent.objects.filter(account=follower.account_id, line_user_id=follower.line_user_id)
    found["inboxevent"] = _rows(events, without="account")
    found["dispatch"] = _rows(Dispatch.objects.filter(pk__in=sends_to(follower.pk)), without="recipients")
    for send in found["dispatch"]:
        send["messages"] = json.loads(send["messages"])
    return found


def as_json(data: Mapping[str, Any]) -> str:
    """Readable, with the characters of every language as they are."""
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _rows(rows: models.QuerySet[Any], without: str = "") -> list[dict[str, Any]]:
    fields = [one for one in rows.model._meta.concrete_fields if one.name not in {*_OURS, without}]
    found = list(rows.order_by("pk").values(*(field.attname for field in fields)))
    for field in fields:
        if not isinstance(field, models.ForeignKey):
            continue
        names = _names(field.related_model, {row[field.attname] for row in found})
        for row in found:
            key = row.pop(field.attname)
            row[field.name] = {"id": key, "name": names[key]} if key in names else key
    return found


def _names(model: Any, keys: set[Any]) -> dict[Any, str]:
    column = _NAMES.get(model.__name__)
    return dict(model._default_manager.filter(pk__in=keys).values_list("pk", column)) if column else {}
