"""What editors write of a tag, and choosers that show tags by their folders."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from linesteps.followers.models import Tag
from linesteps.followers.tags import check_name, rename


class FolderInput(forms.TextInput):
    """A text field that offers the folders there are."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> Any:
        """The field and its list."""
        list_id = f"{(attrs or {}).get('id') or name}-folders"
        field = super().render(
            name, value, {**(attrs or {}), "list": list_id, "autocomplete": "off"}, renderer
        )
        names = Tag.objects.exclude(folder="").order_by("folder").values_list("folder").distinct()
        options = format_html_join("", '<option value="{}"></option>', names)
        return format_html('{}<datalist id="{}">{}</datalist>', field, list_id, options)


class TagForm(WagtailAdminModelForm):
    """Name and folder; whose it is stays."""

    class Meta:
        model = Tag
        fields = ("account", "name", "folder")
        widgets = {"folder": FolderInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].disabled = self.instance.pk is not None
        if self.instance.pk is not None:
            self.fields["name"].help_text = _(
                "Scenarios that say the old name go on as before, and so does whoever adds it by a file."
            )

    def clean_folder(self) -> str:
        """Without spaces around it."""
        return " ".join(str(self.cleaned_data["folder"]).split())

    def clean_name(self) -> str:
        """A name that another tag had before would mean two tags."""
        name = str(self.cleaned_data["name"]).strip()
        account = self.cleaned_data.get("account")
        if account is not None:
            try:
                check_name(account.pk, name, self.instance.pk)
            except ValidationError as error:
                raise forms.ValidationError(error.messages) from None
        return name

    def save(self, commit: bool = True) -> Any:
        """A changed name is kept as a former one."""
        if commit and self.instance.pk is not None and "name" in self.changed_data:
            rename(Tag.objects.get(pk=self.instance.pk), self.instance.name)
        return super().save(commit=commit)


class _ByFolder(ModelChoiceIterator):  # type: ignore[type-arg]
    """Tags without a folder first, then each folder as a group."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        rows = self.queryset.order_by("folder", "name")
        for folder, tags in groupby(rows, lambda tag: tag.folder):
            choices = [self.choice(tag) for tag in tags]
            if folder:
                yield (folder, choices)
            else:
                yield from choices


class TagChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One tag, out of a list grouped by folders."""

    iterator = _ByFolder


class TagFilter(django_filters.ModelChoiceFilter):
    """The same for a list's filter."""

    field_class = type("TagFilterField", (django_filters.fields.ModelChoiceField,), {"iterator": _ByFolder})


class MergeForm(forms.Form):
    """Into which other tag."""

    into = TagChoiceField(label=_("Into the tag"), queryset=Tag.objects.none(), empty_label=_("Choose a tag"))

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Tag.objects.filter(account=tag.account_id).exclude(pk=tag.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]
