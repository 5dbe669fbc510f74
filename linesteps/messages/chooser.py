"""Choosing a coupon inside a message."""

from __future__ import annotations

from wagtail.admin.viewsets.chooser import ChooserViewSet

from linesteps.messages.guarded_chooser import GuardedChooser
from linesteps.messages.models import Coupon


class CouponChooserViewSet(GuardedChooser, ChooserViewSet):
    """The dialog with the coupons of the site."""

    model = Coupon
    # Whoever writes messages chooses coupons for them.
    guarded_by = ("linesteps.coupon", "linesteps.scenario")
    icon = "tag"
    url_search_fields = ("account",)
    register_widget = True


coupon_chooser = CouponChooserViewSet("linesteps_coupon_chooser")
CouponChooserBlock = coupon_chooser.get_block_class(
    name="CouponChooserBlock", module_path="linesteps.messages.chooser"
)
