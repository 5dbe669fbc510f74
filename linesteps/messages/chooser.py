"""Choosing a coupon inside a message."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.chooser import BaseChooser

from linesteps.messages.guarded_chooser import AccountChooser
from linesteps.messages.models import Coupon


class CouponChooser(BaseChooser):
    """Wagtail's, with the way to another coupon in sight: whoever uses a template wants it for each one."""

    template_name = "linesteps/admin/coupon_chooser.html"


class CouponChooserViewSet(AccountChooser):
    """The dialog with the coupons of the site."""

    model = Coupon
    # Whoever writes messages chooses coupons for them.
    guarded_by = ("linesteps.coupon", "linesteps.scenario")
    icon = "tag"
    choose_one_text = _("Choose a coupon")
    choose_another_text = _("Choose another coupon")
    edit_item_text = _("Open this coupon")
    base_widget_class = CouponChooser


coupon_chooser = CouponChooserViewSet("linesteps_coupon_chooser")
CouponChooserBlock = coupon_chooser.get_block_class(
    name="CouponChooserBlock", module_path="linesteps.messages.chooser"
)
