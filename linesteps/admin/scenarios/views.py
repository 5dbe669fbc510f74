"""The views of scenarios that differ from Wagtail's: clear words wherever publishing is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.views.generic.mixins import CreateEditViewOptionalFeaturesMixin
from wagtail.admin.widgets.button import Button, HeaderButton, ListingButton
from wagtail.snippets.views import snippets

from linesteps.admin.deletion import KeepsProtectedMixin
from linesteps.admin.notices import notices
from linesteps.admin.scenarios.buttons import (
    existing_friends_button,
    first_verb,
    operation_buttons,
    results_button,
    template_button,
)
from linesteps.admin.scenarios.creation import CreatesOnceMixin
from linesteps.admin.scenarios.form import ScenarioForm
from linesteps.admin.scenarios.listing import ListingMixin
from linesteps.admin.scenarios.operation import Verb, verbs_for
from linesteps.admin.scenarios.summary import problems_message
from linesteps.checklist.look import ask
from linesteps.checklist.seen import Seen
from linesteps.scenarios.carry_over import Inside
from linesteps.scenarios.compiler import ScenarioHasProblems
from linesteps.scenarios.models import Scenario, ScenarioVersion
from linesteps.scenarios.page_wait import PageWait
from linesteps.triggers.stream import triggers_block

_NAMESPACE = "linesteps_scenarios"
#: What publishing and operating write on a scenario's row, and saving a draft never does.
_PUBLICATION = (
    "live", "first_published_at", "last_published_at", "live_revision_id", "current_version_id", "state", "paused_at",
)  # fmt: skip


class ScenarioIndexView(ListingMixin, snippets.IndexView):
    """The list."""

    results_template_name = "linesteps/admin/scenario_index_results.html"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With what everybody should know; not for the part that is loaded again while searching."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context if self.results_only else {**context, "notices": notices(self.request.user)}

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Wagtail's add button, and the templates."""
        buttons = list(super().header_buttons)
        if self.user_has_permission("add"):
            url = reverse(f"{_NAMESPACE}:templates")
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
        """What is wanted most stands beside the menu: open, pause or resume, copy."""
        wagtails = super().get_list_more_buttons(instance)
        shown = {self.get_edit_url(instance), self.get_copy_url(instance)}
        rest = [button for button in wagtails if button.url not in shown]
        return [*self._shown_buttons(instance), *rest, *self._folded_buttons(instance)]

    def _shown_buttons(self, scenario: Scenario) -> list[Any]:
        name = scenario.listed.name
        wanted = [(_("Open"), self.get_edit_url(scenario))]
        verb = first_verb(scenario) if self.user_has_permission("publish") else None
        if verb is not None:
            wanted.append((str(verb.label), self._operate_url(scenario, verb)))
        wanted.append((_("Duplicate"), self.get_copy_url(scenario)))
        return [
            ListingButton(
                label,
                url=url,
                attrs={"aria-label": f"{label}: {name}"},
                priority=number,
            )
            for number, (label, url) in enumerate(wanted)
            if url
        ]

    def _folded_buttons(self, scenario: Scenario) -> list[Any]:
        buttons = [*results_button(scenario)]
        if self.user_has_permission("add"):
            buttons.append(template_button(scenario))
        if self.user_has_permission("publish"):
            shown = first_verb(scenario)
            buttons += [
                Button(verb.label, url=self._operate_url(scenario, verb), icon_name=verb.icon, priority=100)
                for verb in verbs_for(scenario)
                if verb is not shown
            ]
        return buttons

    def _operate_url(self, scenario: Scenario, verb: Verb) -> str:
        url = reverse(f"{_NAMESPACE}:operate", args=[scenario.pk, verb.name])
        # Not the address of the results alone, which is what a filtered list is loaded from.
        query = self.request.GET.urlencode()
        back = reverse(f"{_NAMESPACE}:list") + (f"?{query}" if query else "")
        return url + "?" + urlencode({"next": back})


