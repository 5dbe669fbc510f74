"""The field for a link: an address, or a document of the site that is put in by choosing it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static

from linesteps import conf
from linesteps.blocks.offers import offered


class LinkInput(forms.TextInput):
    """One line with a button beside it; without a script, or without documents, the address is typed."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's, with what the script needs."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        if apps.is_installed("wagtail.documents"):
            context["widget"]["attrs"] |= {
                "data-controller": "ls-link",
                "data-ls-link-url-value": reverse("wagtaildocs_chooser:choose"),
                "data-ls-link-base-value": offered("address", conf.public_base_url),
                "data-ls-link-words-value": _("Choose a document"),
            }
        return context

    @property
    def media(self) -> forms.Media:
        """The script, and Wagtail's dialog of documents."""
        if not apps.is_installed("wagtail.documents"):
            return forms.Media()
        return forms.Media(
            js=[
                versioned_static("wagtailadmin/js/modal-workflow.js"),
                versioned_static("wagtaildocs/js/document-chooser-modal.js"),
                versioned_static("linesteps/link.js"),
            ],
            css={"all": [versioned_static("linesteps/link.css")]},
        )


class LinkBlock(blocks.CharBlock):
    """An address that is opened by a tap; a document of the site is stored by its address, too."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})
        self.field.widget = LinkInput(attrs=dict(self.field.widget.attrs))
