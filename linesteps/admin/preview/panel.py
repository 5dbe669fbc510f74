"""What the phone beside the form starts from; its script draws it into the inspector."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from wagtail.admin.panels import Panel
from wagtail.admin.staticfiles import versioned_static

from linesteps.admin.preview.strings import strings
from linesteps.admin.preview.testing import may_test


class PhonePanel(Panel):
    """Nothing to be seen where it stands: the script looks for the builder's inspector."""

    class BoundPanel(Panel.BoundPanel):
        """Loads the script on this page only."""

        template_name = "linesteps/admin/phone_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """What the script starts from."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            names = ("conversation", "testers", "send_test", "test_status")
            start = {
                "mayTest": may_test(self.request.user),
                "scenario": self.instance.pk if self.instance is not None else None,
                "strings": strings(),
                "urls": {
                    **{name: reverse(f"linesteps_preview:{name}") for name in names},
                    "people": reverse("linesteps_simulator:people"),
                },
            }
            return {**context, "start": start}

        @property
        def media(self) -> forms.Media:
            """The phone."""
            return super().media + forms.Media(
                js=[versioned_static("linesteps/phone-tab.js")],
                css={"all": [versioned_static("linesteps/phone-tab.css")]},
            )
