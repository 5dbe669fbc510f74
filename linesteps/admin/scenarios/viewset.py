"""Scenarios in the admin."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, PublishingPanel, TabbedInterface
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from linesteps.admin.broadcasts.elsewhere import leads_to_broadcast
from linesteps.admin.builder.saving import SaveMessageView
from linesteps.admin.builder.views import CopyView, DescribeView, StateView, ValueView
from linesteps.admin.checklist.existing_friends import ExistingFriendsView
from linesteps.admin.checklist.panel import PublishPanel
from linesteps.admin.gallery import detail, own
from linesteps.admin.gallery import views as gallery
from linesteps.admin.preview.panel import PhonePanel
from linesteps.admin.results.page import ResultsView
from linesteps.admin.results.people import PeopleView
from linesteps.admin.results.step import StepView
from linesteps.admin.results.winner import TakeWinnerView, UndoWinnerView
from linesteps.admin.scenarios import files, history, operate, views
from linesteps.admin.scenarios.filters import ScenarioFilterSet
from linesteps.admin.scenarios.form import ScenarioForm
from linesteps.admin.scenarios.listing import LiveView
from linesteps.admin.scenarios.panels import OperationPanel, StepsPanel
from linesteps.admin.segments.counting import CountFieldsView, CountPlainView
from linesteps.admin.simulator.panel import SimulatorPanel
from linesteps.messages.guarded_chooser import GuardedChooser
from linesteps.scenarios.models import Scenario


class ScenarioChooserViewSet(GuardedChooser, SnippetChooserViewSet):
    """For sites whose own pages refer to a scenario."""

    guarded_by = ("linesteps.scenario",)


class ScenarioViewSet(SnippetViewSet):
    """List, editor, drafts, workflow, history, preview, copy; and the ways in and out as files."""

    model = Scenario
    chooser_viewset_class = ScenarioChooserViewSet
    icon = "tasks"
    menu_label = _("Scenarios")
    menu_name = "linesteps-scenarios"
    menu_order = 10
    url_prefix = "linesteps/scenarios"
    url_namespace = "linesteps_scenarios"
    filterset_class = ScenarioFilterSet
    copy_view_enabled = True
    inspect_view_enabled = True
    inspect_view_fields = ["name", "account", "state", "re_entry", "can_repeat", "is_transactional", "steps"]
    list_per_page = 20

    index_view_class = views.ScenarioIndexView
    add_view_class = views.ScenarioCreateView
    copy_view_class = views.ScenarioCopyView
    edit_view_class = views.ScenarioEditView
    delete_view_class = views.ScenarioDeleteView
    history_view_class = history.ScenarioHistoryView
    revisions_compare_view_class = history.ScenarioCompareView
    revisions_revert_view_class = history.ScenarioRevertView
    workflow_action_view_class = views.ScenarioWorkflowActionView
    index_template_name = "linesteps/admin/scenario_index.html"
    index_results_template_name = "linesteps/admin/scenario_index_results.html"

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    # Wagtail names the panels after translated headings; styles and scripts go by class.
                    FieldPanel("name", classname="ls-panel-name"),
                    FieldPanel("account", classname="ls-panel-account"),
                    SimulatorPanel(),
                    PhonePanel(),
                    # The picture comes first; its start card leads to the start conditions below it.
                    StepsPanel("steps", classname="ls-panel-steps"),
                    FieldPanel("triggers", classname="ls-panel-triggers"),
                    OperationPanel(heading=_("Status")),
                    PublishPanel(),
                ],
                heading=_("Steps"),
            ),
            ObjectList(
                [
                    FieldPanel("goals", classname="ls-panel-goals"),
                    MultiFieldPanel(
                        [
                            FieldPanel("exits_at_goal"),
                            FieldPanel("exit_rules", classname="ls-panel-exit_rules"),
                            FieldPanel("exit_match"),
                        ],
                        heading=_("Leaving early"),
                    ),
                    MultiFieldPanel(
                        [FieldPanel("holdout_percent")], heading=_("Comparing with friends who get nothing")
                    ),
                ],
                heading=_("Goals"),
            ),
            ObjectList(
                [
                    FieldPanel("re_entry"),
                    FieldPanel("can_repeat"),
                    FieldPanel("is_transactional"),
                    PublishingPanel(),
                    FieldPanel("publish_with", classname="ls-panel-publish_with"),
                ],
                heading=_("Settings"),
            ),
        ],
        base_form_class=ScenarioForm,
    )

    @property
    def edit_view(self) -> Any:
        """The editor; the course of a one-off send has a page elsewhere."""
        return leads_to_broadcast(super().edit_view)

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and ours."""
        common = {"breadcrumbs_items": self.breadcrumbs_items}
        return [
            *super().get_urlpatterns(),
            path("live/", LiveView.as_view(), name="live"),
            path("export/", files.ExportView.as_view(), name="export"),
            path("import/", self.construct_view(files.ImportView, **common), name="import"),
            path("templates/", self.construct_view(gallery.GalleryView, **common), name="templates"),
            path("templates/own/<int:pk>/edit/", own.OwnTemplateEditView.as_view(), name="template_edit"),
            path(
                "templates/own/<int:pk>/delete/", own.OwnTemplateDeleteView.as_view(), name="template_delete"
            ),
            path("templates/<str:ref>/", detail.TemplateDetailView.as_view(), name="template"),
            path("templates/<str:ref>/file/", detail.TemplateFileView.as_view(), name="template_file"),
            path("save-as-template/<int:pk>/", own.SaveAsTemplateView.as_view(), name="save_as_template"),
            path("results/<int:pk>/", ResultsView.as_view(), name="results"),
            path("results/<int:pk>/<str:step_id>/", StepView.as_view(), name="results_step"),
            path(
                "results/<int:pk>/<str:step_id>/<slug:measure>/", PeopleView.as_view(), name="results_people"
            ),
            path(
                "take-winner/<int:pk>/<str:step_id>/<slug:port>/",
                TakeWinnerView.as_view(),
                name="take_winner",
            ),
            path("undo-winner/<int:pk>/<str:step_id>/", UndoWinnerView.as_view(), name="undo_winner"),
            path("stop-waiting/<int:pk>/", operate.StopWaitingView.as_view(), name="stop_waiting"),
            path("look-at/<int:pk>/", operate.LookAtView.as_view(), name="look_at"),
            path("operate/<int:pk>/<slug:verb>/", operate.OperateView.as_view(), name="operate"),
            path("existing-friends/<int:pk>/", ExistingFriendsView.as_view(), name="existing_friends"),
            path("builder/describe/", DescribeView.as_view(), name="describe"),
            path("builder/state/", StateView.as_view(), name="step_state"),
            path("builder/value/", ValueView.as_view(), name="step_value"),
            path("builder/copy/", CopyView.as_view(), name="step_copy"),
            path("builder/save-message/", SaveMessageView.as_view(), name="save_message"),
            path("builder/count/", CountPlainView.as_view(), name="count"),
            path("builder/count-fields/", CountFieldsView.as_view(), name="count_fields"),
        ]
