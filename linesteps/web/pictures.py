"""The pictures of rich messages, in the widths that LINE asks for."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest
from django.utils.decorators import method_decorator
from django.views import View
from wagtail.images import get_image_model
from wagtail.images.models import SourceImageIOError

from linesteps.messages.parts.picture_address import WIDTHS, read, rendition_of, state_of

logger = logging.getLogger("linesteps.web")

#: The address is another one when the file is.
_FOR_EVER = "public, max-age=31536000, immutable"
#: Scenarios that were published before the file was replaced still say the older address.
_FOR_NOW = "public, max-age=3600"


@method_decorator(login_not_required, name="dispatch")
class PictureView(View):
    """Only images whose address we signed, and only LINE's widths, so nobody can have renditions made."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, token: str, width: int) -> FileResponse:
        """The file itself: whether LINE follows redirects here is not documented."""
        said = read(token) if width in WIDTHS else None
        image = get_image_model()._default_manager.filter(pk=said.image_id).first() if said else None
        if said is None or image is None:
            raise Http404
        try:
            rendition = rendition_of(image, width)
            content = rendition.file.storage.open(rendition.file.name, "rb")
        except (SourceImageIOError, OSError):
            logger.exception("The picture of a rich message cannot be read.", extra={"image": image.pk})
            raise Http404 from None
        response = FileResponse(content, content_type="image/jpeg")
        response.headers["Cache-Control"] = _FOR_EVER if said.state == state_of(image) else _FOR_NOW
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def head(self, request: HttpRequest, token: str, width: int) -> FileResponse:
        """The same, of which the server sends the headers only."""
        return self.get(request, token, width)
