"""Leading a reader to the page of an own coupon."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from linesteps.checklist.finding import Finding
from linesteps.coupons.models import OwnCoupon


def on_own_page(finding: Finding, coupon: OwnCoupon, *, is_about_codes: bool = False) -> Finding:
    """The finding with the page on which it is mended: the coupon's form, or its list of codes."""
    name, label = ("codes", _("Add codes")) if is_about_codes else ("edit", _("Open the coupon"))
    return replace(finding, page=reverse(f"linesteps_own_coupons:{name}", args=[coupon.pk]), page_label=label)
