"""Own coupons: whether they still count when their message comes, and whether the codes suffice."""

from __future__ import annotations

from datetime import datetime
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps.checklist.earliest import earliest_sends
from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.forecast.outlook import outlook
from linesteps.checklist.forecast.reach import arrivals
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.own_coupon_page import on_own_page
from linesteps.checklist.seen import Seen
from linesteps.checklist.words import number, short_day
from linesteps.coupons.figures import stock
from linesteps.coupons.models import OwnCoupon

#: So far ahead the codes should last: time enough to notice and to add some.
DAYS = 30


class OwnCoupons(Check):
    """What is left of each list against the people who will come to its message."""

    name = "own_coupons"

    def title(self) -> str:
        """What it is about."""
        return _("Own coupons")

    def look(self, seen: Seen) -> list[Finding]:
        """No codes, too few codes, or an end before the send; nothing for a scenario without own coupons."""
        steps = {
            coupon["id"]: step_id
            for step_id, part in reversed(seen.parts.items())
            for coupon in part.config.get("coupons", ())
        }
        if not steps:
            return []
        found: list[Finding] = []
        earliest, people = earliest_sends(seen), _people(seen)
        for coupon in OwnCoupon.objects.filter(pk__in=steps).select_related("account").order_by("pk"):
            step_id = steps[coupon.pk]
            found += _period(seen, coupon, step_id, earliest.get(step_id))
            found += _codes(coupon, step_id, people.get(step_id, 0))
        if any(one.level in {Level.ERROR, Level.WARNING} for one in found):
            return found
        text = ngettext(
            "%(count)s own coupon is valid and has codes enough.",
            "%(count)s own coupons are valid and have codes enough.",
            len(steps),
        )
        return [Finding(level=Level.OK, text=text % {"count": len(steps)}), *found]


def _people(seen: Seen) -> dict[str, int]:
    """At most so many come to each step in the next days, by step id."""
    ahead = outlook(seen)
    if ahead is None or seen.course is None:
        return {}
    shares: dict[str, float] = {}
    for one in arrivals(seen.course, {}, seen.moment):
        shares[one.step_id] = min(shares.get(one.step_id, 0.0) + one.share, 1.0)
    return {step_id: ceil(ahead.entries_per_day * DAYS * share) for step_id, share in shares.items()}


def _period(seen: Seen, coupon: OwnCoupon, step_id: str, earliest: datetime | None) -> list[Finding]:
    if earliest is None or coupon.valid_until is None or coupon.valid_until > earliest:
        return []
    zone = seen.account.zone
    text = _("The coupon ends (%(end)s) before its earliest send (%(send)s).") % {
        "end": short_day(coupon.valid_until.astimezone(zone).date()),
        "send": short_day(earliest.astimezone(zone).date()),
    }
    return [on_own_page(Finding(level=Level.ERROR, text=text, step_id=step_id, place=("steps",)), coupon)]


def _codes(coupon: OwnCoupon, step_id: str, people: int) -> list[Finding]:
    found = stock(coupon)
    if found is None or (found.left and found.left >= people):
        return []
    if not found.left:
        text = _("“%(title)s” has no code left. Add codes, or nobody gets it.") % {"title": coupon.title}
        # An empty list that was full once is what the editor chose for in the message.
        level = Level.WARNING if found.total else Level.ERROR
    else:
        text = _(
            "“%(title)s” has %(left)s codes left, and up to %(people)s people come to it in %(days)s days. Add codes."
        ) % {"title": coupon.title, "left": number(found.left), "people": number(people), "days": DAYS}
        level = Level.WARNING
    finding = Finding(level=level, text=text, step_id=step_id, place=("steps",))
    return [on_own_page(finding, coupon, is_about_codes=True)]


registry.register(OwnCoupons())
