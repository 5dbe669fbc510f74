"""Where each follower is inside each scenario, and what happened to them there."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps.engine.leave_together import leave_together
from linesteps.followers.models import Follower
from linesteps.scenarios.models import Scenario, ScenarioVersion

#: Statuses in which an enrolment still has a future; the partial unique index counts these.
LIVE = ("running", "waiting", "stuck")
#: Statuses which the engine claims when ``due_at`` has come.
MOVING = ("running", "waiting")
#: The cause of a run that an editor asked for, for people who were friends before.
EXISTING_FRIENDS = "existing_friends"
#: The cause of a run that is one person's part of a one-off send.
BROADCAST = "broadcast"
#: Starts that answer nothing that the friend just did.
UNASKED = frozenset({EXISTING_FRIENDS, BROADCAST, "page_published"})


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Questions about enrolments."""

    def live(self) -> EnrolmentQuerySet:
        """Those still inside a scenario."""
        return self.filter(status__in=LIVE)

    def due(self, now: datetime) -> EnrolmentQuerySet:
        """Those to be moved at ``now``, longest due first."""
        return self.filter(status__in=MOVING, due_at__lte=now).order_by("due_at", "id")

    def take_out(self, reason: str) -> int:
        """End all of these that live, with their untried sends; returns how many."""
        return leave_together(self.live(), reason)


class Enrolment(models.Model):
    """One follower's run through one scenario."""

    class Status(models.TextChoices):
        """Where the run stands."""

        #: To be moved at once.
        RUNNING = "running", _("Moving")
        #: Waits at a step until ``due_at`` or until woken.
        WAITING = "waiting", _("Waiting")
        #: Reached the end.
        COMPLETED = "completed", _("Finished")
        #: Left before the end; ``left_reason`` says why.
        LEFT = "left", _("Left")
        #: Cannot go on by itself; an operator may retry, skip or end it.
        STUCK = "stuck", _("Needs help")

    class LeftReason(models.TextChoices):
        """Why somebody left before the end."""

        BLOCKED = "blocked", _("Blocked the account")
        REMOVED = "removed", _("Taken out by hand")
        API = "api", _("Taken out by another program")
        ENDED = "ended", _("The scenario was ended")
        RESTARTED = "restarted", _("Started again from the beginning")
        ERASED = "erased", _("The person's data was erased")
        REPLACED = "replaced", _("A step of another scenario ended it")
        EXITED = "exited", _("A condition to leave came true")
        GOAL = "goal", _("Reached a goal")

    # Each index costs an insert at every move. Two of these would be of no use: one below begins with the
    # scenario, and versions are never deleted.
    scenario = models.ForeignKey(
        Scenario, on_delete=models.PROTECT, related_name="enrolments", db_index=False
    )
    version = models.ForeignKey(
        ScenarioVersion, on_delete=models.PROTECT, related_name="enrolments", db_index=False
    )
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="enrolments")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.RUNNING)
    step_id = models.CharField(max_length=64, blank=True)
    #: Since when the run is at ``step_id``.
    arrived_at = models.DateTimeField()
    #: How many steps were left so far; the next StepVisit gets this number plus one.
    seq = models.PositiveIntegerField(default=0)
    #: When to move next; NULL once the run is over or stuck.
    due_at = models.DateTimeField(null=True, blank=True)
    #: Activity kinds that end the wait early, as ``|link_clicked|``.
    wakes_on = models.CharField(max_length=300, blank=True, default="")
    #: For a run that a block cut off while it waited: when that wait would have been over.
    resume_at = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(_("started by"), max_length=40)
    entered_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    left_reason = models.CharField(_("left because"), max_length=12, choices=LeftReason, blank=True)
    trouble = models.TextField(_("what went wrong"), blank=True, default="")

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of a friend")
        verbose_name_plural = _("runs of friends")
        permissions = (("rescue_enrolment", _("Can help runs of friends that are stuck")),)
        constraints = (
            models.UniqueConstraint(
                fields=("scenario", "follower"),
                condition=models.Q(status__in=LIVE),
                name="linesteps_enrolment_one_live",
            ),
        )
        indexes = (
            # Only runs that move have a time. A condition on the status would do on PostgreSQL only: SQLite
            # cannot see that a bound value fits it, and would read the whole table (measured).
            models.Index(
                fields=("due_at", "id"),
                condition=models.Q(due_at__isnull=False),
                name="linesteps_enrolment_due",
            ),
            models.Index(fields=("scenario", "entered_at"), name="linesteps_enrolment_entered"),
            models.Index(
                fields=("arrived_at", "id"),
                condition=models.Q(status="stuck"),
                name="linesteps_enrolment_stuck",
            ),
        )

    def __str__(self) -> str:
        return f"{self.follower_id} in {self.scenario_id}"

    @staticmethod
    def stored(activities: frozenset[str]) -> str:
        """Activity kinds as ``wakes_on`` holds them."""
        return f"|{'|'.join(sorted(activities))}|" if activities else ""


