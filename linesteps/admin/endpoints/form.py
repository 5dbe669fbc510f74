"""The form of another system, whose secret can be written but never read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from linesteps import clock
from linesteps.admin.accounts.form import SecretFormField
from linesteps.calls.kinds import DETAILS, KINDS
from linesteps.calls.models import new_secret


class EndpointForm(WagtailAdminModelForm):
    """``made`` is a secret that was made here and that its owner has not seen yet."""

    secret = SecretFormField(label=_("Secret"), required=False)
    kinds = forms.MultipleChoiceField(
        label=_("It is told by itself when"),
        choices=KINDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without any step in a scenario. Nothing ticked: only steps tell it something."),
    )
    details = forms.MultipleChoiceField(
        label=_("Besides numbers it is told"),
        choices=DETAILS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "This is personal data, and is given to a third party. Tick only what is needed. The friend's number on "
            "this site is always told, LINE's own never."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made = ""
        # Never into the page: neither the plain text nor what is stored.
        self.initial.pop("secret", None)
        field = self.fields["secret"]
        if getattr(self.instance, "secret", ""):
            field.widget.attrs["placeholder"] = _("Set. Leave empty to keep it.")
            field.help_text = _("Write a new one here if the old one became known.")
        else:
            field.help_text = _(
                "By it the other system can tell that a call comes from here. Left empty, one is made and shown once."
            )

    def clean(self) -> Any:
        """An empty secret keeps the stored one; without any, one is made."""
        cleaned = super().clean()
        stored = getattr(self.instance, "secret", "")
        written = (cleaned.get("secret") or "").strip()
        if not written and not stored:
            self.made = written = new_secret()
        cleaned["secret"] = written or stored
        if written:
            self.instance.secret_at = clock.now()
        if cleaned.get("is_on") and not self.initial.get("is_on"):
            # Put into use again: its patience begins anew.
            self.instance.failing_since = self.instance.stopped_at = None
        return cleaned
