"""The form of a receiving address: an example is pasted, and everything else is chosen from it."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from linesteps.admin.hooks.mapping import MappingField
from linesteps.fields import reveal
from linesteps.followers.models import Attribute
from linesteps.hooks.fields import MAX_PLACE, NotRead, places, read
from linesteps.hooks.models import ReceivingAddress
from linesteps.hooks.reasons import in_words

_LONGEST_SHOWN = 40


class ReceivingForm(WagtailAdminModelForm):
    """``made`` is a secret that was made here and that its owner has not seen yet."""

    example_text = forms.CharField(
        label=gettext_lazy("Example of a report"),
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "ls-code"}),
        help_text=gettext_lazy(
            "Paste what the other system sends, from its documentation or a test. Save, and choose from it below. "
            "Better none of a real person: it is kept."
        ),
    )
    person_field = forms.CharField(label=gettext_lazy("Where the person stands"), required=False)
    event_field = forms.CharField(label=gettext_lazy("Or where its name stands"), required=False)
    properties = MappingField(label=gettext_lazy("Details to take along"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made = ""
        example = self.instance.example
        self.initial["example_text"] = (
            json.dumps(example, ensure_ascii=False, indent=2) if example is not None else ""
        )
        found = places(example) if example is not None else []
        for name in ("person_field", "event_field"):
            self._choose(name, [(place.path, _shown(place.path, place.value)) for place in found])
        self.fields["properties"].widget.places = found
        self.fields["event_name"].required = False
        if self.instance.pk:
            # Its people and its attributes are this account's.
            self.fields["account"].disabled = True
            attributes = Attribute.objects.filter(account_id=self.instance.account_id)
            self.fields["person_attribute"].queryset = attributes

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Choose from the example; what was chosen before stays possible. Without an example it is written."""
        field = self.fields[name]
        if not choices:
            field.max_length = MAX_PLACE
            field.help_text = _("Paste an example and save, then it is chosen from a list.")
            return
        now = getattr(self.instance, name)
        if now and now not in dict(choices):
            choices = [*choices, (now, now)]
        field.widget = forms.Select(choices=[("", "—"), *choices])

    def clean_example_text(self) -> str:
        """One JSON object, as a report is."""
        text = str(self.cleaned_data.get("example_text") or "")
        self.instance.example = None
        if text:
            try:
                self.instance.example = read(text.encode("utf-8", "replace"))
            except NotRead as error:
                raise ValidationError(in_words(error.reason)) from None
        return text

    def clean(self) -> Any:
        """Whom it is about, and what happened: both or neither, so that an address can be made before its example."""
        cleaned = super().clean()
        by_attribute = cleaned.get("person_by") == ReceivingAddress.PersonBy.ATTRIBUTE
        if by_attribute and cleaned.get("person_field") and cleaned.get("person_attribute") is None:
            self.add_error("person_attribute", _("Choose the attribute that is compared."))
        if cleaned.get("event_name") and cleaned.get("event_field"):
            self.add_error("event_field", _("Either a fixed name or a field, not both."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """A new address has a secret, which is shown once."""
        if not self.instance.pk:
            self.made = reveal(self.instance.secret)
        return super().save(commit=commit)


def _shown(path: str, value: Any) -> str:
    text = "" if value is None else Truncator(str(value)).chars(_LONGEST_SHOWN)
    return f"{path} ({text})" if text else path
