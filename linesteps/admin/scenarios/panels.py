"""Panels of the scenario form that Wagtail does not have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.admin.staticfiles import versioned_static

from linesteps.admin.look import screen_media
from linesteps.admin.panels import SavedPanel
from linesteps.admin.scenarios.operation import plan_of, resume_at_once, status_of, verbs_for


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

    class BoundPanel(SavedPanel):
        """The sentence and the buttons."""

        template_name = "linesteps/admin/operation_panel.html"

        def facts(self) -> dict[str, Any]:
            """Status and verbs."""
            may_publish = self.request.user.has_perm("linesteps.publish_scenario")
            verbs = [
                (verb, reverse("linesteps_scenarios:operate", args=[self.instance.pk, verb.name]))
                for verb in (verbs_for(self.instance) if may_publish else [])
            ]
            look_at = ""
            if may_publish and self.instance.attention_at is not None:
                look_at = reverse("linesteps_scenarios:look_at", args=[self.instance.pk])
            return {
                "status": status_of(self.instance),
                "plan": plan_of(self.instance),
                "stop_url": reverse("linesteps_scenarios:stop_waiting", args=[self.instance.pk])
                if may_publish
                else "",
                "verbs": verbs,
                "look_at_url": look_at,
                "resume_url": resume_at_once(self.instance) if may_publish else "",
            }
