"""Deleting what other records stand on: a clear sentence instead of a server error."""

from __future__ import annotations

from typing import Any

from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.views import generic


class KeepsProtectedMixin(generic.DeleteView):
    """For delete views: says why something cannot be deleted, and deletes nothing."""

    object: Any
    edit_url_name: str
    protected_message: Any = _("“%(object)s” is still in use and cannot be deleted.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete, or explain and go back to the object."""
        try:
            answer: HttpResponse = super().post(request, *args, **kwargs)
        except ProtectedError:
            messages.error(request, self.protected_message % {"object": self.object})
            return redirect(reverse(self.edit_url_name, args=[self.object.pk]))
        return answer
