"""Pages about one object, and those that ask once and then do one thing to it, by POST only."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin


class ObjectPermissionMixin(PermissionCheckedMixin):
    """Loads ``self.object`` and checks the permission on that very object before anything else."""

    model: Any = None
    permission_required: str | None = "change"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse with 403 whoever may not do this to this object."""
        self.object = get_object_or_404(self.model._default_manager.all(), pk=kwargs["pk"])
        if not self.user_has_permission_for_instance(self.permission_required, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ObjectPageMixin(ObjectPermissionMixin, WagtailAdminTemplateMixin):
    """A page behind an object's own, with the way there through the list and the object."""

    index_url_name = ""
    edit_url_name = ""

    def get_page_subtitle(self) -> str:
        """The object's name."""
        return str(self.object)

    def object_url(self) -> str:
        """The object's own page."""
        return reverse(self.edit_url_name, args=[self.object.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, object, this page."""
        plural = self.model._meta.verbose_name_plural
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(self.index_url_name), "label": capfirst(plural)},
            {"url": self.object_url(), "label": str(self.object)},
            {"url": "", "label": self.get_page_title()},
        ]


class ConfirmView(ObjectPageMixin, TemplateView):
    """Asks a question on GET; on POST acts and goes back.

    Subclasses set ``question`` and ``button_label`` and implement ``act``.
    """

    template_name = "linesteps/admin/confirm.html"
    page_title: Any = ""
    header_icon = "help"
    is_serious = False
    question: Any = ""
    button_label: Any = ""

    def act(self) -> None:
        """Do it, and tell the user by a message."""
        raise NotImplementedError

    def back_url(self) -> str:
        """Where to go afterwards, and on second thoughts."""
        return get_valid_next_url_from_request(self.request) or super().object_url()

    def object_url(self) -> str:
        """Where the question was asked from."""
        return self.back_url()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act, and go back."""
        self.act()
        return redirect(self.back_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The question and both ways out."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "question": self.question,
            "button_label": self.button_label,
            "is_serious": self.is_serious,
            "back_url": self.back_url(),
            "object": self.object,
        }
