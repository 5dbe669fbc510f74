"""The place of the dialog on the scenario's page; its script draws the list inside."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from wagtail.admin.panels import Panel
from wagtail.admin.staticfiles import versioned_static

from linesteps.admin.checklist.strings import strings

#: Answers that are given in the dialog and posted with the page's form.
FIELDS = ("inside", "deleted", "entries_per_day")


class PublishPanel(Panel):
    """The dialog in which a scenario is published, with the fields that belong to a publication."""

    def get_form_options(self) -> dict[str, Any]:
        """The fields, as choices that can be seen at one look."""
        radio = dict.fromkeys(("inside", "deleted"), forms.RadioSelect)
        return {"fields": list(FIELDS), "widgets": radio}

    class BoundPanel(Panel.BoundPanel):
        """Loads the script on this page only."""

        template_name = "linesteps/admin/publish_dialog.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """What the script starts from, and the fields."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            names = ("look", "ask", "greeting", "vouch")
            is_live = bool(self.instance.pk and self.instance.live and self.instance.current_version_id)
            may_publish = self.request.user.has_perm("linesteps.publish_scenario")
            start = {
                "scenario": self.instance.pk,
                "isLive": is_live,
                "mayPublish": may_publish,
                "strings": strings(),
                "urls": {name: reverse(f"linesteps_checklist:{name}") for name in names},
            }
            fields = {name: self.form[name] for name in FIELDS if name in self.form.fields}
            return {
                **context, "start": start, "fields": fields, "is_live": is_live, "may_publish": may_publish,
            }  # fmt: skip

        @property
        def media(self) -> forms.Media:
            """The dialog."""
            return super().media + forms.Media(
                js=[versioned_static("linesteps/checklist.js")],
                css={"all": [versioned_static("linesteps/checklist.css")]},
            )
