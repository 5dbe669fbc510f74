"""What an editor can do to a friend."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linesteps.engine.models import LIVE, Enrolment
from linesteps.followers.models import Attribute, Follower
from linesteps.followers.spellings import understood
from linesteps.scenarios.models import Scenario


class StartForm(forms.Form):
    """Which scenario."""

    scenario = forms.ModelChoiceField(label=_("Scenario"), queryset=Scenario.objects.none())

    def __init__(self, *args: Any, follower: Follower, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = Enrolment.objects.filter(follower=follower, status__in=LIVE).values("scenario")
        offered = Scenario.objects.starting().filter(account=follower.account_id).exclude(pk__in=inside)
        self.fields["scenario"].queryset = offered  # type: ignore[attr-defined]


class TagForm(forms.Form):
    """Which tag; a new name makes a new tag."""

    tag = forms.CharField(
        label=_("Tag"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "ls-tags", "autocomplete": "off"}),
    )


class AttributeForm(forms.Form):
    """Which attribute, and its value."""

    attribute = forms.ModelChoiceField(label=_("Attribute"), queryset=Attribute.objects.none())
    value = forms.CharField(label=_("Value"), max_length=500)

    def __init__(self, *args: Any, follower: Follower, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Attribute.objects.filter(account=follower.account_id)
        self.fields["attribute"].queryset = offered  # type: ignore[attr-defined]

    def clean(self) -> Any:
        """The value as it is stored, however somebody spells it; what cannot be read says how to write it."""
        cleaned = super().clean() or {}
        if cleaned.get("attribute") and cleaned.get("value"):
            try:
                cleaned["value"] = understood(cleaned["attribute"], cleaned["value"])
            except ValidationError as error:
                self.add_error("value", error)
        return cleaned
