"""The QR code of a route as a file, and the printed pages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.generic import View
from wagtail.admin import messages

from linesteps.admin.confirmation import ObjectPermissionMixin
from linesteps.errors import ConfigurationError
from linesteps.routes.address import public_url
from linesteps.routes.models import Route
from linesteps.routes.qr import png, svg

#: Printed pages, by the paper.
_PRINTED = ("a4", "a6")
_DRAWN = {"svg": (svg, "image/svg+xml"), "png": (png, "image/png")}


class AnyPermissionMixin(ObjectPermissionMixin):
    """For whoever may do anything at all with the route."""

    model = Route
    permission_required = None

    def user_has_permission_for_instance(self, permission: Any, instance: Any) -> bool:
        """Any permission on it will do."""
        check = super().user_has_permission_for_instance
        return any(check(name, instance) for name in ("add", "change", "view"))


class FileView(AnyPermissionMixin, View):
    """One file, named after the route."""

    object: Route

    def get(self, request: HttpRequest, pk: int, file: str) -> HttpResponse:
        """Draw it."""
        url = public_url(self.object)
        if not url or (file not in _DRAWN and file not in _PRINTED):
            raise Http404
        if file in _DRAWN:
            draw, kind = _DRAWN[file]
            return self._file(draw(url), kind, file)
        # ReportLab is large, and workers load the admin's modules, too (Wagtail does so when it starts).
        from linesteps.routes.poster import poster

        try:
            return self._file(poster(self.object, url, file), "application/pdf", "pdf", f"-{file}")
        except ConfigurationError as error:
            messages.error(request, str(error))
            return redirect("linesteps_routes:page", pk)

    def _file(self, content: bytes, kind: str, ending: str, mark: str = "") -> HttpResponse:
        name = slugify(self.object.name, allow_unicode=True) or "route"
        disposition = content_disposition_header(as_attachment=True, filename=f"{name}{mark}.{ending}")
        headers = {"Content-Disposition": disposition or "attachment"}
        return HttpResponse(content, content_type=kind, headers=headers)
