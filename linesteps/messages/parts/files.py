"""Films and sounds: a document of Wagtail's, or an address elsewhere; LINE's phones fetch them by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.urls import NoReverseMatch
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps import conf
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.referred import referred

Plain = Mapping[str, Any]

#: LINE takes up to 200 MB (reference, “Video message” and “Audio message”).
LARGEST_MB = 200
_check_url = URLValidator(schemes=["http", "https"])


def file_fields(help_text: Any) -> list[tuple[str, blocks.Block]]:
    """A document chooser, on sites that have documents, and an address.

    Args:
        help_text: which files LINE takes.
    """
    fields: list[tuple[str, blocks.Block]] = []
    if apps.is_installed("wagtail.documents"):
        from wagtail.documents.blocks import DocumentChooserBlock

        fields.append(
            ("document", DocumentChooserBlock(label=_("file"), required=False, help_text=help_text))
        )
    url = blocks.CharBlock(
        label=_("or its address"),
        required=False,
        help_text=_("For a file that is not on this site. It begins with https://."),
    )
    return [*fields, ("url", url)]


def file_url(value: Plain, compiling: Compiling) -> str:
    """The address of the file, for LINE."""
    if value.get("url"):
        return str(iri_to_uri(value["url"]))
    return compiling.public_url(_document(value["document"]).url)


def file_title(value: Plain) -> str:
    """What people call the file, as far as it is known."""
    if value.get("url"):
        return urlsplit(str(value["url"])).path.rpartition("/")[2]
    document = _found(value.get("document"))
    return str(document.title) if document else ""


def file_problems(value: Plain, extensions: tuple[str, ...]) -> list[Problem]:
    """No file, two of them, or one that LINE cannot fetch or does not take.

    Args:
        extensions: of files that LINE plays, such as ``("mp4",)``.
    """
    has_document, url = bool(value.get("document")), value.get("url") or ""
    if url:
        text = _("A file and an address are both given. Keep one of them.")
        return [Problem(message=text, path=("url",))] if has_document else _url_problems(url)
    if not has_document:
        path = "document" if apps.is_installed("wagtail.documents") else "url"
        return [Problem(message=_("No file is chosen yet. Choose one."), path=(path,))]
    document = _found(value["document"])
    if document is None:
        return [Problem(message=_("The file was deleted. Choose another one."), path=("document",))]
    return [Problem(message=said, path=("document",)) for said in _refusals(document, extensions)]


def _url_problems(url: str) -> list[Problem]:
    try:
        _check_url(url)
    except ValidationError:
        text = _("This address is not complete. It begins with https://, for example https://example.com/.")
        return [Problem(message=text, path=("url",))]
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in conf.plain_http_hosts():
        text = _("The address must begin with https://. LINE refuses others.")
        return [Problem(message=text, path=("url",))]
    return []


def _refusals(document: Any, extensions: tuple[str, ...]) -> list[Any]:
    found: list[Any] = []
    if not conf.public_base_url():
        found.append(_("LINE cannot fetch files: the setting LINESTEPS_PUBLIC_BASE_URL is missing."))
    try:
        document.url  # noqa: B018 - only whether there is one
    except NoReverseMatch:
        found.append(_("Files of this site have no address. Give the address of the file instead."))
    if document.file_extension.lower() not in extensions:
        text = gettext("LINE does not play this kind of file. Choose one that ends in %(extensions)s.")
        found.append(text % {"extensions": " / ".join(f".{one}" for one in extensions)})
    size = document.get_file_size() or 0
    if size > LARGEST_MB * 1024 * 1024:
        text = gettext("The file has %(size)s MB; LINE takes %(max)s MB at most. Choose a smaller one.")
        found.append(text % {"size": size // (1024 * 1024), "max": LARGEST_MB})
    if document.collection.get_view_restrictions().exists():
        found.append(
            _("The file stands in a private collection, so LINE cannot fetch it. Move it to a public one.")
        )
    return found


def _found(pk: Any) -> Any:
    """The document with this key, or ``None``."""
    if not pk or not apps.is_installed("wagtail.documents"):
        return None
    from wagtail.documents import get_document_model

    return referred(get_document_model(), pk)


def _document(pk: Any) -> Any:
    document = _found(pk)
    if document is None:
        raise LookupError("Problems are asked for first.")
    return document