class StepVisit(models.Model):
    """One step that one follower has left, and by which way; with a ``dispatch`` it is the delivery.

    Written once, when the step is left, in the commit that moves the enrolment: whole or not at all.
    """

    # No index of their own: the ones below begin with them, and each costs an insert at every step. Nor does
    # PostgreSQL check them: each costs a question for every row, together a fifth of moving a follower (measured). The
    # run is locked by whoever writes its visits and is never deleted; the send is written in the same commit, and
    # rows of the outbox are never deleted either; the others are the run's own.
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="visits", db_index=False, db_constraint=False
    )
    follower = models.ForeignKey(
        Follower, on_delete=models.CASCADE, related_name="visits", db_index=False, db_constraint=False
    )
    scenario = models.ForeignKey(
        Scenario, on_delete=models.CASCADE, related_name="visits", db_index=False, db_constraint=False
    )
    #: The version that the run was on just then; publishing may have moved the run on since. Versions are
    #: never deleted, so neither a constraint nor an index is worth its price at every step.
    version = models.ForeignKey(
        ScenarioVersion, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    seq = models.PositiveIntegerField()
    step_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    port = models.CharField(max_length=80)
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField()
    dispatch = models.ForeignKey(
        "linesteps.Dispatch",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="visits",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("step visit")
        verbose_name_plural = _("step visits")
        constraints = (
            models.UniqueConstraint(fields=("enrolment", "seq"), name="linesteps_stepvisit_one_seq"),
        )
        indexes = (
            models.Index(fields=("scenario", "step_id"), name="linesteps_stepvisit_step"),
            models.Index(fields=("follower", "-left_at"), name="linesteps_stepvisit_timeline"),
            # Most steps send nothing.
            models.Index(
                fields=("dispatch",),
                condition=models.Q(dispatch__isnull=False),
                name="linesteps_stepvisit_dispatch",
            ),
        )

    def __str__(self) -> str:
        return f"{self.enrolment_id}#{self.seq} {self.kind}"


class IntakeQuerySet(models.QuerySet["Intake"]):
    """Questions about intakes."""

    def pending(self, moment: datetime) -> IntakeQuerySet:
        """Those that can go on at ``moment``, oldest first."""
        able = Scenario.every.exclude(state=Scenario.State.PAUSED)
        # Who is to come bit by bit must not come all at once when a paused account sends again.
        held_up = models.Q(
            per_hour__isnull=False, scenario__in=Scenario.every.filter(account__paused_at__isnull=False)
        )
        is_time = models.Q(due_at__isnull=True) | models.Q(due_at__lte=moment)
        return self.filter(is_time, ~held_up, finished_at__isnull=True, scenario__in=able).order_by("pk")


class Intake(models.Model):
    """That people who are friends already start a scenario, as an editor or a published page wants; in batches."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="intakes")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField()
    #: Why they start; the kind of start condition if it was no editor.
    cause = models.SlugField(max_length=40, default=EXISTING_FRIENDS, db_index=False)
    #: What it was about, such as ``page:5``, so that one publication starts nobody twice.
    about = models.CharField(max_length=100, blank=True, default="")
    #: Who may start (``linesteps.conditions.filters``), as it was asked for; nothing for everybody.
    filters = models.JSONField(default=list, blank=True)
    #: How many could start when it was asked for.
    wanted = models.PositiveIntegerField(default=0)
    #: At most so many start in an hour; ``None`` for as fast as can be.
    per_hour = models.PositiveIntegerField(null=True, blank=True)
    #: Not before this time; ``None`` for at once.
    due_at = models.DateTimeField(null=True, blank=True)
    #: Followers up to this id were looked at.
    last_follower_id = models.BigIntegerField(default=0)
    #: How many started.
    entered = models.PositiveIntegerField(default=0)
    #: Whether somebody ended it before its end.
    is_stopped = models.BooleanField(default=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("start for existing friends")
        verbose_name_plural = _("starts for existing friends")
        constraints = (
            models.UniqueConstraint(
                fields=("scenario",),
                condition=models.Q(finished_at__isnull=True, about=""),
                name="linesteps_intake_one_unfinished",
            ),
            models.UniqueConstraint(
                fields=("scenario", "about"), condition=~models.Q(about=""), name="linesteps_intake_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.scenario_id}: {self.entered}"
