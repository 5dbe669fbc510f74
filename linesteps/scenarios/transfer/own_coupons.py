"""Own coupons in the file: their words and rules, never the codes of a list, people, or the staff number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from linesteps.accounts.models import Account
from linesteps.coupons.models import OwnCoupon
from linesteps.errors import FormatError
from linesteps.scenarios.transfer.reading import expect, inside, members_of, time_of

_TEXTS = ("title", "benefit", "details", "conditions", "language", "codes", "common_code", "receipts")
_OPTIONAL = (*_TEXTS[2:], "shows_qr", "image", "valid_days", "valid_until")


def own_coupon_to_file(coupon: OwnCoupon, image_key: str | None) -> dict[str, Any]:
    """The coupon as it stands in the file."""
    until = coupon.valid_until
    spec = {
        **{name: getattr(coupon, name) for name in _TEXTS},
        "shows_qr": coupon.shows_qr,
        "image": image_key,
        "valid_days": coupon.valid_days,
        "valid_until": until.astimezone(coupon.account.zone).isoformat() if until else None,
    }
    return {name: value for name, value in spec.items() if value not in (None, "", False)}


def check_own_coupon(spec: Any, place: str, account: Account) -> None:
    """Whether an own coupon could be made of ``spec``; nothing is written.

    Raises:
        FormatError: it could not.
    """
    found = members_of(spec, place, ("title", "benefit"), _OPTIONAL)
    for name in (*_TEXTS, "valid_until", "image"):
        if found.get(name) is not None:
            expect(found[name], str, inside(place, name))
    if found.get("valid_days") is not None:
        expect(found["valid_days"], int, inside(place, "valid_days"))
    expect(found.get("shows_qr", False), bool, inside(place, "shows_qr"))
    try:
        _made(found, place, account).full_clean(exclude=["account", "image"])
    except ValidationError as error:
        name, problems = next(iter(error.message_dict.items()))
        where = inside(place, name) if name in found else place
        raise FormatError(where, " ".join(problems)) from None


def write_own_coupon(
    spec: Mapping[str, Any], place: str, account: Account, image_id: Any, notes: list[str]
) -> OwnCoupon:
    """The account's own coupon of this title as it is, or else a new one.

    Friends may hold the one that the account has, so a file changes nothing of it. Of several, it is the newest
    that was not closed.
    """
    rows = OwnCoupon.objects.filter(account=account, title=spec["title"])
    known = rows.filter(closed_at=None).first() or rows.first()
    if known is not None:
        return known
    coupon = _made(spec, place, account)
    coupon.image_id = image_id
    coupon.save()
    if coupon.codes == OwnCoupon.Codes.POOL:
        text = _("%(place)s: the own coupon “%(title)s” has no codes yet. Add them before you publish.")
        notes.append(text % {"place": place, "title": coupon.title})
    return coupon


def _made(spec: Mapping[str, Any], place: str, account: Account) -> OwnCoupon:
    coupon = OwnCoupon(
        account=account, shows_qr=spec.get("shows_qr", False), valid_days=spec.get("valid_days")
    )
    for name in _TEXTS:
        if spec.get(name):
            setattr(coupon, name, spec[name])
    if text := spec.get("valid_until"):
        coupon.valid_until = time_of(text, inside(place, "valid_until"), account.zone)
    return coupon
