"""Coupons in the file: embedded, and named by a key of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.errors import FormatError
from linesteps.messages.models import Coupon
from linesteps.scenarios.transfer.reading import expect, inside, members_of, time_of

_TEXTS = ("title", "description", "usage_condition", "coupon_code", "reward")
_PERIOD = ("valid_days", "valid_from", "valid_until")
_NUMBERS = ("reward_value", "win_percent", "winners_max")
_OPTIONAL = (*_TEXTS[1:], *_NUMBERS, "image", "can_be_used_again", *_PERIOD)
_MAX_DAYS = 3660


def coupon_to_file(coupon: Coupon, image_key: str | None) -> dict[str, Any]:
    """The coupon as it stands in the file, without its identity at LINE."""
    zone = coupon.account.zone
    spec: dict[str, Any] = {name: getattr(coupon, name) for name in _TEXTS}
    spec |= {
        **{name: getattr(coupon, name) for name in _NUMBERS},
        "image": image_key,
        "can_be_used_again": coupon.can_be_used_again,
    }
    spec = {name: value for name, value in spec.items() if value not in (None, "", False)}
    spec["valid_from"] = coupon.valid_from.astimezone(zone).isoformat()
    spec["valid_until"] = coupon.valid_until.astimezone(zone).isoformat()
    return spec


def check_coupon(spec: Any, place: str, account: Account) -> None:
    """Whether a coupon could be made of ``spec``; nothing is written.

    Raises:
        FormatError: it could not.
    """
    found = members_of(spec, place, ("title",), _OPTIONAL)
    for name in _TEXTS:
        expect(found.get(name, ""), str, inside(place, name))
    for name in _NUMBERS:
        if found.get(name) is not None:
            expect(found[name], int, inside(place, name))
    expect(found.get("can_be_used_again", False), bool, inside(place, "can_be_used_again"))
    if found.get("image") is not None:
        expect(found["image"], str, inside(place, "image"))
    coupon = _fill(Coupon(account=account), found, place)
    try:
        coupon.full_clean(exclude=["account", "image"])
    except ValidationError as error:
        name, problems = next(iter(error.message_dict.items()))
        # What ``clean`` says of two fields at once belongs to the coupon as a whole.
        where = inside(place, name) if name in _OPTIONAL or name == "title" else place
        raise FormatError(where, " ".join(problems)) from None


def write_coupon(
    spec: Mapping[str, Any], import_key: str, place: str, account: Account, image_id: Any, notes: list[str]
) -> Coupon:
    """The account's coupon with this ``import_key``, made or brought up to date.

    One that LINE knows already stays as it is, since LINE cannot change it; a note says so.
    """
    coupon = Coupon.objects.filter(account=account, import_key=import_key).first()
    if coupon is None:
        coupon = Coupon(account=account, import_key=import_key)
    before = _content(coupon)
    _fill(coupon, spec, place)
    coupon.image_id = image_id
    if coupon.pk and _content(coupon) == before:
        return coupon
    if coupon.pk and coupon.is_registered:
        text = _("%(place)s: the coupon “%(title)s” is registered with LINE already and stays as it is.")
        notes.append(text % {"place": place, "title": before["title"]})
        coupon.refresh_from_db()
        return coupon
    coupon.save()
    return coupon


def _content(coupon: Coupon) -> dict[str, Any]:
    names = (*_TEXTS, *_NUMBERS, "can_be_used_again", "image_id", "valid_from", "valid_until")
    return {name: getattr(coupon, name) for name in names}


def _fill(coupon: Coupon, spec: Mapping[str, Any], place: str) -> Coupon:
    for name in _TEXTS:
        setattr(coupon, name, spec.get(name) or (Coupon.Reward.OTHERS if name == "reward" else ""))
    for name in _NUMBERS:
        setattr(coupon, name, spec.get(name))
    coupon.can_be_used_again = spec.get("can_be_used_again", False)
    if "valid_days" in spec:
        _fill_days(coupon, spec, place)
    else:
        coupon.valid_from = _time(spec, "valid_from", coupon.account, place)
        coupon.valid_until = _time(spec, "valid_until", coupon.account, place)
    return coupon


def _fill_days(coupon: Coupon, spec: Mapping[str, Any], place: str) -> None:
    here, days = inside(place, "valid_days"), spec["valid_days"]
    if "valid_from" in spec or "valid_until" in spec:
        raise FormatError(here, _("Give either valid_days, or valid_from and valid_until."))
    if not 1 <= expect(days, int, here) <= _MAX_DAYS:
        raise FormatError(here, _("Give between 1 and %(max)s days.") % {"max": _MAX_DAYS})
    zone = coupon.account.zone
    # A second import of the same file must not move the period, unless it is over and LINE never knew it.
    if coupon.pk and (coupon.is_registered or not coupon.is_over):
        first = coupon.valid_from.astimezone(zone).date()
        if (coupon.valid_until.astimezone(zone).date() - first).days == days:
            return
    else:
        first = clock.now().astimezone(zone).date()
    coupon.valid_from = datetime.combine(first, time(0), tzinfo=zone)
    coupon.valid_until = datetime.combine(first + timedelta(days=days), time(23, 59, 59), tzinfo=zone)


def _time(spec: Mapping[str, Any], name: str, account: Account, place: str) -> datetime:
    if name not in spec:
        reason = _("The coupon's period is missing: give valid_days, or valid_from and valid_until.")
        raise FormatError(place, reason)
    here = inside(place, name)
    return time_of(expect(spec[name], str, here), here, account.zone)
