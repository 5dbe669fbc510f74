"""The picture behind the areas, as LINE will get it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model
from wagtail.images.models import SourceImageIOError

from linesteps.messages.parts.picture_address import base_height, rendition_of

#: Sharp enough for an editor, and one that LINE asks for, too.
_WIDTH = 700


@require_safe
def picture(request: HttpRequest, pk: int) -> JsonResponse:
    """``{"src", "height"}``: the height in the units of areas. For people who may draw scenarios."""
    verbs = ("view", "add", "change", "publish")
    if not any(request.user.has_perm(f"linesteps.{verb}_scenario") for verb in verbs):
        raise PermissionDenied
    image = get_image_model()._default_manager.filter(pk=pk).first()
    if image is None or image.is_svg():
        raise Http404
    try:
        src = rendition_of(image, _WIDTH).url
    except (SourceImageIOError, OSError):
        raise Http404 from None
    return JsonResponse({"src": src, "height": base_height(image)})
