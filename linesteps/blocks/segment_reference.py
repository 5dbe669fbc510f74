"""A field that names a segment, out of a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.utils.translation import gettext as _
from wagtail import blocks

from linesteps.blocks.offers import offered


class SegmentSelect(forms.Select):
    """The segments of the site by account and name; a stored one that is gone stays chosen."""

    def optgroups(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> Any:
        """Asked for anew each time: editors make segments while the site runs."""
        chosen = [str(item) for item in value if item]
        names = offered("segments", segment_names)
        gone = [(pk, _("A segment that is gone")) for pk in chosen if pk not in names]
        self.choices = [("", _("Choose a segment")), *names.items(), *gone]
        return super().optgroups(name, chosen, attrs)


class SegmentReferenceBlock(blocks.FieldBlock):
    """The id of a segment, as text; whether it exists and belongs to the account is checked at publish."""

    def __init__(self, required: bool = False, help_text: Any = None, **kwargs: Any) -> None:
        self.field = forms.CharField(
            required=required, help_text=help_text or "", max_length=20, widget=SegmentSelect()
        )
        super().__init__(**kwargs)

    class Meta:
        default = ""
        icon = "group"


def segment_model() -> Any:
    """The model, by name: segments stand above blocks in the house."""
    return apps.get_model("linesteps", "Segment")


def segment_names() -> dict[str, str]:
    """What each segment is called, by id as text; with its account where there are several."""
    rows = segment_model().objects.order_by("account__name", "name", "pk")
    found = list(rows.values_list("pk", "name", "account__name"))
    is_one = len({account for _pk, _name, account in found}) <= 1
    return {str(pk): name if is_one else f"{account}: {name}" for pk, name, account in found}


def segment_name(value: Any) -> str:
    """What a sentence calls the segment with this id; dots for none."""
    if not str(value or "").isdecimal():
        return "…"
    name = segment_model().objects.filter(pk=int(value)).values_list("name", flat=True).first()
    return str(name or _("a segment that is gone"))


def segment_named(value: Any, account_id: Any) -> Any:
    """The account's segment with this id, or ``None``."""
    if not str(value or "").isdecimal() or account_id is None or int(value) >= 2**63:
        return None
    return segment_model().objects.filter(account_id=account_id, pk=int(value)).first()
