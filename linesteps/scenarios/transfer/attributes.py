"""Attributes in the file: those that conditions and placeholders of the scenario use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from linesteps import personalise
from linesteps.accounts.models import Account
from linesteps.errors import FormatError
from linesteps.followers.models import Attribute
from linesteps.scenarios.transfer.reading import expect, inside, members_of


def attributes_to_file(written: Any, account: Account) -> list[dict[str, Any]]:
    """The account's attributes that the written scenario names, by key."""
    used = set(_used(written))
    found = []
    for attribute in Attribute.objects.filter(account=account, key__in=used).order_by("key"):
        entry = {"key": attribute.key, "name": attribute.name, "type": attribute.type}
        found.append({**entry, "choices": attribute.choices} if attribute.choices else entry)
    return found


def _used(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, str):
        if name == "attribute":
            yield value
        for token in personalise.tokens(value):
            if token.name.startswith(personalise.ATTRIBUTE_PREFIX):
                yield token.name.removeprefix(personalise.ATTRIBUTE_PREFIX)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _used(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from _used(part)


def check_attributes(entries: Any, place: str, account: Account) -> None:
    """Whether the account has these attributes or could be given them; nothing is written.

    Raises:
        FormatError: an entry is wrong, or the account has the key with another type.
    """
    seen = set()
    for number, entry in enumerate(expect(entries, list, place)):
        here = inside(place, number)
        found = members_of(entry, here, ("key", "name", "type"), ("choices",))
        for name in ("key", "name", "type"):
            expect(found[name], str, inside(here, name))
        for index, choice in enumerate(expect(found.get("choices", []), list, inside(here, "choices"))):
            expect(choice, str, inside(inside(here, "choices"), index))
        if found["key"] in seen:
            raise FormatError(
                inside(here, "key"), _("The key “%(key)s” stands twice.") % {"key": found["key"]}
            )
        seen.add(found["key"])
        _check(Attribute(account=account, **found), here)


def _check(wanted: Attribute, place: str) -> None:
    try:
        wanted.full_clean(exclude=["account"], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        name, problems = next(iter(error.message_dict.items()))
        raise FormatError(inside(place, name), " ".join(problems)) from None
    known = Attribute.objects.filter(account=wanted.account, key=wanted.key).first()
    if known is not None and known.type != wanted.type:
        reason = _("The account has an attribute “%(key)s” already, of another type: %(type)s.")
        raise FormatError(inside(place, "type"), reason % {"key": known.key, "type": known.type})


def write_attributes(entries: list[Mapping[str, Any]], account: Account) -> None:
    """Make those attributes that the account does not have; others stay as they are."""
    for entry in entries:
        defaults = {"name": entry["name"], "type": entry["type"], "choices": entry.get("choices", [])}
        Attribute.objects.get_or_create(account=account, key=entry["key"], defaults=defaults)
