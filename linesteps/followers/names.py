"""Fields for what editors know by name: tags, with those that exist on offer, and attributes out of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail import blocks

from linesteps.accounts.models import Account
from linesteps.blocks.offers import offered
from linesteps.followers.models import Attribute, Tag


class TagInput(forms.TextInput):
    """A text field that offers the tags of the site; another name is a new tag."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> Any:
        """The field and its list."""
        list_id = f"{(attrs or {}).get('id') or name}-tags"
        field = super().render(
            name, value, {**(attrs or {}), "list": list_id, "autocomplete": "off"}, renderer
        )
        # Browsers show the folder beside the name, and find a tag by both.
        options = format_html_join("", '<option value="{}" label="{}"></option>', offered("tags", _tags))
        return format_html('{}<datalist id="{}">{}</datalist>', field, list_id, options)


def _tags() -> list[tuple[str, str]]:
    names = Tag.objects.order_by("folder", "name").values_list("name", "folder").distinct()
    return [(name, f"{folder} / {name}" if folder else name) for name, folder in names]


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
        names = offered(("attributes", self.only), lambda: attribute_names(self.only))
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


#: Names of all attributes under ``None``, the attributes of an account under its key.
_remembered: ContextVar[dict[int | None, Any] | None] = ContextVar("linesteps_attributes", default=None)


@contextmanager
def remembered_names() -> Iterator[None]:
    """While sentences about a whole scenario are made, attributes are asked for once.

    Use it around a request or a list, never around what runs for long: names that change meanwhile are not seen.
    """
    if _remembered.get() is not None:
        yield
        return
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def name_of(key: Any) -> str:
    """What editors call the attribute with this key; the key itself if it is gone, and dots for none."""
    if not key:
        return "…"
    names: dict[str, str] = _once(None, attribute_names)
    return names.get(str(key), str(key))


def attributes_of(account: Account) -> dict[str, Attribute]:
    """The attributes of an account by key."""
    rows = Attribute.objects.filter(account=account)
    found: dict[str, Attribute] = _once(account.pk, lambda: {one.key: one for one in rows})
    return found


def _once(key: int | None, ask: Callable[[], Any]) -> Any:
    kept = _remembered.get()
    if kept is None:
        return ask()
    # Asked for by the first that needs it: most scenarios need none.
    if key not in kept:
        kept[key] = ask()
    return kept[key]
