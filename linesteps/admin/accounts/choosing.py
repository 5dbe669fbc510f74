"""Choosing the account into which something goes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linesteps.accounts.models import Account


class AccountForm(forms.Form):
    """Which account; the only one is chosen already."""

    account = forms.ModelChoiceField(
        label=_("LINE Official Account"), queryset=Account.objects.filter(is_active=True)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = list(self.fields["account"].queryset)  # type: ignore[attr-defined]
        if len(self.accounts) == 1:
            self.fields["account"].initial = self.accounts[0]
