"""Choosing an own coupon in messages, conditions and start conditions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linesteps.coupons.models import OwnCoupon
from linesteps.messages.guarded_chooser import AccountChooser


class OwnCouponChooserViewSet(AccountChooser):
    """The dialog with the own coupons of the site."""

    model = OwnCoupon
    # Whoever writes messages chooses coupons for them.
    guarded_by = ("linesteps.owncoupon", "linesteps.scenario")
    icon = "pick"
    choose_one_text = _("Choose an own coupon")
    choose_another_text = _("Choose another coupon")
    edit_item_text = _("Open this coupon")


own_coupon_chooser = OwnCouponChooserViewSet("linesteps_own_coupon_chooser")
OwnCouponChooserBlock = own_coupon_chooser.get_block_class(
    name="OwnCouponChooserBlock", module_path="linesteps.messages.own_coupon_chooser"
)
