"""Panels of the scenario form that Wagtail does not have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.admin.staticfiles import versioned_static

from linesteps.admin.look import screen_media
from linesteps.admin.scenarios.operation import status_of, verbs_for


class StepsPanel(FieldPanel):
    """The steps, with the guard against Wagtail's autosave losing an edit, on this form only."""

    class BoundPanel(FieldPanel.BoundPanel):
        """Wagtail's, with our scripts and styles."""

        @property
        def media(self) -> forms.Media:
            """The guard and what our screens look like."""
            guard = forms.Media(js=[versioned_static("linesteps/autosave-guard.js")])
            return super().media + screen_media() + guard


class OperationPanel(Panel):
    """What the scenario does now, in one sentence, with the ways to change it.

    No field: whether it runs is no matter of drafts. A pause takes effect at once, and publishing an
    older draft does not end it.
    """

    class BoundPanel(Panel.BoundPanel):
        """The sentence and the buttons."""

        template_name = "linesteps/admin/operation_panel.html"

        def is_shown(self) -> bool:
            """Once there is a scenario."""
            return bool(self.instance is not None and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Status and verbs."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            may_publish = self.request.user.has_perm("linesteps.publish_scenario")
            verbs = [
                (verb, reverse("linesteps_scenarios:operate", args=[self.instance.pk, verb.name]))
                for verb in (verbs_for(self.instance) if may_publish else [])
            ]
            look_at = ""
            if may_publish and self.instance.attention_at is not None:
                look_at = reverse("linesteps_scenarios:look_at", args=[self.instance.pk])
            return {**context, "status": status_of(self.instance), "verbs": verbs, "look_at_url": look_at}
