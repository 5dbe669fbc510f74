"""Entry routes in the admin: list with numbers, form, and the ways to link, code and printed pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton, ListingButton

from linesteps import clock
from linesteps.admin.columns import SentenceColumn
from linesteps.admin.deletion import KeepsProtectedMixin
from linesteps.admin.filters import AccountFilterSet
from linesteps.admin.routes.acts import ArchiveView, RestoreView
from linesteps.admin.routes.files import FileView
from linesteps.admin.routes.form import RouteForm
from linesteps.admin.routes.page import RoutePageView
from linesteps.admin.routes.uses import uses_of
from linesteps.admin.routes.words import added_of, stayed_of
from linesteps.routes.figures import figures_of, with_figures
from linesteps.routes.models import Route

NAMESPACE = "linesteps_routes"


class RouteIndexView(generic.IndexView):
    """Routes with their numbers; one query. Archived ones come last."""

    default_ordering = "-created_at"

    def get_base_queryset(self) -> Any:
        """With accounts and numbers."""
        return with_figures(super().get_base_queryset().select_related("account"), clock.now())

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        """Wagtail's, and the way to the code."""
        url = reverse(f"{NAMESPACE}:page", args=[instance.pk])
        own = ListingButton(gettext("Link, QR code, numbers"), url=url, icon_name="ls-route", priority=5)
        return [own, *super().get_list_more_buttons(instance)]


class _ToPageMixin:
    """After saving comes the page with link and code."""

    object: Any

    def get_success_url(self) -> str:
        """That of the route."""
        return reverse(f"{NAMESPACE}:page", args=[self.object.pk])


class RouteCreateView(_ToPageMixin, generic.CreateView):
    """A new route."""


class RouteEditView(_ToPageMixin, generic.EditView):
    """The form."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        """The way to link and code."""
        url = reverse(f"{NAMESPACE}:page", args=[self.object.pk])
        own = HeaderButton(gettext("Link, QR code, numbers"), url=url, icon_name="ls-route")
        return [own, *super().header_buttons]


class RouteDeleteView(KeepsProtectedMixin, generic.DeleteView):
    """One by which somebody came, or for which something asks, stays."""

    protected_message = _("Friends have come by “%(object)s”. Archive it instead of deleting it.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete, or say where it is used."""
        uses = uses_of(self.object)
        if uses:
            text = gettext("“%(name)s” is used in %(places)s, so it stays. Take it out there first.")
            names = gettext(", ").join(use.name for use in uses[:5])
            messages.error(request, text % {"name": self.object.name, "places": names})
            return redirect(reverse(f"{NAMESPACE}:page", args=[self.object.pk]))
        return super().post(request, *args, **kwargs)


class RouteFilterSet(AccountFilterSet):
    """By account."""

    class Meta:
        model = Route
        fields = ("account",)


def _status(route: Any) -> str:
    return gettext("Archived") if route.archived_at else gettext("In use")


class RouteViewSet(ModelViewSet):
    """Entry routes."""

    model = Route
    icon = "ls-route"
    menu_label = _("Entry routes")
    menu_name = "linesteps-routes"
    menu_order = 39
    url_prefix = "linesteps/routes"
    url_namespace = NAMESPACE
    index_view_class = RouteIndexView
    add_view_class = RouteCreateView
    edit_view_class = RouteEditView
    delete_view_class = RouteDeleteView
    filterset_class = RouteFilterSet
    search_fields = ["name"]
    search_backend_name = None
    copy_view_enabled = False
    list_display = [
        "name",
        Column("seen", label=_("Openings"), accessor=lambda one: figures_of(one).seen),
        SentenceColumn(
            "added",
            label=_("Added"),
            get_main=lambda one: figures_of(one).added,
            get_sentence=lambda one: added_of(figures_of(one)),
        ),
        SentenceColumn(
            "stayed",
            label=_("Still friends after 7 days"),
            get_main=lambda one: figures_of(one).stayed,
            get_sentence=lambda one: stayed_of(figures_of(one)),
        ),
        Column("status", label=_("Status"), accessor=_status),
        "account",
    ]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("account"), FieldPanel("name")]),
            MultiFieldPanel(
                [FieldPanel("tags"), FieldPanel("tags_friends")], heading=_("Whoever comes by it")
            ),
            MultiFieldPanel(
                [FieldPanel("poster_title"), FieldPanel("poster_text"), FieldPanel("language")],
                heading=_("The page behind the code, and the printed page"),
            ),
        ],
        base_form_class=RouteForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and ours."""
        return [
            *super().get_urlpatterns(),
            path("page/<int:pk>/", RoutePageView.as_view(), name="page"),
            path("file/<int:pk>/<slug:file>/", FileView.as_view(), name="file"),
            path("archive/<int:pk>/", ArchiveView.as_view(), name="archive"),
            path("restore/<int:pk>/", RestoreView.as_view(), name="restore"),
        ]
