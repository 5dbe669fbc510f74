"""A field that names another step of the same scenario, chosen from a list in the browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static


class StepSelect(forms.Select):
    """A select that the browser fills with the steps which the form holds at that moment.

    The server cannot know them: they may be newer than the last save.

    Args:
        only: step kinds to offer, such as ``("send",)``; empty for all.
    """

    def __init__(self, attrs: dict[str, Any] | None = None, only: tuple[str, ...] = ()) -> None:
        attrs = {
            **(attrs or {}),
            "data-controller": "ls-step-select",
            "data-ls-step-select-only-value": " ".join(only),
            "data-ls-step-select-empty-value": gettext_lazy("Choose a step"),
            "data-ls-step-select-missing-value": gettext_lazy("This step no longer exists"),
        }
        super().__init__(attrs)

    def optgroups(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> Any:
        """The stored value is an option, so that the form keeps it without a script."""
        chosen = [str(item) for item in value if item]
        self.choices = [("", _("Choose a step")), *((item, item) for item in chosen)]
        return super().optgroups(name, chosen, attrs)

    @property
    def media(self) -> forms.Media:
        """The controller that fills the list."""
        return forms.Media(js=[versioned_static("linesteps/step-select.js")])


class StepReferenceBlock(blocks.FieldBlock):
    """The id of another step, as text; whether it exists is checked at publish.

    Args:
        only: step kinds to offer; empty for all.
    """

    def __init__(
        self, only: tuple[str, ...] = (), required: bool = True, help_text: Any = None, **kwargs: Any
    ) -> None:
        self.field = forms.CharField(
            required=required, help_text=help_text or "", max_length=64, widget=StepSelect(only=only)
        )
        super().__init__(**kwargs)

    class Meta:
        default = ""
        icon = "link"
