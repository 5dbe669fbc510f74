"""The names of events that the site told so far: on offer where an editor asks for one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import transaction
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps import clock, commits
from linesteps.blocks.offers import offered
from linesteps.followers.models import EventName

#: (account, name) that this process knows to be committed, so that an event costs no question for its name.
_known: set[tuple[int, str]] = set()
_MOST_KNOWN = 10_000


def remember(pairs: Iterable[tuple[int, str]]) -> None:
    """Keep names of events by (account id, name), in the caller's transaction; at most two statements.

    Nothing is asked for those that were kept before.
    """
    new = set(pairs) - _known
    for one in commits.standing(_Kept) if new else ():
        new -= one.pairs
    if not new:
        return
    rows = EventName.objects.filter(
        account_id__in={account_id for account_id, _name in new}, name__in={name for _account, name in new}
    )
    missing = new - set(rows.values_list("account_id", "name"))
    moment = clock.now()
    EventName.objects.bulk_create(
        [EventName(account_id=one, name=name, first_at=moment) for one, name in sorted(missing)],
        ignore_conflicts=True,
    )
    transaction.on_commit(_Kept(frozenset(new)))


class _Kept:
    """Pairs that are known once they are committed."""

    def __init__(self, pairs: frozenset[tuple[int, str]]) -> None:
        self.pairs = pairs

    def __call__(self) -> None:
        if len(_known) + len(self.pairs) > _MOST_KNOWN:
            _known.clear()
        _known.update(self.pairs)


class EventNameInput(forms.TextInput):
    """A text field that offers the events seen so far; one that is still to come can be typed."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> Any:
        """The field and its list."""
        list_id = f"{(attrs or {}).get('id') or name}-events"
        field = super().render(
            name, value, {**(attrs or {}), "list": list_id, "autocomplete": "off"}, renderer
        )
        options = format_html_join("", '<option value="{}"></option>', offered("events", _names))
        return format_html('{}<datalist id="{}">{}</datalist>', field, list_id, options)


def _names() -> list[tuple[str]]:
    return list(EventName.objects.order_by("name").values_list("name").distinct()[:500])


class EventNameBlock(blocks.CharBlock):
    """An event by its name."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = _("Such as purchase. Those that the site told so far are offered as you type.")
        super().__init__(**{"max_length": 60, "required": False, "help_text": help_text, **kwargs})
        self.field.widget = EventNameInput(attrs=self.field.widget.attrs)
