"""The forms of both ways to make a message of the library."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList

from linesteps.admin.definitions import keep_definitions
from linesteps.library.models import LibraryMessage, PageMessage, WrittenMessage
from linesteps.scenarios.models import Scenario


class LibraryForm(WagtailAdminModelForm):
    """Half-finished messages are saved; publishing asks for more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_definitions(self)
        self.fields["account"].empty_label = _("All accounts")

    def clean(self) -> Any:
        """A message that another account's scenario sends stays where that scenario finds it."""
        cleaned = super().clean()
        account = cleaned.get("account")
        if account is None or not self.instance.pk:
            return cleaned
        rows = Scenario.objects.filter(
            current_version__sources__kind="library", current_version__sources__key=self.instance.pk
        )
        names = list(rows.exclude(account=account).values_list("name", flat=True).distinct()[:3])
        if names:
            text = _("Scenarios of another account use it: %(names)s. Leave the account empty.")
            self.add_error("account", text % {"names": ", ".join(names)})
        return cleaned


def _panel(model: type[LibraryMessage], *own: Any) -> Any:
    panels = [FieldPanel("name"), *own, FieldRowPanel([FieldPanel("account"), FieldPanel("folder")])]
    return ObjectList(panels, base_form_class=LibraryForm).bind_to_model(model)


def panel_of(model: type[LibraryMessage]) -> Any:
    """The bound panel with the form of a way to make a message."""
    if model is PageMessage:
        return _panel(
            model,
            FieldPanel("page"),
            FieldRowPanel([FieldPanel("shows"), FieldPanel("most")]),
            FieldRowPanel([FieldPanel("shape"), FieldPanel("button")]),
        )
    return _panel(WrittenMessage, FieldPanel("message"))
