"""Documents of this site as the target of a link: how they are known by their address, and who cannot open them.

A link to a document is stored as its address, like every other link, so that it can stand wherever a link can.
What the address means is found out when it is used: a document whose file was replaced has another address.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, Resolver404, resolve
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from linesteps import conf


def document_of(url: str) -> tuple[int | None, Any]:
    """The key and the row of the document that an address of this site leads to; twice ``None`` for other links.

    A key without a row is that of a document that is gone.
    """
    path = _own_path(url)
    if path is None or not apps.is_installed("wagtail.documents"):
        return None, None
    from wagtail.documents import get_document_model

    rows = get_document_model().objects.select_related("collection")
    try:
        match = resolve(path)
    except Resolver404:
        return _by_file(path, rows)
    if match.view_name != "wagtaildocs_serve":
        return _by_file(path, rows)
    # Wagtail's own route names no groups.
    key = int(match.kwargs.get("document_id") or match.args[0])
    return key, rows.filter(pk=key).first()


def address_of(document: Any) -> str:
    """The document's present address, the whole of it."""
    url = str(document.url)
    return str(iri_to_uri(url if url.startswith("http") else conf.public_base_url() + url))


def why_nobody_opens(url: str) -> str:
    """Why friends cannot open the document that an address leads to; empty if they can, and for other links."""
    key, document = document_of(url)
    if key is None:
        return ""
    if document is None:
        return _("The document was deleted. Choose another one.")
    title = {"title": document.title}
    if document.collection.get_view_restrictions().exists():
        text = _(
            "The document “%(title)s” stands in a private collection, so friends cannot open it. "
            "Move it to a public one."
        )
        return text % title
    try:
        address_of(document)
    except NoReverseMatch:
        return _("Files of this site have no address. Give the address of the file instead.")
    return ""


def _own_path(url: str) -> str | None:
    base = urlsplit(conf.public_base_url())
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    is_own = parts.scheme in {"http", "https"} and parts.netloc == base.netloc and bool(base.netloc)
    return unquote(parts.path) if is_own else None


def _by_file(path: str, rows: Any) -> tuple[int | None, Any]:
    """A document that the web server serves itself (Wagtail's ``WAGTAILDOCS_SERVE_METHOD = "direct"``)."""
    media = urlsplit(str(settings.MEDIA_URL)).path
    if not media.startswith("/") or len(media) < 2 or not path.startswith(media):
        return None, None
    found = rows.filter(file=path.removeprefix(media)).first()
    return (found.pk, found) if found else (None, None)
