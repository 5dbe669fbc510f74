"""Columns of the list: the picture of a message, and how many scenarios use it."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.tables import Column


def library_media() -> forms.Media:
    """The script that draws pictures, and its styles."""
    return forms.Media(
        js=[versioned_static("linesteps/library.js")],
        css={"all": [versioned_static("linesteps/library.css")]},
    )


class PictureColumn(Column):
    """What friends get, or what will be published, as a small phone shows it."""

    cell_template_name = "linesteps/admin/library_picture_cell.html"

    @property
    def media(self) -> forms.Media:
        """The drawing."""
        return library_media()

    def get_value(self, instance: Any) -> str:
        """What the script draws."""
        return str(instance.listed.picture)
