"""The page of one template, and what it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button

from linesteps.admin.accounts.choosing import AccountForm
from linesteps.admin.gallery.cards import Card, when
from linesteps.admin.gallery.finding import find_template, may_change
from linesteps.admin.gallery.page import NAMESPACE, GalleryPage
from linesteps.errors import FormatError
from linesteps.messages.shown.words import chat_words
from linesteps.scenarios.compiler import problems
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.templates.models import ScenarioTemplate
from linesteps.scenarios.templates.show import Said, show_template
from linesteps.scenarios.templates.use import use_template


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One moment of the conversation: when it comes, and which send."""

    day: int
    when: str
    name: str
    step_id: str


class TemplateDetailView(GalleryPage, FormView):  # type: ignore[type-arg]
    """One template: what it says when, what it needs, and the button that makes a scenario of it."""

    template_name = "linesteps/admin/template_detail.html"
    form_class = AccountForm

    @cached_property
    def card(self) -> Card:
        """The one in the address."""
        return Card(find_template(self.kwargs["ref"]))

    def get_page_title(self) -> str:
        """Its name."""
        return self.card.template.title

    def above(self) -> list[dict[str, Any]]:
        """The gallery."""
        return [{"url": reverse(f"{NAMESPACE}:templates"), "label": _("Templates")}]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """What can be done with it as a thing."""
        ref = self.card.template.ref
        file_url = reverse(f"{NAMESPACE}:template_file", args=[ref])
        buttons = [Button(_("Export"), url=file_url, icon_name="download", priority=30)]
        row = self.own_row
        if row is not None and may_change(self.request.user, row):
            for name, label, icon in (
                ("template_edit", _("Rename and describe"), "edit"),
                ("template_delete", _("Delete"), "bin"),
            ):
                url = reverse(f"{NAMESPACE}:{name}", args=[row.pk])
                buttons.append(Button(label, url=url, icon_name=icon, priority=40))
        return buttons

    @cached_property
    def own_row(self) -> ScenarioTemplate | None:
        """Its row, if editors saved it."""
        row = self.card.template.row
        return None if row is None else ScenarioTemplate.objects.select_related("created_by").get(pk=row)

    def form_valid(self, form: AccountForm) -> HttpResponse:
        """Make a draft, and open it where something is still missing."""
        notes: list[str] = []
        try:
            scenario = use_template(
                self.card.template, account=form.cleaned_data["account"], user=self.request.user, notes=notes
            )
        except FormatError as error:
            text = _("The template cannot be used. At “%(place)s”: %(reason)s")
            form.add_error(None, text % {"place": error.place, "reason": error.reason})
            return self.form_invalid(form)
        for note in notes:
            messages.warning(self.request, note)
        text = _("“%(name)s” is there as a draft. Nothing is sent before you publish it.")
        messages.success(self.request, text % {"name": scenario.name})
        url = reverse(f"{NAMESPACE}:edit", args=[scenario.pk])
        return redirect(url + first_place(scenario))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The ways through the conversation, and what it needs."""
        context = super().get_context_data(**kwargs)
        accounts = context["form"].accounts
        name = accounts[0].name if len(accounts) == 1 else _("Your shop")
        said, fault = Said(names={}, messages={}, coupons={}), ""
        try:
            said = show_template(self.card.template, account_name=name)
        except FormatError as error:
            fault = f"{error.place}: {error.reason}"
        return {
            **context,
            "card": self.card,
            "template": self.card.template,
            "ways": self._ways(said),
            "shown": {
                "account": name,
                "messages": said.messages,
                "coupons": said.coupons,
                "words": chat_words(),
            },
            "fault": fault,
            "shop": name,
            "has_accounts": bool(accounts),
            "own_row": self.own_row,
            "accounts_url": reverse("linesteps_accounts:add"),
        }

    def _ways(self, said: Said) -> list[tuple[str, list[Shown]]]:
        return [
            (
                " → ".join(way.choices),
                [
                    Shown(
                        day=moment.day or 0,
                        when=when(moment),
                        name=said.names.get(moment.step_id, ""),
                        step_id=moment.step_id,
                    )
                    for moment in way.moments
                ],
            )
            for way in self.card.measure.ways
        ]


def first_place(scenario: Scenario) -> str:
    """The anchor of the first step in which something is missing; empty if nothing is."""
    found = [one for one in problems(scenario.get_latest_revision_as_object()) if one.problem.is_error]
    step_id = next((one.problem.step_id for one in found if one.problem.step_id), "")
    if step_id:
        return f"#block-{step_id}-section"
    return "#triggers" if found else ""


class TemplateFileView(PermissionCheckedMixin, View):
    """A template as a file, for another site or for a site's own folder."""

    model = Scenario
    permission_required = "add"

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        """The download."""
        template = find_template(ref)
        data = template.data
        if template.row is not None:
            data = ScenarioTemplate.objects.get(pk=template.row).as_file()
        response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
        response["Content-Disposition"] = f'attachment; filename="{template.ref}.json"'
        return response
