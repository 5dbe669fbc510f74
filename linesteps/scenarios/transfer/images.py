"""Images in the file: named by their file names, with their content or without."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField

from linesteps.errors import FormatError
from linesteps.scenarios.transfer.reading import expect, inside, members_of

#: All images of a file together, so that base64 and the rest stay below ``MAX_BYTES``.
MAX_EMBEDDED = 3 * 1024 * 1024
_LONGEST_NAME = 100


def file_name(image: Any) -> str:
    """The name by which a file refers to the image."""
    return PurePosixPath(image.file.name).name


def image_to_file(image: Any, room: int) -> dict[str, Any]:
    """The image's title, and its content if it can be read and fits into ``room`` bytes."""
    entry: dict[str, Any] = {"title": image.title}
    try:
        with image.open_file() as file:
            content = file.read(room + 1)
    except OSError:
        return entry
    if len(content) <= room:
        entry["data"] = base64.b64encode(content).decode()
    return entry


def check_image(name: Any, entry: Any, place: str) -> None:
    """Whether an image could be made of ``entry``; nothing is written.

    Raises:
        FormatError: it could not.
    """
    if not 0 < len(name) <= _LONGEST_NAME or PurePosixPath(name).name != name or "\\" in name:
        raise FormatError(place, _("An image is named by its file name, without folders."))
    found = members_of(entry, place, (), ("title", "data"))
    expect(found.get("title", ""), str, inside(place, "title"))
    if len(found.get("title", "")) > 255:
        raise FormatError(inside(place, "title"), _("This title is too long."))
    if "data" in found:
        try:
            # Wagtail's own checks of an upload: format, size, number of pixels.
            WagtailImageField().clean(SimpleUploadedFile(name, _content(found, place)))
        except ValidationError as error:
            raise FormatError(inside(place, "data"), " ".join(error.messages)) from None


def write_image(name: str, entry: Mapping[str, Any], place: str, user: Any, notes: list[str]) -> Any:
    """The primary key of the image: one of the same content, or a new one; ``None`` if the content is absent.

    Without content in the file, an image of the same file name serves; if there is none, a note says so.
    """
    known = image_in_library(name, entry, place)
    if known is not None:
        return known
    if "data" not in entry:
        text = _("%(place)s: the image is not in the file, and none of this name is in the library.")
        notes.append(text % {"place": place})
        return None
    content = _content(entry, place)
    image = get_image_model()(
        title=entry.get("title") or name, uploaded_by_user=user, file=ContentFile(content, name=name)
    )
    image.file_size, image.file_hash = len(content), _hash_of(content)
    image.save()
    return image.pk


def image_in_library(name: str, entry: Mapping[str, Any], place: str) -> Any:
    """The primary key of an image of the same content, or of the same file name if the file has no content."""
    if "data" in entry:
        same = _of_hash(_hash_of(_content(entry, place)), name)
        return None if same is None else same.pk
    candidates = get_image_model().objects.filter(file__endswith=name)
    return next((image.pk for image in candidates if file_name(image) == name), None)


def _hash_of(content: bytes) -> str:
    """As Wagtail makes it."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def _of_hash(file_hash: str, name: str) -> Any:
    model = get_image_model()
    for image in model.objects.filter(file_hash="", file__endswith=name):
        # Images made by code have no hash until somebody asks for it.
        with suppress(OSError):
            image.get_file_hash()
    return model.objects.filter(file_hash=file_hash).first()


def _content(entry: Mapping[str, Any], place: str) -> bytes:
    here = inside(place, "data")
    try:
        return base64.b64decode(expect(entry["data"], str, here), validate=True)
    except (binascii.Error, ValueError):
        raise FormatError(here, _("This is not base64.")) from None
