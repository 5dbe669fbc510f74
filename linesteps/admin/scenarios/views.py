"""The views of scenarios that differ from Wagtail's: clear words wherever publishing is refused."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views import snippets

from linesteps.admin.deletion import KeepsProtectedMixin
from linesteps.admin.scenarios.form import ScenarioForm
from linesteps.admin.scenarios.listing import ListingMixin
from linesteps.admin.scenarios.operation import verbs_for
from linesteps.admin.scenarios.summary import problems_message
from linesteps.scenarios.compiler import ScenarioHasProblems
from linesteps.scenarios.models import Scenario

_NAMESPACE = "linesteps_scenarios"


class ScenarioIndexView(ListingMixin, snippets.IndexView):
    """The list."""

    results_template_name = "linesteps/admin/scenario_index_results.html"

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Wagtail's add button, and the templates."""
        buttons = list(super().header_buttons)
        if self.user_has_permission("add"):
            url = reverse(f"{_NAMESPACE}:starters")
            buttons.append(HeaderButton(_("Start from a template"), url=url, icon_name="copy", priority=2000))
        return buttons

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Files in and out."""
        buttons = list(super().header_more_buttons)
        if self.user_has_permission("add"):
            url = reverse(f"{_NAMESPACE}:import")
            buttons.append(Button(_("Import"), url=url, icon_name="upload", priority=30))
        buttons.append(
            Button(_("Export"), url=reverse(f"{_NAMESPACE}:export"), icon_name="download", priority=40)
        )
        return buttons

    def get_list_more_buttons(self, instance: Scenario) -> list[Any]:
        """Wagtail's, and those that change the operation."""
        buttons = [*super().get_list_more_buttons(instance), *_results_button(instance)]
        if self.user_has_permission("publish"):
            buttons += _operation_buttons(instance, next_url=self.request.get_full_path())
        return buttons


def _results_button(scenario: Scenario) -> list[Button]:
    """The way to the figures, once there can be any."""
    if scenario.current_version_id is None:
        return []
    url = reverse(f"{_NAMESPACE}:results", args=[scenario.pk])
    return [Button(_("Results"), url=url, icon_name="view", priority=30)]


def _operation_buttons(scenario: Scenario, next_url: str = "") -> list[Button]:
    buttons = []
    for number, verb in enumerate(verbs_for(scenario)):
        url = reverse(f"{_NAMESPACE}:operate", args=[scenario.pk, verb.name])
        if next_url:
            url += "?" + urlencode({"next": next_url})
        buttons.append(Button(verb.label, url=url, icon_name=verb.icon, priority=100 + number))
    return buttons


class _ExplainsProblems:
    """For the create and edit views: a list of all problems on top, and no server error from any way to publish."""

    form: ScenarioForm
    request: HttpRequest
    object: Any

    def get_error_message(self) -> Any:
        """Wagtail's sentence, or the list of problems with links to their steps."""
        found = [one for one in getattr(self.form, "found", []) if one.problem.is_error]
        if self.expects_json_response or not found:  # type: ignore[attr-defined]
            return super().get_error_message()  # type: ignore[misc]
        return problems_message(self.form.instance, found)

    def is_valid(self, form: ScenarioForm) -> bool:
        """Remember the form first, since the message is made from it."""
        self.form = form
        return bool(super().is_valid(form))  # type: ignore[misc]

    def run_action_method(self) -> Any:
        """Publish, submit or approve; problems that came up meanwhile are said, and nothing is published."""
        try:
            with transaction.atomic():
                response = super().run_action_method()  # type: ignore[misc]
        except ScenarioHasProblems as refusal:
            messages.error(self.request, problems_message(self.object, refusal.found))
            return redirect(self.get_edit_url())  # type: ignore[attr-defined]
        warnings = [one for one in self.form.found if not one.problem.is_error]
        if warnings:
            messages.warning(self.request, problems_message(self.object, warnings))
        return response


class ScenarioCreateView(_ExplainsProblems, snippets.CreateView):
    """A new scenario."""

    def get_initial_form_instance(self) -> Any:
        """With a name, so that it can be saved at once, and with the start that most scenarios have."""
        new = super().get_initial_form_instance() or Scenario()
        new.name = _("New scenario")
        new.triggers = [("friend_added", {"when": "any"})]
        return new


class ScenarioCopyView(_ExplainsProblems, snippets.CopyView):
    """A new scenario that begins as a copy."""

    def get_initial_form_instance(self) -> Any:
        """The newest draft of the original, as a draft that nobody published yet."""
        original = super().get_initial_form_instance()
        copy = original.get_latest_revision_as_object()
        # Without an identity: a post to this address must never overwrite the original.
        copy.pk, copy._state.adding = None, True
        copy.name = _("%(name)s (copy)") % {"name": copy.name}
        copy.state, copy.import_key, copy.current_version = Scenario.State.ACTIVE, "", None
        copy.live, copy.first_published_at, copy.last_published_at = False, None, None
        copy.latest_revision = copy.live_revision = None
        return copy


class ScenarioEditView(_ExplainsProblems, snippets.EditView):
    """The editor."""

    def get_object(self, queryset: Any = None) -> Any:
        """The newest draft, with the operation of the live row: it is no matter of drafts."""
        drawn = super().get_object(queryset)
        drawn.state = self.live_object.state
        drawn.current_version_id = self.live_object.current_version_id
        return drawn

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Wagtail's, the file of this scenario, and those that change the operation."""
        buttons = list(super().header_more_buttons)
        url = f"{reverse(f'{_NAMESPACE}:export')}?scenario={self.object.pk}"
        buttons.append(Button(_("Export"), url=url, icon_name="download", priority=40))
        buttons += _results_button(self.live_object)
        if self.user_has_permission("publish"):
            buttons += _operation_buttons(self.live_object)
        return buttons


class ScenarioDeleteView(KeepsProtectedMixin, snippets.DeleteView):
    """Deletes drafts; what was ever published is history that numbers and runs refer to."""

    protected_message = gettext_lazy(
        "“%(object)s” was published before, so its history is kept. Unpublish it instead of deleting it."
    )


class ScenarioWorkflowActionView(snippets.WorkflowActionView):
    """Approving publishes: what cannot be published is said, and stays in review."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Approve or reject, whole or not at all."""
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except ScenarioHasProblems as refusal:
            url = reverse(f"{_NAMESPACE}:edit", args=[self.object.pk])
            drawn = self.object.get_latest_revision_as_object()
            messages.error(request, problems_message(drawn, refusal.found, base_url=url))
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                return self.render_modal_json(request, {"step": "success", "redirect": url})
            return redirect(url)
