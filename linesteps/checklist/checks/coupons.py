"""Coupons: each must be there, open, and still valid when its message comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps.checklist.earliest import earliest_sends
from linesteps.checklist.finding import Finding, Level, from_found
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.own_coupon_page import on_own_page
from linesteps.checklist.seen import Seen
from linesteps.checklist.words import short_day
from linesteps.coupons.models import OwnCoupon
from linesteps.messages.models import Coupon
from linesteps.scenarios.compiler import Found


class Coupons(Check):
    """What the compiler says of coupons, and their period against the earliest send."""

    name = "coupons"

    def title(self) -> str:
        """What it is about."""
        return _("Coupons")

    def look(self, seen: Seen) -> list[Finding]:
        """Missing, closed or expiring coupons; nothing for a scenario without any."""
        found = [_with_page(seen, from_found(one)) for one in seen.found if is_about_coupon(one)]
        sent = [
            (step_id, message["couponId"])
            for step_id, messages in seen.sends()
            for message in messages
            if message.get("couponId")
        ]
        ids = {coupon_id for _step_id, coupon_id in sent}
        rows = Coupon.objects.filter(account=seen.account, line_coupon_id__in=ids) if ids else ()
        coupons = {row.line_coupon_id: row for row in rows}
        earliest = earliest_sends(seen)
        for step_id, coupon_id in sent:
            if coupon_id in coupons:
                found += _period(seen, coupons[coupon_id], step_id, earliest.get(step_id))
        if sent and not any(one.level in {Level.ERROR, Level.WARNING} for one in found):
            text = ngettext(
                "%(count)s coupon is valid when it is sent.",
                "%(count)s coupons are valid when they are sent.",
                len(ids),
            )
            found.insert(0, Finding(level=Level.OK, text=text % {"count": len(ids)}))
        return found


def is_about_coupon(found: Found) -> bool:
    """Whether a problem of the compiler stands at the coupon of a message."""
    return bool(found.problem.step_id) and found.place[-1] == "coupon"


def _with_page(seen: Seen, finding: Finding) -> Finding:
    """A coupon that is there is mended on its own page."""
    value: Any = seen.values.get(finding.step_id, {})
    kind = ""
    for part in finding.path:
        if isinstance(value, Mapping):
            value = value.get(part)
        else:
            kind, value = value[int(part)]["type"], value[int(part)]["value"]
    if finding.path[:1] != ("messages",) or kind != "coupon":
        # An own coupon, in a message or in the condition of a branch.
        own = OwnCoupon.objects.filter(pk=value, account=seen.account).first() if value else None
        return finding if own is None else on_own_page(finding, own)
    coupon = Coupon.objects.filter(pk=value, account=seen.account).first() if value else None
    return finding if coupon is None else _on_its_page(finding, coupon)


def _on_its_page(finding: Finding, coupon: Coupon) -> Finding:
    page = reverse("linesteps_coupons:edit", args=[coupon.pk])
    return replace(finding, page=page, page_label=_("Open the coupon"))


def _period(seen: Seen, coupon: Coupon, step_id: str, earliest: datetime | None) -> list[Finding]:
    if earliest is None:
        return []
    zone = seen.account.zone
    begins, ends = coupon.valid_from.astimezone(zone), coupon.valid_until.astimezone(zone)
    send_at = earliest.astimezone(zone)
    if ends <= send_at:
        text = _("The coupon ends (%(end)s) before its earliest send (%(send)s).")
        level = Level.ERROR
    elif begins > send_at:
        text = _("The coupon is valid from %(begin)s on only, and goes out earlier (%(send)s).")
        level = Level.WARNING
    else:
        text = _("“%(title)s” ends on %(end)s. People who get it later cannot use it.")
        level = Level.INFO
    values = {
        "begin": short_day(begins.date()),
        "end": short_day(ends.date()),
        "send": short_day(send_at.date()),
        "title": coupon.title,
    }
    finding = Finding(level=level, text=text % values, step_id=step_id, place=("steps",))
    return [_on_its_page(finding, coupon)]


registry.register(Coupons())
