"""Scenarios as files: download, upload with the place of every error, and templates to start from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from linesteps.accounts.models import Account
from linesteps.errors import FormatError
from linesteps.scenarios.models import Scenario

LIST = "linesteps_scenarios:list"
EDIT = "linesteps_scenarios:edit"


class ExportView(PermissionCheckedMixin, View):
    """All scenarios as one file, or those named by ``?scenario=`` (again and again)."""

    model = Scenario
    any_permission_required = ["add", "change", "view", "publish"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """The newest drafts, as a download."""
        from linesteps.scenarios.transfer import export_scenarios

        scenarios = Scenario.objects.select_related("account", "latest_revision")
        wanted = [int(pk) for pk in request.GET.getlist("scenario") if pk.isdigit()]
        if wanted:
            scenarios = scenarios.filter(pk__in=wanted)
        drawn = [scenario.get_latest_revision_as_object() for scenario in scenarios]
        response = JsonResponse(
            export_scenarios(drawn), json_dumps_params={"ensure_ascii": False, "indent": 2}
        )
        day = timezone.localdate().isoformat()
        response["Content-Disposition"] = f'attachment; filename="linesteps-scenarios-{day}.json"'
        return response


class AccountForm(forms.Form):
    """Into which account."""

    account = forms.ModelChoiceField(
        label=gettext_lazy("LINE Official Account"), queryset=Account.objects.filter(is_active=True)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        first = field.queryset[:2]  # type: ignore[attr-defined]
        if len(first) == 1:
            field.initial = first[0]


class ImportForm(AccountForm):
    """Which file, into which account."""

    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("A file that was made with “Export”.")
    )


class _IntoAccountView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Makes drafts in a chosen account; needs the permission to add scenarios."""

    model = Scenario
    permission_required = "add"
    header_icon = "upload"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, this page."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(LIST), "label": _("Scenarios")},
            {"url": "", "label": self.get_page_title()},
        ]

    def load(self, form: forms.Form, data: Any, *, as_copies: bool = False) -> HttpResponse:
        """Make drafts of ``data``, and open the only one or the list."""
        from linesteps.scenarios.transfer import import_scenarios

        account = form.cleaned_data["account"]
        made = import_scenarios(data, account=account, user=self.request.user, as_copies=as_copies)
        text = ngettext(
            "%(n)s scenario is there as a draft.", "%(n)s scenarios are there as drafts.", len(made)
        )
        messages.success(self.request, text % {"n": len(made)})
        return redirect(reverse(EDIT, args=[made[0].pk]) if len(made) == 1 else reverse(LIST))


class ImportView(_IntoAccountView):
    """Upload a file."""

    form_class = ImportForm
    template_name = "linesteps/admin/import.html"
    page_title = gettext_lazy("Import scenarios")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Import it whole, or say what is wrong where."""
        from linesteps.scenarios.transfer import read_file

        try:
            return self.load(form, read_file(form.cleaned_data["file"].read()))
        except FormatError as error:
            text = _("Nothing was imported. In the file at “%(place)s”: %(reason)s")
            form.add_error("file", text % {"place": error.place, "reason": error.reason})
            return self.form_invalid(form)


class StartersView(_IntoAccountView):
    """Scenarios to start from, in the editor's language."""

    form_class = AccountForm
    template_name = "linesteps/admin/starters.html"
    page_title = gettext_lazy("Start from a template")
    header_icon = "copy"

    def starters(self) -> list[Any]:
        """All of them."""
        from linesteps.scenarios.starters import all_starters

        return list(all_starters((get_language() or "en").split("-")[0]))

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Make a draft of the chosen one, and open it."""
        chosen = self.request.POST.get("starter", "")
        for starter in self.starters():
            if starter.key == chosen:
                # A second use must not overwrite what somebody made of the first.
                return self.load(form, starter.data, as_copies=True)
        form.add_error(None, _("Choose one of the templates."))
        return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The templates."""
        return {**super().get_context_data(**kwargs), "starters": self.starters()}
