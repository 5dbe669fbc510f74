"""The style sheet and script that our screens share."""

from __future__ import annotations

from django import forms
from wagtail.admin.staticfiles import versioned_static


def screen_media() -> forms.Media:
    """Loaded by the pages that need it, not by the whole admin."""
    return forms.Media(
        js=[versioned_static("linesteps/admin.js")], css={"all": [versioned_static("linesteps/admin.css")]}
    )
