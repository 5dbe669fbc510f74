"""Own coupons in one word and one sentence."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps.coupons.forecast import Forecast
from linesteps.coupons.models import CouponTicket, OwnCoupon
from linesteps.coupons.redeem import Outcome

#: Time enough to have new codes made.
SOON = timedelta(days=30)


def status_of(coupon: OwnCoupon, codes_left: int | None) -> tuple[str, str]:
    """One word and one sentence.

    Args:
        coupon: which.
        codes_left: of its list; ``None`` for one without a list.
    """
    if coupon.closed_at is not None:
        return _("Closed"), _("Nobody gets or uses it any more.")
    if coupon.is_over:
        return _("Over"), _("Its time has passed.")
    if codes_left == 0:
        return _("No code left"), _("Add codes, or nobody gets it.")
    return _("Ready"), _("Choose it in a message.")


def period_of(coupon: OwnCoupon) -> str:
    """Until when it is valid."""
    texts = []
    if coupon.valid_days:
        text = ngettext("%(n)s day after receipt", "%(n)s days after receipt", coupon.valid_days)
        texts.append(text % {"n": coupon.valid_days})
    if coupon.valid_until:
        local = coupon.valid_until.astimezone(coupon.account.zone)
        texts.append(_("until %(day)s") % {"day": date_format(local, "SHORT_DATETIME_FORMAT")})
    return _(", at the latest ").join(texts)


def codes_of(coupon: OwnCoupon, left: int | None, total: int | None) -> str:
    """Which code friends show, and how many are left."""
    if coupon.codes == OwnCoupon.Codes.POOL:
        return _("%(left)s of %(total)s left") % {"left": left or 0, "total": total or 0}
    return coupon.common_code if coupon.codes == OwnCoupon.Codes.COMMON else "–"


def forecast_in_words(found: Forecast, today: date) -> tuple[str, bool]:
    """How long the codes last, and whether somebody should act soon."""
    if not found.left:
        return _("No code is left. Friends who come to the coupon get none: add codes."), True
    if not found.of_month:
        return _("Nobody took one in the last 28 days."), False
    pace = _("%(week)s taken in the last 7 days, %(month)s in the last 28.") % {
        "week": found.of_week,
        "month": found.of_month,
    }
    if found.ends_on is None:
        lasting = _("At this pace they last for more than a year.")
        return f"{pace} {lasting}", False
    ending = _("At this pace they run out around %(day)s. Add codes before.")
    ending = ending % {"day": date_format(found.ends_on, "DATE_FORMAT")}
    return f"{pace} {ending}", found.ends_on <= today + SOON


def state_in_words(ticket: CouponTicket) -> str:
    """What became of one ticket."""
    if ticket.used_at is not None:
        return _("Already used")
    if ticket.is_expired:
        return _("Ran out")
    return _("Opened, not used") if ticket.opened_at is not None else _("Not opened yet")


def outcome_in_words(outcome: Outcome) -> str:
    """Why a coupon was not marked as used, or that it was."""
    return {
        Outcome.USED: _("The coupon is marked as used."),
        Outcome.USED_BEFORE: _("The coupon was used before. Do not take it again."),
        Outcome.EXPIRED: _("The coupon has run out. It was not marked."),
        Outcome.CLOSED: _("The coupon was closed. It was not marked."),
        Outcome.BLOCKED: _(
            "The friend has blocked the account, so the coupon does not count. It was not marked."
        ),
    }[outcome]
