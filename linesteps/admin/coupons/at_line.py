"""Coupons that were made in LINE Official Account Manager: found at LINE, and taken over by a press."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from linesteps.accounts.models import Account
from linesteps.admin.coupons.faults import say_fault
from linesteps.errors import SecretError
from linesteps.line.outcomes import LineFault
from linesteps.messages.models import Coupon
from linesteps.messages.takeover import take_over, unknown_coupons


class AtLineView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """LINE is asked only when an account was chosen."""

    model = Coupon
    permission_required = "add"
    template_name = "linesteps/admin/coupons_at_line.html"
    page_title = gettext_lazy("Take over from LINE")
    header_icon = "download"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, this page."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("linesteps_coupons:index"), "label": _("Coupons")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The accounts, and what LINE has of the chosen one."""
        account = self._account(self.request.GET.get("account"))
        found = None
        if account is not None:
            try:
                found = unknown_coupons(account)
            except (LineFault, SecretError) as fault:
                say_fault(self.request, fault)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "accounts": Account.objects.all(), "account": account, "found": found}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take one over, and open it."""
        account = self._account(request.POST.get("account"))
        line_coupon_id = request.POST.get("coupon", "").strip()
        if account is None or not line_coupon_id:
            return redirect(reverse("linesteps_coupons:at_line"))
        try:
            coupon = take_over(account, line_coupon_id)
        except (LineFault, SecretError) as fault:
            say_fault(request, fault)
            return redirect(f"{reverse('linesteps_coupons:at_line')}?account={account.pk}")
        text = _("“%(title)s” is here now and can be sent.")
        messages.success(request, text % {"title": coupon.title})
        return redirect(reverse("linesteps_coupons:edit", args=[coupon.pk]))

    def _account(self, pk: str | None) -> Account | None:
        return Account.objects.filter(pk=pk).first() if pk and pk.isdecimal() else None
