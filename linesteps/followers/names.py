"""Fields for what editors know by name: tags, with those that exist on offer, and attributes out of a list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail import blocks

from linesteps.followers.models import Attribute, Tag


class TagInput(forms.TextInput):
    """A text field that offers the tags of the site; another name is a new tag."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> Any:
        """The field and its list."""
        list_id = f"{(attrs or {}).get('id') or name}-tags"
        field = super().render(
            name, value, {**(attrs or {}), "list": list_id, "autocomplete": "off"}, renderer
        )
        names = Tag.objects.order_by("name").values_list("name").distinct()
        options = format_html_join("", '<option value="{}"></option>', names)
        return format_html('{}<datalist id="{}">{}</datalist>', field, list_id, options)


class TagNameBlock(blocks.CharBlock):
    """A tag by its name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 60, "required": False, **kwargs})
        self.field.widget = TagInput(attrs=self.field.widget.attrs)


class AttributeSelect(forms.Select):
    """The attributes of the site by what editors call them; a stored one that is gone stays chosen.

    Args:
        only: types to offer, such as ``("date",)``; empty for all.
    """

    def __init__(self, attrs: dict[str, Any] | None = None, only: tuple[str, ...] = ()) -> None:
        super().__init__(attrs)
        self.only = only

    def optgroups(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> Any:
        """Asked for anew each time: editors make attributes while the site runs."""
        chosen = [str(item) for item in value if item]
        names = attribute_names(self.only)
        gone = [(key, key) for key in chosen if key not in names]
        self.choices = [("", _("Choose an attribute")), *names.items(), *gone]
        return super().optgroups(name, chosen, attrs)


class AttributeBlock(blocks.FieldBlock):
    """An attribute by its key, which is stored as text; whether the account has it is checked at publish.

    Args:
        only: types to offer; empty for all.
    """

    def __init__(
        self, only: tuple[str, ...] = (), required: bool = False, help_text: Any = None, **kwargs: Any
    ) -> None:
        self.field = forms.CharField(
            required=required, help_text=help_text or "", max_length=40, widget=AttributeSelect(only=only)
        )
        super().__init__(**kwargs)

    class Meta:
        default = ""
        icon = "user"


def attribute_names(only: Iterable[str] = ()) -> dict[str, str]:
    """What editors call each attribute, by key; accounts that share a key may call it differently."""
    rows = Attribute.objects.order_by("name", "pk")
    if only:
        rows = rows.filter(type__in=only)
    found: dict[str, list[str]] = {}
    for key, name in rows.values_list("key", "name"):
        names = found.setdefault(key, [])
        if name not in names:
            names.append(name)
    return {key: " / ".join(names) for key, names in found.items()}


def name_of(key: Any) -> str:
    """What editors call the attribute with this key; the key itself if it is gone, and dots for none."""
    return attribute_names().get(str(key), str(key)) if key else "…"
