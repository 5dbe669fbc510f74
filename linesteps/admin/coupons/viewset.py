"""Coupons in the admin: drawn here, registered with LINE once, and then fixed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from linesteps.admin.columns import SentenceColumn
from linesteps.admin.confirmation import ConfirmView
from linesteps.admin.coupons.at_line import AtLineView
from linesteps.admin.coupons.faults import say_fault
from linesteps.admin.deletion import KeepsProtectedMixin
from linesteps.admin.filters import AccountFilterSet
from linesteps.admin.fresh_copy import FreshCopyView
from linesteps.errors import SecretError
from linesteps.line.outcomes import LineFault
from linesteps.messages.models import Coupon
from linesteps.messages.registration import CouponNotReady, close_coupon, register_coupon

_NAMESPACE = "linesteps_coupons"


def coupon_status(coupon: Coupon) -> tuple[Any, Any]:
    """One word and one sentence."""
    if coupon.closed_at is not None:
        return _("Closed"), _("Nobody can use it any more.")
    if coupon.is_over:
        return _("Over"), _("Its time has passed.")
    if coupon.is_registered:
        return _("Ready"), _("LINE knows it; it can be sent and no longer be changed.")
    return _("Not registered"), _("Register it with LINE before it can be sent.")


def _day(name: str) -> Callable[[Coupon], str]:
    """A moment as the clock of the account's country shows it."""
    return lambda coupon: date_format(
        getattr(coupon, name).astimezone(coupon.account.zone), "SHORT_DATETIME_FORMAT"
    )


class CouponIndexView(generic.IndexView):
    """Coupons with their status."""

    default_ordering = "-valid_until"

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Wagtail's, and the way to those that LINE has."""
        buttons = list(super().header_buttons)
        if self.permission_policy.user_has_permission(self.request.user, "add"):
            url = reverse(f"{_NAMESPACE}:at_line")
            buttons.append(HeaderButton(gettext("Take over from LINE"), url=url, icon_name="download"))
        return buttons

    def get_base_queryset(self) -> Any:
        """With accounts."""
        return super().get_base_queryset().select_related("account")


class CouponFilterSet(AccountFilterSet):
    """By account."""

    class Meta:
        model = Coupon
        fields = ("account",)


class CouponEditView(generic.EditView):
    """Locked once LINE knows the coupon; the buttons register and close it."""

    template_name = "linesteps/admin/coupon_edit.html"

    @cached_property
    def header_buttons(self) -> list[Any]:
        """What can be done at LINE now."""
        buttons = list(super().header_buttons)
        coupon = self.object
        if not coupon.is_registered and coupon.closed_at is None:
            url = reverse(f"{_NAMESPACE}:register", args=[coupon.pk])
            buttons.append(HeaderButton(gettext("Register with LINE"), url=url, icon_name="upload"))
        elif coupon.closed_at is None:
            url = reverse(f"{_NAMESPACE}:close", args=[coupon.pk])
            buttons.append(HeaderButton(gettext("Close the coupon"), url=url, icon_name="no-view"))
        return buttons

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse changes that LINE would not know of."""
        coupon = self.get_object()
        if coupon.is_registered:
            messages.error(
                request, gettext("LINE knows this coupon; it can no longer be changed. Copy it instead.")
            )
            return redirect(reverse(f"{_NAMESPACE}:edit", args=[coupon.pk]))
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether it is locked, and its status."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        word, sentence = coupon_status(self.object)
        if self.object.is_registered:
            for field in context["form"].fields.values():
                field.disabled = True
        return {**context, "is_locked": self.object.is_registered, "word": word, "sentence": sentence}


class CouponDeleteView(KeepsProtectedMixin, generic.DeleteView):
    """A registered coupon stays: friends hold it."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Close it first."""
        if self.object.is_registered:
            messages.error(request, gettext("LINE knows this coupon. Close it instead of deleting it."))
            return redirect(reverse(f"{_NAMESPACE}:edit", args=[self.object.pk]))
        return super().post(request, *args, **kwargs)


