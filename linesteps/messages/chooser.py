"""Choosing a coupon inside a message."""

from __future__ import annotations

from wagtail.admin.viewsets.chooser import ChooserViewSet

from linesteps.messages.models import Coupon


class CouponChooserViewSet(ChooserViewSet):
    """The dialog with the coupons of the site."""

    model = Coupon
    icon = "tag"
    url_search_fields = ("account",)
    register_widget = True


coupon_chooser = CouponChooserViewSet("linesteps_coupon_chooser")
CouponChooserBlock = coupon_chooser.get_block_class(
    name="CouponChooserBlock", module_path="linesteps.messages.chooser"
)
