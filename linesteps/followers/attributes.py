"""Setting attributes of friends: typed, with a source and a time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from linesteps import clock, doorbell
from linesteps.accounts.models import Account
from linesteps.followers.models import Activity, Attribute, Follower, FollowerAttribute
from linesteps.line.limits import utf16_length
from linesteps.personalise import LONGEST_TEXT, Fact

_YES = frozenset({"true", "yes", "1", "はい"})
_NO = frozenset({"false", "no", "0", "いいえ"})
#: Of a number as it is; longer ones are cut in a message, where nobody could read them.
_LONGEST_NUMBER = 30


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
        known = FollowerAttribute.objects.select_for_update(no_key=True)
        before = known.filter(follower=follower, attribute=attribute).values_list("value", flat=True).first()
        row, _is_new = FollowerAttribute.objects.update_or_create(
            follower=follower,
            attribute=attribute,
            defaults={"value": text, "source": source, "set_at": moment},
        )
        data = {"key": key, "value": text, "before": before, "source": source}
        Activity.of(follower, "attribute_set", moment, **data).save()
        doorbell.ring("drain_inbox")
    return row


def clear_attribute(follower: Follower, key: str, source: str) -> bool:
    """Take the value of the attribute ``key`` away; False when there was none.

    Raises:
        Attribute.DoesNotExist: the account has no such attribute.
    """
    attribute = Attribute.objects.get(account_id=follower.account_id, key=key)
    with transaction.atomic():
        count, _rows = FollowerAttribute.objects.filter(follower=follower, attribute=attribute).delete()
        if count:
            Activity.of(follower, "attribute_cleared", clock.now(), key=key, value="", source=source).save()
            doorbell.ring("drain_inbox")
    return bool(count)


def facts_of(account: Account) -> dict[str, Fact]:
    """What placeholders may take of the account's attributes, by key; one question to the database."""
    return {attribute.key: _fact(attribute) for attribute in account.attributes.all()}


def _fact(attribute: Attribute) -> Fact:
    longest = {
        Attribute.Type.NUMBER: _LONGEST_NUMBER,
        # ISO, as canonical() writes it.
        Attribute.Type.DATE: len("2026-12-31"),
        Attribute.Type.YES_NO: len("false"),
        Attribute.Type.CHOICE: max((utf16_length(str(one)) for one in attribute.choices), default=1),
    }
    return Fact(type=attribute.type, longest=longest.get(Attribute.Type(attribute.type), LONGEST_TEXT))


def canonical(attribute: Attribute, value: Any) -> str:
    """The stored text of a value.

    Raises:
        ValidationError: it is not of the attribute's type.
    """
    text = str(value).strip()
    if len(text) > LONGEST_TEXT:
        raise ValidationError(_("A value has at most %(max)s characters.") % {"max": LONGEST_TEXT})
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
