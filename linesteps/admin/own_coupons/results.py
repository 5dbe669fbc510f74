"""What became of an own coupon: figures, by scenario, and the friends who have it; also as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator

from linesteps import clock
from linesteps.admin.confirmation import ObjectPageMixin
from linesteps.admin.own_coupons.words import forecast_in_words, state_in_words
from linesteps.admin.results.links import may_see_people
from linesteps.admin.spreadsheets import SafeExportMixin
from linesteps.coupons.figures import Figures, figures, figures_by_scenario, tickets_of
from linesteps.coupons.forecast import forecast
from linesteps.coupons.models import CouponTicket, OwnCoupon

PER_PAGE = 50
_FIELDS = ("friend", "code", "state", "received", "opened", "used", "where", "valid_until", "scenario")


class ResultsView(ObjectPageMixin, SafeExportMixin, TemplateView):
    """For whoever may see the coupon; names only for whoever may see friends."""

    model = OwnCoupon
    index_url_name = "linesteps_own_coupons:index"
    edit_url_name = "linesteps_own_coupons:edit"
    permission_required = None
    template_name = "linesteps/admin/own_coupon_results.html"
    page_title = gettext_lazy("Results")
    header_icon = "view"
    list_export = list(_FIELDS)

    def user_has_permission_for_instance(self, permission: Any, instance: Any) -> bool:
        """Any permission on it will do."""
        check = super().user_has_permission_for_instance
        return any(check(name, instance) for name in ("add", "change", "view"))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The page, or everybody who has it as a file."""
        if self.is_export:
            if not may_see_people(request.user):
                raise PermissionDenied
            lines = (_line(one) for one in tickets_of(self.object).iterator(chunk_size=1000))
            return self.as_spreadsheet(lines, request.GET["export"])
        return super().get(request, *args, **kwargs)

    @property
    def export_headings(self) -> dict[str, Any]:
        """The columns of the file."""
        return {
            "friend": _("Friend"),
            "code": _("Code"),
            "state": _("Status"),
            "received": _("Received"),
            "opened": _("Opened"),
            "used": _("Used"),
            "where": _("Marked as used"),
            "valid_until": _("Valid until"),
            "scenario": _("Scenario"),
        }

    def get_filename(self) -> str:
        """Named after the coupon."""
        return slugify(self.object.title, allow_unicode=True) or "coupon"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Figures, forecast, and one page of friends."""
        code = self.request.GET.get("q", "").strip()
        may_see = may_see_people(self.request.user)
        rows = tickets_of(self.object, code=code) if may_see else CouponTicket.objects.none()
        paginator = WagtailPaginator(rows, PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        found = forecast(self.object, clock.now())
        words, is_urgent = forecast_in_words(found, clock.now().date()) if found else ("", False)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "coupon": self.object,
            "totals": list(_totals(figures(self.object))),
            "by_scenario": list(_by_scenario(self.object)),
            "forecast": found,
            "forecast_words": words,
            "is_urgent": is_urgent,
            "may_see_people": may_see,
            "code": code,
            "items": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "tickets": [(one, state_in_words(one)) for one in page],
            "csv_url": self.csv_export_url,
            "xlsx_url": self.xlsx_export_url,
        }


def _by_scenario(coupon: OwnCoupon) -> Iterator[tuple[str, Figures, str]]:
    for name, found in figures_by_scenario(coupon):
        yield name or _("a scenario that is gone"), found, _percent(found)


def _totals(found: Figures) -> Iterator[tuple[str, str, str]]:
    yield _("Given"), str(found.given), _("Friends who received it")
    yield _("Opened"), str(found.opened), _("Whose coupon page a person has opened")
    yield _("Used"), str(found.used), _("Marked as used by staff or here")
    yield _("Used of given"), _percent(found), ""


def _percent(found: Figures) -> str:
    return "–" if found.rate is None else f"{found.rate:g} %"


def _line(ticket: CouponTicket) -> dict[str, Any]:
    zone = ticket.coupon.account.zone

    def local(at: Any) -> Any:
        # Spreadsheets know no time zones.
        return at.astimezone(zone).replace(tzinfo=None, microsecond=0) if at else ""

    return {
        "friend": str(ticket.follower),
        "code": ticket.code_text,
        "state": state_in_words(ticket),
        "received": local(ticket.received_at),
        "opened": local(ticket.opened_at),
        "used": local(ticket.used_at),
        "where": str(ticket.get_used_where_display()),
        "valid_until": local(ticket.expires_at),
        "scenario": ticket.scenario.name if ticket.scenario else "",
    }
