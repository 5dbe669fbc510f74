"""Own coupons whose codes run out while scenarios give them."""

from __future__ import annotations

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from linesteps import clock
from linesteps.coupons.forecast import forecast
from linesteps.coupons.models import OwnCoupon
from linesteps.health.finding import OK, WARNING, Figure, Finding

#: Time enough to have new codes made.
_SOON = timedelta(days=14)


def coupons() -> list[Finding]:
    """One finding for each open coupon with a list; nothing for a site without any."""
    moment, found = clock.now(), []
    rows = OwnCoupon.objects.open(moment).filter(codes=OwnCoupon.Codes.POOL, account__is_active=True)
    for coupon in rows.select_related("account").order_by("pk"):
        ahead = forecast(coupon, moment)
        if ahead is None or not ahead.total:
            # Nobody has begun with it.
            continue
        soon = moment.astimezone(coupon.account.zone).date() + _SOON
        is_fine = bool(ahead.left) and (ahead.ends_on is None or ahead.ends_on > soon)
        text = _("%(left)s of %(total)s left.") % {"left": ahead.left, "total": ahead.total}
        if ahead.left and not is_fine and ahead.ends_on:
            ending = _("They run out around %(day)s.") % {
                "day": date_format(ahead.ends_on, "MONTH_DAY_FORMAT")
            }
            text = f"{text} {ending}"
        found.append(
            Finding(
                name="coupons",
                title=_("Codes of the coupon “%(title)s”") % {"title": coupon.title},
                level=OK if is_fine else WARNING,
                text=text,
                cure="" if is_fine else _("Add codes. Friends for whom there is none get no coupon."),
                link=("linesteps_own_coupons:codes", (coupon.pk,)),
                figures=[
                    Figure(
                        name="coupon_codes_left",
                        help="Codes of an own coupon that nobody has.",
                        value=ahead.left,
                        labels=(("coupon", str(coupon.pk)),),
                    )
                ],
            )
        )
    return found
