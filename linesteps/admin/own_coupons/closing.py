"""Ending an own coupon for everybody, and opening it again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from linesteps import clock
from linesteps.admin.confirmation import ConfirmView
from linesteps.coupons.models import OwnCoupon


class _ClosingView(ConfirmView):
    """One press that changes who can use it."""

    model = OwnCoupon
    permission_required = "change"
    index_url_name = "linesteps_own_coupons:index"
    edit_url_name = "linesteps_own_coupons:edit"
    is_closing = True
    done = _("“%(title)s” is closed.")

    def act(self) -> None:
        """Set or take back the end."""
        closed_at = clock.now() if self.is_closing else None
        OwnCoupon.objects.filter(pk=self.object.pk, closed_at__isnull=self.is_closing).update(
            closed_at=closed_at
        )
        messages.success(self.request, self.done % {"title": self.object.title})


class CloseView(_ClosingView):
    """End it."""

    page_title = _("Close the coupon")
    button_label = _("Close the coupon")
    is_serious = True
    question = _(
        "Nobody gets or uses it any more, not even the people who have it already; their coupon page says so. "
        "Scenarios that give it send what you chose there for friends without a coupon."
    )


class ReopenView(_ClosingView):
    """Take the end back."""

    page_title = _("Open again")
    button_label = _("Open again")
    is_closing = False
    question = _("Friends can get and use it again, as long as its time has not passed.")
    done = _("“%(title)s” is open again.")
