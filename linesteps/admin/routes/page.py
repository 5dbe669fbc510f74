"""One route: its link and code, its numbers, and who came by it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from linesteps import clock
from linesteps.admin.look import screen_media
from linesteps.admin.results.links import may_see_people
from linesteps.admin.routes.files import AnyPermissionMixin
from linesteps.admin.routes.uses import uses_of
from linesteps.admin.routes.words import totals
from linesteps.followers.models import Follower
from linesteps.routes.address import public_url
from linesteps.routes.figures import figures
from linesteps.routes.models import Route, RouteVisit
from linesteps.routes.qr import picture

#: Of those who came, the latest.
_MOST = 20


class RoutePageView(AnyPermissionMixin, WagtailAdminTemplateMixin, TemplateView):
    """For whoever may see the route; names only for whoever may see friends."""

    object: Route
    template_name = "linesteps/admin/route_page.html"
    page_title = gettext_lazy("Link, QR code, numbers")
    header_icon = "ls-route"

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Its form, and whether it counts."""
        if not self.user_has_permission_for_instance("change", self.object):
            return []
        is_archived = self.object.archived_at is not None
        name, label = (
            ("restore", _("Use the route again")) if is_archived else ("archive", _("Archive the route"))
        )
        return [
            HeaderButton(_("Edit"), url=self._url("edit"), icon_name="edit"),
            HeaderButton(label, url=self._url(name), icon_name="view" if is_archived else "no-view"),
        ]

    def get_page_subtitle(self) -> str:
        """Which route."""
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, this page."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("linesteps_routes:index"), "label": _("Entry routes")},
            {"url": "", "label": str(self.object), "sublabel": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Link, numbers, people, and what is wrong with it."""
        route, url = self.object, public_url(self.object)
        may_see = may_see_people(self.request.user)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "media": screen_media(),
            "route": route,
            "url": url,
            "qr": picture(url) if url else "",
            "warnings": list(_warnings(route, url)),
            "totals": totals(figures([route.pk], clock.now())[route.pk]),
            "files": [(name, self._url("file", name)) for name in ("svg", "png", "a4", "a6")],
            "tags": list(route.tags.order_by("name")),
            "uses": uses_of(route),
            "may_see_people": may_see,
            "visits": _visits(route) if may_see else [],
        }

    def _url(self, name: str, *more: str) -> str:
        return reverse(f"linesteps_routes:{name}", args=[self.object.pk, *more])


def _visits(route: Route) -> list[RouteVisit]:
    rows = RouteVisit.objects.filter(route=route, follower__isnull=False).select_related("follower")
    return list(rows.exclude(follower__status=Follower.Status.ERASED).order_by("-known_at", "-pk")[:_MOST])


def _warnings(route: Route, url: str) -> Any:
    account = route.account
    if route.archived_at is not None:
        yield _("This route is archived: it still leads to your account, but nobody is counted.")
    if not url:
        yield _("This site has no public address yet. Ask whoever runs it to set LINESTEPS_PUBLIC_BASE_URL.")
    if not account.basic_id:
        yield _(
            "The basic ID of the account is missing, so people cannot be led to it. Enter it on the page of the LINE "
            "Official Account."
        )
    if not account.has_liff:
        yield _(
            "The account has no LIFF app yet, so LINE does not tell who came by which route: openings are counted, "
            "people are not. Set it up on the page of the LINE Official Account."
        )
