"""Starts when a friend downloads a document from the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock

from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.chosen_page import consent_problems
from linesteps.messages.referred import referred
from linesteps.triggers.kind import TriggerKind, registry


class DocumentDownloaded(TriggerKind):
    """By Wagtail's own address of a document; parts of one download count once."""

    name = "document_downloaded"
    activity_kind = "document_downloaded"

    def block(self) -> blocks.Block:
        """Which document, or any."""
        return blocks.StructBlock(
            [
                (
                    "document",
                    DocumentChooserBlock(
                        label=_("document"), required=False, help_text=_("Leave empty for any document.")
                    ),
                )
            ],
            icon="doc-full-inverse",
            label=_("Document downloaded"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """A document that is gone, or nobody is asked for consent."""
        found = consent_problems(compiling)
        if value.get("document") and _document(value) is None:
            text = gettext("The document was deleted. Choose another one.")
            found.append(Problem(message=text, path=("document",)))
        return found

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The document; nothing for any."""
        return {"document": int(value["document"]) if value.get("document") else None}

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """That very document, or any."""
        return data.get("document") is not None and config["document"] in {None, data["document"]}

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which document."""
        document = _document(value) if value.get("document") else None
        if document is not None:
            return gettext("When “%(title)s” is downloaded") % {"title": document.title}
        return gettext("When a document is downloaded")

    def beginning(self, value: Mapping[str, Any]) -> str:
        """The download."""
        return gettext("the download")


def _document(value: Mapping[str, Any]) -> Any:
    return referred(get_document_model(), value["document"])


registry.register(DocumentDownloaded())
