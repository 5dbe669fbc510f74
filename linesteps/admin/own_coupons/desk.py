"""The desk: staff find a coupon by its code and mark it as used, with no friend's phone at hand."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from linesteps.admin.own_coupons.words import outcome_in_words, state_in_words
from linesteps.admin.results.links import may_see_people
from linesteps.coupons.models import CouponTicket
from linesteps.coupons.redeem import Outcome, state_of, use

#: A common code is everybody's; so many are listed, the latest first.
_MOST = 20


def may_use(user: Any) -> bool:
    """Whether somebody may mark coupons as used."""
    return bool(user.has_perm("linesteps.use_coupon") or user.has_perm("linesteps.change_owncoupon"))


class _StaffOnly(View):
    """For staff with the permission, or editors of coupons."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse everybody else."""
        if not may_use(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class DeskView(_StaffOnly, WagtailAdminTemplateMixin, TemplateView):
    """Find by code."""

    template_name = "linesteps/admin/own_coupon_desk.html"
    page_title = gettext_lazy("Mark a coupon as used")
    header_icon = "check"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """This page."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tickets with this code, however it is typed."""
        code = self.request.GET.get("q", "").strip()
        rows = CouponTicket.objects.select_related("coupon__account", "follower").order_by("-received_at")
        found = rows.with_code(code)[:_MOST] if code else []
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "code": code,
            "may_see_people": may_see_people(self.request.user),
            "tickets": [(one, state_in_words(one), state_of(one) is None) for one in found],
        }


class DeskUseView(_StaffOnly):
    """Mark one as used, by POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Once; says what came of it."""
        rows = CouponTicket.objects.select_related("coupon", "follower")
        ticket = get_object_or_404(rows, pk=pk)
        outcome = use(ticket, where=CouponTicket.Place.ADMIN, user=request.user)
        if outcome == Outcome.USED:
            messages.success(request, outcome_in_words(outcome))
            data = {"code": ticket.code_text}
            log(instance=ticket.coupon, action="linesteps.use_coupon", user=request.user, data=data)
        else:
            messages.error(request, outcome_in_words(outcome))
        query = urlencode({"q": ticket.code_text})
        return redirect(f"{reverse('linesteps_coupon_desk')}?{query}")


class DeskMenuItem(MenuItem):
    """In our menu, for whoever may use it."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Mark a coupon as used"),
            reverse_lazy("linesteps_coupon_desk"),
            name="linesteps-coupon-desk",
            icon_name="check",
            order=32,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        """Whoever may use it."""
        return may_use(request.user)
