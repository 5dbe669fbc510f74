"""Scenarios as files: download, and upload with the place of every error."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from linesteps.admin.accounts.choosing import AccountForm
from linesteps.errors import FormatError
from linesteps.scenarios.models import Scenario

LIST = "linesteps_scenarios:list"
EDIT = "linesteps_scenarios:edit"
#: What an import left out is told one by one; nobody reads more.
_MOST_NOTES = 10


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


class ImportForm(AccountForm):
    """Which file, into which account."""

    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("A file that was made with “Export”.")
    )


class ImportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Upload a file: drafts in a chosen account; needs the permission to add scenarios."""

    model = Scenario
    permission_required = "add"
    header_icon = "upload"
    form_class = ImportForm
    template_name = "linesteps/admin/import.html"
    page_title = gettext_lazy("Import scenarios")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, this page."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(LIST), "label": _("Scenarios")},
            {"url": "", "label": self.get_page_title()},
        ]

    def load(self, form: forms.Form, data: Any) -> HttpResponse:
        """Make drafts of ``data``, and open the only one or the list."""
        from linesteps.scenarios.transfer import import_scenarios

        notes: list[str] = []
        account = form.cleaned_data["account"]
        made = import_scenarios(data, account=account, user=self.request.user, notes=notes)
        text = ngettext(
            "%(n)s scenario is there as a draft.", "%(n)s scenarios are there as drafts.", len(made)
        )
        messages.success(self.request, text % {"n": len(made)})
        for note in notes[:_MOST_NOTES]:
            messages.warning(self.request, note)
        return redirect(reverse(EDIT, args=[made[0].pk]) if len(made) == 1 else reverse(LIST))

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Import it whole, or say what is wrong where."""
        from linesteps.scenarios.transfer import read_file

        try:
            return self.load(form, read_file(form.cleaned_data["file"].read()))
        except FormatError as error:
            text = _("Nothing was imported. In the file at “%(place)s”: %(reason)s")
            form.add_error("file", text % {"place": error.place, "reason": error.reason})
            return self.form_invalid(form)
