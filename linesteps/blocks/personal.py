"""Text fields in which names and values can be put in: a button and chips in the browser, braces in the data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.widgets import AdminAutoHeightTextInput

#: Of a short line as it is stored; braces make it longer than what friends read, which is checked at publish.
LONGEST_STORED = 300


def _attrs() -> dict[str, Any]:
    return {
        "data-ls-placeholders-url-value": reverse_lazy("linesteps_placeholders:names"),
        "data-ls-placeholders-insert-value": _("Insert a name or value"),
    }


class _Chips:
    """What both widgets load; without the script they are stock fields that show the braces."""

    @property
    def media(self) -> forms.Media:
        """The script of the chips."""
        return forms.Media(
            js=[versioned_static("linesteps/placeholders.js")],
            css={"all": [versioned_static("linesteps/placeholders.css")]},
        )


class PersonalInput(_Chips, forms.TextInput):
    """One line."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-controller": "ls-placeholders", **_attrs(), **(attrs or {})})


class PersonalTextarea(_Chips, AdminAutoHeightTextInput):
    """Several lines.

    Args:
        takes_emoji: whether LINE's own emoji can be put in, too.
    """

    def __init__(self, attrs: dict[str, Any] | None = None, *, takes_emoji: bool = False) -> None:
        more = {"data-ls-placeholders-emoji-value": _("Insert a LINE emoji")} if takes_emoji else {}
        super().__init__(
            {"data-controller": "w-autosize ls-placeholders", **_attrs(), **more, **(attrs or {})}
        )


class PersonalCharBlock(blocks.CharBlock):
    """A line of text that takes placeholders (docs/reference/placeholders.md)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field.widget = PersonalInput(attrs=dict(self.field.widget.attrs))


class PersonalTextBlock(blocks.TextBlock):
    """Lines of text that take placeholders.

    Args:
        rows: how many are shown at least.
        takes_emoji: whether LINE's own emoji can be put in; its text messages alone show them.
    """

    def __init__(self, *, rows: int = 1, takes_emoji: bool = False, **kwargs: Any) -> None:
        super().__init__(rows=rows, **kwargs)
        self.field_options["widget"] = PersonalTextarea(attrs={"rows": rows}, takes_emoji=takes_emoji)
