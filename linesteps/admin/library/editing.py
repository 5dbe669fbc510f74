"""Writing a message of the library, with its picture beside the form; what friends get changes on publishing."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from linesteps.admin.library.columns import library_media
from linesteps.admin.library.forms import panel_of
from linesteps.admin.library.listed import Desks, Listed
from linesteps.admin.library.listing import NAMESPACE
from linesteps.admin.library.picture import shown
from linesteps.following.uses import uses_of
from linesteps.library.models import LibraryMessage, PageMessage, WrittenMessage

#: Ways to make a message by the name that an address gives them.
WAYS: dict[str, type[LibraryMessage]] = {"written": WrittenMessage, "pages": PageMessage}


class _Drawn(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """For both forms: the phone, and the way on to publishing."""

    object: Any
    request: HttpRequest

    def get_success_url(self) -> str:
        """To publishing if that was pressed, else back to the form: it shows what is still to do."""
        name = "publish" if self.request.POST.get("then_publish") and self.may_publish else "edit"
        return reverse(f"{NAMESPACE}:{name}", args=[self.object.pk])

    def get_success_message(self, instance: Any = None) -> str:
        """That it is saved, and what that is not."""
        if not self.object.has_changes:
            return _("“%(name)s” is saved.") % {"name": self.object.name}
        return _("“%(name)s” is saved. Friends get it once it is published.") % {"name": self.object.name}

    def get_success_buttons(self) -> list[Any]:
        """None: one is at the form already."""
        return []

    @property
    def may_publish(self) -> bool:
        """Whether the person may change what friends get."""
        return bool(self.permission_policy.user_has_permission(self.request.user, "publish"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the script draws, and where it asks while somebody types."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        drawn = context["form"].instance
        way = next(name for name, model in WAYS.items() if isinstance(drawn, model))
        return {
            **context,
            "media": context["media"] + library_media(),
            "shown": json.dumps(shown(drawn, drawn.content(), Desks().of(drawn)), ensure_ascii=False),
            "picture_url": reverse(f"{NAMESPACE}:picture", args=[way]),
            "may_publish": self.may_publish,
        }


class LibraryCreateView(_Drawn, generic.CreateView):
    """A new message, in the way that the viewset says."""

    template_name = "linesteps/admin/library_form.html"


class LibraryEditView(_Drawn, generic.EditView):
    """The form of the way in which the message was made, its state, and where it is used."""

    template_name = "linesteps/admin/library_form.html"

    def get_object(self, queryset: Any = None) -> Any:
        """The message, with the form of its own class."""
        found = super().get_object(queryset)
        self.panel = panel_of(type(found))
        self.form_class = self.panel.get_form_class()
        return found

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Publishing, as long as there is something to publish."""
        buttons = list(super().header_buttons)
        if self.may_publish and self.object.has_changes:
            url = reverse(f"{NAMESPACE}:publish", args=[self.object.pk])
            buttons.append(HeaderButton(_("Publish"), url=url, icon_name="upload"))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One sentence about its state, and its scenarios."""
        stored = LibraryMessage.objects.get(pk=self.object.pk)
        return {
            **super().get_context_data(**kwargs),
            "status": Listed(stored, Desks()).status,
            "uses": uses_of(stored),
        }


class LibraryDeleteView(generic.DeleteView):
    """Deletes what no scenario uses."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, or say who uses it."""
        return self._refusal() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete, or say who uses it."""
        return self._refusal() or super().post(request, *args, **kwargs)

    def _refusal(self) -> HttpResponse | None:
        names = [use.scenario.name for use in uses_of(self.object)]
        if not names:
            return None
        text = _(
            "“%(message)s” is used and cannot be deleted. Take it out of these scenarios first: %(names)s"
        )
        messages.error(self.request, text % {"message": self.object.name, "names": ", ".join(names)})
        return redirect(reverse(f"{NAMESPACE}:edit", args=[self.object.pk]))


class PictureView(PermissionCheckedMixin, View):
    """POST the fields of the form as they stand in the browser; answers with what the phone draws. Saves nothing."""

    http_method_names = ["post"]
    model = LibraryMessage
    any_permission_required = ["add", "change"]

    def post(self, request: HttpRequest, way: str) -> HttpResponse:
        """The picture of an unsaved message."""
        model = WAYS.get(way)
        if model is None:
            raise PermissionDenied
        form = panel_of(model).get_form_class()(request.POST, request.FILES, for_user=request.user)
        # Whatever is wrong with the other fields, the message is drawn as far as it goes.
        form.defer_required_fields()
        form.is_valid()
        drawn = form.instance
        return JsonResponse(shown(drawn, drawn.content(), Desks().of(drawn)))
