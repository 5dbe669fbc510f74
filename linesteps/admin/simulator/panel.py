"""The place of the drawer on the scenario's page; its script draws everything inside."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from wagtail.admin.panels import Panel
from wagtail.admin.staticfiles import versioned_static

from linesteps.admin.simulator.asked import may_see_friends
from linesteps.admin.simulator.strings import strings


class SimulatorPanel(Panel):
    """The button 「ためす」, which the script moves into the builder's tools, and the drawer."""

    class BoundPanel(Panel.BoundPanel):
        """Loads the script on this page only."""

        template_name = "linesteps/admin/simulator_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """What the script starts from."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            user = self.request.user
            start = {
                "scenario": self.instance.pk if self.instance is not None else None,
                "strings": strings(),
                "mayKeep": any(user.has_perm(f"linesteps.{verb}_scenario") for verb in ("add", "change")),
                "maySearch": may_see_friends(user),
                "urls": {
                    name: reverse(f"linesteps_simulator:{name}")
                    for name in ("simulate", "people", "cases", "save_case", "delete_case")
                },
            }
            return {**context, "start": start}

        @property
        def media(self) -> forms.Media:
            """The drawer."""
            return super().media + forms.Media(
                js=[versioned_static("linesteps/simulator.js")],
                css={"all": [versioned_static("linesteps/simulator.css")]},
            )
