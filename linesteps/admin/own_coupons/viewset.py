"""Own coupons in the admin: list, form, and the ways to their codes and results."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from linesteps.admin.columns import SentenceColumn
from linesteps.admin.deletion import KeepsProtectedMixin
from linesteps.admin.filters import AccountFilterSet
from linesteps.admin.fresh_copy import FreshCopyView
from linesteps.admin.own_coupons.closing import CloseView, ReopenView
from linesteps.admin.own_coupons.codes import CodesView
from linesteps.admin.own_coupons.results import ResultsView
from linesteps.admin.own_coupons.words import codes_of, period_of, status_of
from linesteps.coupons.figures import stock
from linesteps.coupons.models import CouponCode, CouponTicket, OwnCoupon

_NAMESPACE = "linesteps_own_coupons"


def _count(rows: Any, **which: Any) -> Subquery:
    """How many rows of a coupon, for its line in the list."""
    of_coupon = rows.filter(coupon=OuterRef("pk"), **which).order_by().values("coupon")
    return Subquery(of_coupon.annotate(n=Count("pk")).values("n"))


class OwnCouponIndexView(generic.IndexView):
    """Own coupons with what is left of them and how many were used; one query."""

    default_ordering = "-created_at"

    def get_base_queryset(self) -> Any:
        """With accounts and numbers."""
        codes, tickets = CouponCode.objects.all(), CouponTicket.objects.all()
        return (
            super()
            .get_base_queryset()
            .select_related("account")
            .annotate(
                total=_count(codes),
                left=_count(codes, taken_at__isnull=True),
                given=_count(tickets),
                used=_count(tickets, used_at__isnull=False),
            )
        )


class OwnCouponFilterSet(AccountFilterSet):
    """By account."""

    class Meta:
        model = OwnCoupon
        fields = ("account",)


class OwnCouponEditView(generic.EditView):
    """The form, with the ways to codes, results and the end."""

    def get_form(self, form_class: Any = None) -> Any:
        """Whose coupon it is stays: people hold it."""
        form = super().get_form(form_class)
        form.fields["account"].disabled = True
        return form

    @cached_property
    def header_buttons(self) -> list[Any]:
        """What else can be done with it."""
        coupon, buttons = self.object, list(super().header_buttons)
        if coupon.codes == OwnCoupon.Codes.POOL:
            url = reverse(f"{_NAMESPACE}:codes", args=[coupon.pk])
            buttons.append(HeaderButton(gettext("Codes"), url=url, icon_name="list-ul"))
        url = reverse(f"{_NAMESPACE}:results", args=[coupon.pk])
        buttons.append(HeaderButton(gettext("Results"), url=url, icon_name="view"))
        if coupon.closed_at is None:
            url = reverse(f"{_NAMESPACE}:close", args=[coupon.pk])
            buttons.append(HeaderButton(gettext("Close the coupon"), url=url, icon_name="no-view"))
        else:
            url = reverse(f"{_NAMESPACE}:reopen", args=[coupon.pk])
            buttons.append(HeaderButton(gettext("Open again"), url=url, icon_name="view"))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Its status, and whether it waits for codes."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found = stock(self.object)
        word, sentence = status_of(self.object, None if found is None else found.left)
        codes = codes_of(self.object, found.left, found.total) if found is not None else ""
        return {**context, "word": word, "sentence": sentence, "codes": codes}


class OwnCouponDeleteView(KeepsProtectedMixin, generic.DeleteView):
    """One that somebody received stays."""

    protected_message = _("Friends have received “%(object)s”. Close it instead of deleting it.")


class OwnCouponCopyView(FreshCopyView):
    """The same words, without codes and tickets."""

    fresh = {"closed_at": None}


def _cell_status(coupon: Any) -> tuple[str, str]:
    is_pool = coupon.codes == OwnCoupon.Codes.POOL
    return status_of(coupon, (coupon.left or 0) if is_pool else None)


class OwnCouponViewSet(ModelViewSet):
    """Own coupons."""

    model = OwnCoupon
    icon = "pick"
    menu_label = _("Own coupons")
    menu_name = "linesteps-own-coupons"
    menu_order = 31
    url_prefix = "linesteps/own-coupons"
    url_namespace = _NAMESPACE
    index_view_class = OwnCouponIndexView
    edit_view_class = OwnCouponEditView
    delete_view_class = OwnCouponDeleteView
    copy_view_class = OwnCouponCopyView
    edit_template_name = "linesteps/admin/own_coupon_edit.html"
    filterset_class = OwnCouponFilterSet
    search_fields = ["title", "benefit"]
    search_backend_name = None
    list_display = [
        "title",
        SentenceColumn(
            "status",
            label=_("Status"),
            get_main=lambda coupon: _cell_status(coupon)[0],
            get_sentence=lambda coupon: _cell_status(coupon)[1],
        ),
        Column("codes", label=_("Codes"), accessor=lambda one: codes_of(one, one.left, one.total)),
        Column("given", label=_("Given"), accessor=lambda one: one.given or 0),
        Column("used", label=_("Used"), accessor=lambda one: one.used or 0),
        Column("period", label=_("Valid"), accessor=period_of),
        "account",
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("account"),
            FieldPanel("title"),
            FieldPanel("benefit"),
            FieldPanel("image"),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("valid_days"), FieldPanel("valid_until")])],
                heading=_("Until when a friend can use it"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("codes"),
                    FieldPanel("common_code"),
                    FieldPanel("shows_qr"),
                    FieldPanel("receipts"),
                ],
                heading=_("Which code, and how often"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("details"),
                    FieldPanel("conditions"),
                    FieldPanel("staff_pin"),
                    FieldPanel("language"),
                ],
                heading=_("The coupon page"),
            ),
        ]
    )

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and ours."""
        return [
            *super().get_urlpatterns(),
            path("codes/<int:pk>/", CodesView.as_view(), name="codes"),
            path("figures/<int:pk>/", ResultsView.as_view(), name="results"),
            path("close/<int:pk>/", CloseView.as_view(), name="close"),
            path("reopen/<int:pk>/", ReopenView.as_view(), name="reopen"),
        ]
