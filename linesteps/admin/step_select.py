"""How StreamField draws selects of steps, attributes and scenarios: by a widget that keeps a stored choice."""

from __future__ import annotations

from django import forms
from django.utils.functional import cached_property
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import SelectAdapter

from linesteps.blocks.scenario_reference import ScenarioSelect
from linesteps.blocks.step_reference import StepSelect
from linesteps.followers.names import AttributeSelect


class StepSelectAdapter(SelectAdapter):
    """The stock widget drops a value that is none of its options; ours adds it."""

    js_constructor = "linesteps.StepSelect"

    @cached_property
    def media(self) -> forms.Media:
        """Wagtail's widgets first: ours builds on them."""
        return super().media + forms.Media(js=[versioned_static("linesteps/step-select.js")])


for widget in (StepSelect, AttributeSelect, ScenarioSelect):
    register(StepSelectAdapter(), widget)