class _ExplainsProblems(CreateEditViewOptionalFeaturesMixin):
    """For the create and edit views: a list of all problems on top, and no server error from any way to publish."""

    form: ScenarioForm
    request: HttpRequest
    object: Any
    action: str
    expects_json_response: bool
    get_edit_url: Callable[[], str]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """What goes to review, or back from it, may be unfinished: only approval publishes."""
        super().setup(request, *args, **kwargs)
        is_approval = request.POST.get("workflow-action-name") == "approve"
        goes_to_review = self.action in {"submit", "restart-workflow"}
        if goes_to_review or (self.action == "workflow-action" and not is_approval):
            self.saving_as_draft = True

    def get_success_url(self) -> str:
        """After publishing, the question about existing friends, if somebody wanted to be asked it."""
        url = str(super().get_success_url())
        is_out = self.action == "publish" and not _is_to_come(self.object)
        if is_out and self.request.POST.get("then_existing_friends"):
            return reverse(f"{_NAMESPACE}:existing_friends", args=[self.object.pk])
        return url

    def get_success_message(self, instance: Any = None) -> Any:
        """Wagtail's, or that it waits: “published” would be wrong."""
        waits = self.action == "publish" and PageWait.objects.filter(pk=self.object.pk).first()
        if not waits:
            return super().get_success_message(instance)
        text = _("“%(name)s” goes live together with the page “%(page)s”, as soon as that is published.")
        return text % {"name": self.object, "page": waits.page.get_admin_display_title()}

    def get_error_message(self) -> Any:
        """Wagtail's sentence, or the list of problems with links to their steps."""
        found = [one for one in getattr(self.form, "found", []) if one.problem.is_error]
        if self.expects_json_response or not found:
            return super().get_error_message()
        return problems_message(self.form.instance, found)

    def is_valid(self, form: ScenarioForm) -> bool:
        """Remember the form first, since the message is made from it."""
        self.form = form
        return bool(super().is_valid(form))

    def run_action_method(self) -> Any:
        """Publish, submit or approve; problems that came up meanwhile are said, and nothing is published."""
        try:
            with transaction.atomic():
                response = super().run_action_method()
        except ScenarioHasProblems as refusal:
            messages.error(self.request, problems_message(self.object, refusal.found))
            return redirect(self.get_edit_url())
        warnings = [one for one in self.form.found if not one.problem.is_error]
        if warnings:
            messages.warning(self.request, problems_message(self.object, warnings))
        return response


def _is_to_come(scenario: Scenario) -> bool:
    """Whether it is published at a later time only."""
    is_planned = scenario.go_live_at is not None and scenario.go_live_at > timezone.now()
    return is_planned or PageWait.objects.filter(pk=scenario.pk).exists()


class ScenarioCreateView(CreatesOnceMixin, _ExplainsProblems, snippets.CreateView):
    """A new scenario."""

    def get_initial_form_instance(self) -> Any:
        """With a name, so that it can be saved at once, and with the start that most scenarios have."""
        new = super().get_initial_form_instance() or Scenario()
        new.name = _("New scenario")
        # Whole, as the form draws it: a field without a first value cannot be drawn.
        new.triggers = [("friend_added", triggers_block().child_blocks["friend_added"].get_default())]
        return new


class ScenarioCopyView(CreatesOnceMixin, _ExplainsProblems, snippets.CopyView):
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
        copy.latest_revision = copy.live_revision = copy.publish_with = None
        return copy


class ScenarioEditView(_ExplainsProblems, snippets.EditView):
    """The editor."""

    def get_object(self, queryset: Any = None) -> Any:
        """The newest draft, with the operation of the live row: it is no matter of drafts."""
        drawn = super().get_object(queryset)
        drawn.state = self.live_object.state
        drawn.current_version_id = self.live_object.current_version_id
        if self.live_object.live and not self.live_object.has_unpublished_changes:
            # What was said of the people inside was said for the last publication.
            drawn.inside, drawn.deleted, drawn.publish_with = Inside.MOVE, "", None
        return drawn

    @cached_property
    def overwrite_revision(self) -> Any:
        """Never a draft that was published: the history says what each version was made of."""
        revision = super().overwrite_revision
        if revision is None or not ScenarioVersion.objects.filter(revision=revision).exists():
            return revision
        return None

    def save_instance(self) -> Any:
        """Save the draft; a slow autosave must not take back what was published meanwhile.

        Wagtail stores a row that was a draft when the request began with all that it read then.
        """
        row = Scenario.objects.select_for_update().filter(pk=self.object.pk)
        for name, value in row.values(*_PUBLICATION).get().items():
            setattr(self.form.instance, name, value)
        return super().save_instance()

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Wagtail's, the file of this scenario, and those that change the operation."""
        buttons = list(super().header_more_buttons)
        url = f"{reverse(f'{_NAMESPACE}:export')}?scenario={self.object.pk}"
        buttons.append(Button(_("Export"), url=url, icon_name="download", priority=40))
        if self.user_has_permission("add"):
            buttons.append(template_button(self.live_object))
        buttons += results_button(self.live_object)
        if self.user_has_permission("publish"):
            buttons += existing_friends_button(self.live_object) + operation_buttons(self.live_object)
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
        if self.action_name == "approve":
            # Here, before the transaction: while publishing, nobody may wait for the network.
            ask(Seen(self.object.get_latest_revision_as_object()))
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
