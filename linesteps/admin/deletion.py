"""Deleting what other records stand on: a clear sentence instead of a server error."""

from __future__ import annotations

from typing import Any

from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages


class KeepsProtectedMixin:
    """For delete views: says why something cannot be deleted, and deletes nothing."""

    protected_message: Any = _("“%(object)s” is still in use and cannot be deleted.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete, or explain and go back to the object."""
        try:
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        except ProtectedError:
            thing: Any = self.object  # type: ignore[attr-defined]
            messages.error(request, self.protected_message % {"object": thing})
            return redirect(reverse(self.edit_url_name, args=[thing.pk]))  # type: ignore[attr-defined]
