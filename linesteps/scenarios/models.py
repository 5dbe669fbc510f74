"""Scenarios as editors draw them, and the immutable versions that run."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from linesteps.accounts.models import Account
from linesteps.fields import FrozenStreamField
from linesteps.messages.shown.coupons import shown_coupons
from linesteps.messages.shown.words import chat_words
from linesteps.scenarios.carry_over import Deleted, Inside
from linesteps.scenarios.conversation import every_way, example_values
from linesteps.scenarios.goals import HasGoals
from linesteps.scenarios.publishing import GoesLive
from linesteps.scenarios.versions import ScenarioTrigger, ScenarioVersion
from linesteps.steps.stream import root_block
from linesteps.triggers.stream import triggers_block

__all__ = ["Scenario", "ScenarioQuerySet", "ScenarioTrigger", "ScenarioVersion"]


#: ``paused_for`` once what was missing is back.
READY_TO_RESUME = "ready"
#: Fields of the row that a draft's content never overrules.
_NO_DRAFT = (
    "state", "paused_at", "current_version_id", "import_key", "attention", "attention_at", "attention_seen_at",
    "paused_for", "is_broadcast",
)  # fmt: skip


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    """Questions about scenarios."""

    def starting(self) -> ScenarioQuerySet:
        """Those that take in new followers: set to run, and published."""
        return self.filter(state=Scenario.State.ACTIVE, live=True, current_version__isnull=False)

    def moving(self) -> ScenarioQuerySet:
        """Those whose followers inside go on."""
        return self.exclude(state=Scenario.State.PAUSED)


class _DrawnManager(models.Manager.from_queryset(ScenarioQuerySet)):  # type: ignore[misc]
    """What editors drew: without the courses that one-off sends run on, which no list, choice or count may show."""

    def get_queryset(self) -> ScenarioQuerySet:
        """All but those."""
        found: ScenarioQuerySet = super().get_queryset().filter(is_broadcast=False)
        return found


class Scenario(
    GoesLive,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    HasGoals,
    models.Model,
):
    """A drawn course of messages (「シナリオ」). What runs is its ``current_version``, never this row."""

    class State(models.TextChoices):
        """What the scenario does, apart from being a draft or published."""

        #: Takes in followers and moves them.
        ACTIVE = "active", _("Running")
        #: Takes in nobody; those inside finish.
        CLOSING = "closing", _("Closing: no new starts")
        #: Nothing moves.
        PAUSED = "paused", _("Paused")
        #: Over.
        ENDED = "ended", _("Ended")

    class ReEntry(models.TextChoices):
        """What happens to somebody who comes back after a block."""

        #: From the beginning, as LINE's own step messages do.
        RESTART = "restart", _("Start from the beginning")
        #: Where they left.
        RESUME = "resume", _("Go on where they left")
        #: Not again.
        NEVER = "never", _("Do not start again")

    name = models.CharField(_("name"), max_length=120)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="scenarios", verbose_name=_("LINE Official Account")
    )
    triggers = FrozenStreamField(
        triggers_block(), blank=True, verbose_name=_("start condition"), help_text=_("When somebody enters.")
    )
    steps = FrozenStreamField(root_block(), blank=True, verbose_name=_("steps"))
    re_entry = models.CharField(
        _("when a friend comes back"), max_length=10, choices=ReEntry, default=ReEntry.RESTART
    )
    can_repeat = models.BooleanField(
        _("may run again for the same person"),
        default=False,
        help_text=_("When the start condition is met again after the person has finished."),
    )
    is_transactional = models.BooleanField(
        _("messages that a friend needs"),
        default=False,
        help_text=_(
            "For bookings, orders and the like, never for advertising: the limit of messages to one friend does not "
            "hold them, and they do not count. Changes are noted in the history."
        ),
    )
    inside = models.CharField(
        _("people inside, when you publish"),
        max_length=10,
        choices=Inside,
        default=Inside.MOVE,
        help_text=_("Those who are in this scenario at that moment. Waits that run keep their time."),
    )
    deleted = models.CharField(
        _("people at a step that you deleted"),
        max_length=10,
        choices=Deleted,
        blank=True,
        default="",
        help_text=_("Needed only when somebody stands at a step that is no longer there."),
    )
    entries_per_day = models.DecimalField(
        _("people who start in a day"),
        max_digits=7,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("For the forecast. Empty: as many as in the last 28 days."),
    )
    state = models.CharField(_("operation"), max_length=10, choices=State, default=State.ACTIVE)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: What somebody should look at (a surge of blocks or failures), and until when they have looked.
    attention = models.CharField(max_length=300, blank=True, default="", editable=False)
    attention_at = models.DateTimeField(null=True, blank=True, editable=False)
    attention_seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: What its messages lack since it was paused for it, such as ``page 12``; then resuming is offered when it is back.
    paused_for = models.CharField(max_length=40, blank=True, default="", editable=False)
    current_version = models.ForeignKey(
        "linesteps.ScenarioVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    #: The course of a one-off send (``linesteps.broadcasts``): run like any other, and shown nowhere as a scenario.
    is_broadcast = models.BooleanField(default=False, editable=False)
    #: Kept through export and import, so that importing twice makes no double.
    import_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    #: Names the form that made it, so that its autosave and its button make one scenario, not two.
    creation_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="linesteps_scenario",
        for_concrete_model=False,
    )
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="linesteps_scenario",
        for_concrete_model=False,
    )

    search_fields = (
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("account"),
        index.FilterField("state"),
    )

    objects = _DrawnManager()
    #: For whatever moves, sends and looks after people: one-off sends are run by the same engine.
    every = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("account", "import_key"),
                condition=~models.Q(import_key=""),
                name="linesteps_scenario_imported_once",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def revisions(self) -> Any:
        """Wagtail's name for the stored drafts."""
        return self._revisions

    @property
    def is_running(self) -> bool:
        """Whether followers can enter or move."""
        return self.current_version_id is not None and self.state in {self.State.ACTIVE, self.State.CLOSING}

    def with_content_json(self, content: Any) -> Any:
        """A draft as an object; how the scenario operates is no matter of drafts and stays as it is."""
        drawn = super().with_content_json(content)
        for name in _NO_DRAFT:
            setattr(drawn, name, getattr(self, name))
        return drawn

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        """The conversation as a page; the editor's preview panel shows it."""
        return "linesteps/scenario_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """What the page draws: every way through the scenario, with its days and messages."""
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        talk = every_way(self, values=example_values(self.account))
        shown = {
            **talk.to_json(),
            "account": self.account.name,
            "coupons": shown_coupons(self.account, talk.messages()),
            "words": chat_words(),
        }
        return {**context, "scenario": self, "shown": shown}
