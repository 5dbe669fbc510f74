"""Addresses of the bench's own server."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def bare(request: HttpRequest) -> HttpResponse:
    """The yardstick for the webhook: a view that reads the body and says OK."""
    return HttpResponse(b"%d" % len(request.body))


bare.csrf_exempt = True  # type: ignore[attr-defined]

urlpatterns = [path("bare/", bare), path("", include("linesteps.urls"))]
