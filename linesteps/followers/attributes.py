"""Setting attributes of friends: typed, with a source and a time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from linesteps import clock, doorbell
from linesteps.followers.models import Activity, Attribute, Follower, FollowerAttribute

_YES = frozenset({"true", "yes", "1", "はい"})
_NO = frozenset({"false", "no", "0", "いいえ"})


def set_attribute(follower: Follower, key: str, value: Any, source: str) -> FollowerAttribute:
    """Set the attribute ``key``; an older value is replaced.

    Args:
        follower: the friend.
        key: the attribute's key.
        value: text, number, date or bool, as the attribute's type asks.
        source: one of ``FollowerAttribute.Source``.

    Raises:
        Attribute.DoesNotExist: the account has no such attribute.
        ValidationError: the value is not of the attribute's type.
    """
    attribute = Attribute.objects.get(account_id=follower.account_id, key=key)
    text = canonical(attribute, value)
    moment = clock.now()
    with transaction.atomic():
        row, _is_new = FollowerAttribute.objects.update_or_create(
            follower=follower,
            attribute=attribute,
            defaults={"value": text, "source": source, "set_at": moment},
        )
        Activity.of(follower, "attribute_set", moment, key=key, value=text, source=source).save()
        doorbell.ring("drain_inbox")
    return row


def canonical(attribute: Attribute, value: Any) -> str:
    """The stored text of a value.

    Raises:
        ValidationError: it is not of the attribute's type.
    """
    text = str(value).strip()
    try:
        if attribute.type == Attribute.Type.NUMBER:
            return str(Decimal(text))
        if attribute.type == Attribute.Type.DATE:
            return date.fromisoformat(text).isoformat()
    except (InvalidOperation, ValueError):
        raise ValidationError(
            _("“%(value)s” does not fit %(name)s.") % {"value": text, "name": attribute}
        ) from None
    if attribute.type == Attribute.Type.YES_NO:
        if text.casefold() not in _YES | _NO:
            raise ValidationError(_("“%(value)s” is neither yes nor no.") % {"value": text})
        return "true" if text.casefold() in _YES else "false"
    if attribute.type == Attribute.Type.CHOICE and text not in attribute.choices:
        known = ", ".join(map(str, attribute.choices))
        raise ValidationError(_("“%(value)s” is none of: %(known)s.") % {"value": text, "known": known})
    return text
