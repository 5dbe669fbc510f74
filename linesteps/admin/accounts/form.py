"""The form of an account, in which secrets can be written but never read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from linesteps.fields import Secret

SECRETS = ("channel_secret", "previous_channel_secret", "channel_access_token", "login_channel_secret")


class SecretInput(forms.PasswordInput):
    """A password field that is always empty and says whether something is stored."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"autocomplete": "new-password", "spellcheck": "false", **(attrs or {})}, render_value=False
        )


class SecretFormField(forms.CharField):
    """Text that replaces a stored secret; empty keeps what is stored."""

    widget = SecretInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Only when something was written."""
        return bool(data)


class AccountForm(WagtailAdminModelForm):
    """Plain fields of the account, and its secrets write-only."""

    channel_secret = SecretFormField(label=_("Channel secret"))
    previous_channel_secret = SecretFormField(label=_("Previous channel secret"), required=False)
    channel_access_token = SecretFormField(label=_("Channel access token"))
    login_channel_secret = SecretFormField(label=_("LINE Login channel secret"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        helps = {
            "channel_secret": _("From the LINE Developers Console, “Basic settings”."),
            "previous_channel_secret": _(
                "Only while you change the channel secret: the old one stays valid."
            ),
            "channel_access_token": _("From the LINE Developers Console, “Messaging API”."),
            "login_channel_secret": _(
                "Only for the connection check, which then looks whether the LIFF app leads here."
            ),
        }
        for name in SECRETS:
            if name not in self.fields:
                continue
            # Never into the page: neither the plain text nor what is stored.
            self.initial.pop(name, None)
            field = self.fields[name]
            is_set = bool(getattr(self.instance, name, ""))
            if is_set:
                field.required = False
                field.widget.attrs["placeholder"] = _("Set. Leave empty to keep it.")
            field.help_text = helps[name]

    def clean(self) -> Any:
        """An empty secret keeps the stored one; the channel secret that goes is kept for its rotation."""
        cleaned = super().clean()
        for name in SECRETS:
            stored = getattr(self.instance, name, "")
            written = (cleaned.get(name) or "").strip()
            if not written and stored:
                cleaned[name] = stored
            elif written:
                cleaned[name] = written
        stored = self.instance.channel_secret
        is_replaced = isinstance(stored, Secret) and cleaned.get("channel_secret") is not stored
        if is_replaced and not (self.data.get(self.add_prefix("previous_channel_secret")) or "").strip():
            cleaned["previous_channel_secret"] = stored
        return cleaned