class CouponCopyView(FreshCopyView):
    """A new coupon that LINE does not know yet."""

    fresh = {"line_coupon_id": "", "closed_at": None, "import_key": ""}


class _AtLineView(ConfirmView):
    """Does something at LINE that cannot be undone."""

    model = Coupon
    permission_required = "change"
    index_url_name = f"{_NAMESPACE}:index"
    edit_url_name = f"{_NAMESPACE}:edit"
    is_serious = True
    done: Any = ""

    def at_line(self, coupon: Coupon) -> None:
        """Do it."""
        raise NotImplementedError

    def act(self) -> None:
        """Do it, or say why not."""
        try:
            self.at_line(self.object)
        except (LineFault, SecretError, CouponNotReady) as fault:
            say_fault(self.request, fault)
        else:
            messages.success(self.request, self.done % {"title": self.object.title})


class RegisterView(_AtLineView):
    """Make it known to LINE."""

    page_title = _("Register with LINE")
    button_label = _("Register with LINE")
    question = _(
        "LINE never lets a coupon be changed after it was registered. Check the title, the period, the discount "
        "and the image once more."
    )
    done = _("“%(title)s” is registered with LINE and can be sent.")

    def at_line(self, coupon: Coupon) -> None:
        """Register."""
        register_coupon(coupon)


class CloseView(_AtLineView):
    """End it at LINE."""

    page_title = _("Close the coupon")
    button_label = _("Close the coupon")
    question = _(
        "Nobody can use it any more, not even the people who have it already. This cannot be undone."
    )
    done = _("“%(title)s” is closed.")

    def at_line(self, coupon: Coupon) -> None:
        """Close."""
        close_coupon(coupon)


class CouponViewSet(ModelViewSet):
    """Coupons."""

    model = Coupon
    icon = "pick"
    menu_label = _("Coupons")
    menu_name = "linesteps-coupons"
    menu_order = 30
    url_prefix = "linesteps/coupons"
    url_namespace = _NAMESPACE
    index_view_class = CouponIndexView
    edit_view_class = CouponEditView
    delete_view_class = CouponDeleteView
    copy_view_class = CouponCopyView
    edit_template_name = "linesteps/admin/coupon_edit.html"
    filterset_class = CouponFilterSet
    search_fields = ["title"]
    search_backend_name = None
    list_display = [
        "title",
        SentenceColumn(
            "status",
            label=_("Status"),
            get_main=lambda coupon: coupon_status(coupon)[0],
            get_sentence=lambda coupon: coupon_status(coupon)[1],
        ),
        "account",
        # Wagtail's DateColumn says “just now” of all that is to come.
        Column("valid_from", label=_("Valid from"), accessor=_day("valid_from")),
        Column("valid_until", label=_("Valid until"), accessor=_day("valid_until"), sort_key="valid_until"),
    ]
    edit_handler = ObjectList(
        [
            HelpPanel(
                _(
                    "A coupon of LINE's own. Once you have registered it with LINE, nobody can change it any more; "
                    "you can only copy and close it. LINE tells nobody who used it: if you want to know, make an own "
                    "coupon instead."
                )
            ),
            FieldPanel("account"),
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")], heading=_("Period")),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("reward"), FieldPanel("reward_value")]),
                    FieldPanel("can_be_used_again"),
                ],
                heading=_("What it gives"),
            ),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("win_percent"), FieldPanel("winners_max")])], heading=_("Lottery")
            ),
            FieldPanel("image"),
            FieldPanel("description"),
            FieldPanel("usage_condition"),
            FieldPanel("coupon_code"),
        ]
    )

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and ours."""
        return [
            *super().get_urlpatterns(),
            path("register/<int:pk>/", RegisterView.as_view(), name="register"),
            path("close/<int:pk>/", CloseView.as_view(), name="close"),
            path("at-line/", AtLineView.as_view(), name="at_line"),
        ]
