"""Attributes that nearly every shop wants, each made with one press."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from linesteps.accounts.models import Account
from linesteps.followers.models import Attribute
from linesteps.followers.ready_made import READY_MADE


class ReadyMadeView(WagtailAdminTemplateMixin, TemplateView):
    """Which there are, by account; a press makes one."""

    template_name = "linesteps/admin/ready_made.html"
    page_title = gettext_lazy("Ready-made attributes")
    header_icon = "list-ul"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """For whoever may add attributes."""
        if not request.user.has_perm("linesteps.add_attribute"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, this page."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("linesteps_attributes:index"), "label": _("Attributes")},
            {"url": "", "label": self.get_page_title()},
        ]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make one; what is there already stays as it is."""
        wanted = {one.key: one for one in READY_MADE}.get(request.POST.get("key", ""))
        pk = request.POST.get("account", "")
        if wanted is None or not pk.isdecimal():
            raise Http404
        account = get_object_or_404(Account, pk=pk)
        is_new = not Attribute.objects.filter(account=account, key=wanted.key).exists()
        attribute = wanted.make(account)
        if is_new:
            log(instance=attribute, action="wagtail.create", user=request.user)
            text = _("“%(name)s” can be used now, in branches, files and messages.")
            messages.success(request, text % {"name": attribute.name})
        return redirect(reverse("linesteps_attributes:ready_made"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each account with what it has."""
        there = {(row.account_id, row.key): row for row in Attribute.objects.all()}
        rows = [
            (
                account,
                [
                    {"key": one.key, "name": _name(one.name, account), "note": one.note,
                     "attribute": there.get((account.pk, one.key))}
                    for one in READY_MADE
                ],
            )
            for account in Account.objects.order_by("pk")
        ]  # fmt: skip
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "rows": rows}


def _name(names: tuple[str, str], account: Account) -> str:
    return names[0] if account.language.startswith("ja") else names[1]
