"""Panels that stand beside fields and speak of what is saved."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.panels import Panel

from linesteps.admin.look import screen_media


class SavedPanel(Panel.BoundPanel):
    """Shown only once there is something saved to speak of.

    Subclasses set ``template_name`` and implement ``facts``.
    """

    def is_shown(self) -> bool:
        """Once it is saved."""
        return bool(self.instance is not None and self.instance.pk)

    @property
    def media(self) -> forms.Media:
        """What our screens look like, and the copy button."""
        return screen_media()

    def facts(self) -> dict[str, Any]:
        """What the template shows."""
        raise NotImplementedError

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Wagtail's, and the facts."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        return {**context, **self.facts()}
