"""Whom a report is about."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist, ValidationError

from linesteps.followers.attributes import canonical
from linesteps.followers.models import Follower
from linesteps.followers.site_users import follower_of
from linesteps.hooks.models import ReceivingAddress


def persons(address: ReceivingAddress, said: str) -> list[Follower]:
    """The account's followers whom a report names so: none, one, or the first two of several.

    Whoever was erased is nobody.

    Args:
        address: says by what people are named.
        said: what the report says, not empty.
    """
    rows = Follower.objects.known().filter(account_id=address.account_id)
    by = ReceivingAddress.PersonBy
    if address.person_by == by.USER:
        return _by_user(address, said)
    if address.person_by == by.LINE:
        rows = rows.filter(line_user_id=said)
    elif address.person_by == by.FOLLOWER:
        if not said.isascii() or not said.isdecimal() or len(said) > 18:
            return []
        rows = rows.filter(pk=int(said))
    else:
        attribute = address.person_attribute
        if attribute is None:
            return []
        try:
            value = canonical(attribute, said)
        except ValidationError:
            return []
        rows = rows.filter(attribute_values__attribute=attribute, attribute_values__value=value)
    return list(rows.select_related("account").order_by("pk")[:2])


def _by_user(address: ReceivingAddress, said: str) -> list[Follower]:
    try:
        user = get_user_model()._default_manager.get_by_natural_key(said)
    except ObjectDoesNotExist:
        return []
    found = follower_of(user, address.account)
    return [found] if found is not None and found.status != Follower.Status.ERASED else []
