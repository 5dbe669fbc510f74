"""A file with facts of friends on its way: what it holds, what is wrong with it, how far it has come."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps.accounts.models import Account
from linesteps.imports.reasons import REASONS


class FriendImportQuerySet(models.QuerySet["FriendImport"]):
    """Questions about imports."""

    def due(self) -> FriendImportQuerySet:
        """Those that a worker has something to do for, oldest first."""
        states = (FriendImport.State.CHECKING, FriendImport.State.APPLYING)
        return self.filter(state__in=states).order_by("pk")


class FriendImport(models.Model):
    """One file. Its lines are kept only until they are written, or for some days if they never are."""

    class State(models.TextChoices):
        """How far it has come."""

        #: Read; an editor says what each column is.
        UPLOADED = "uploaded", _("Choose columns")
        #: A worker looks through it.
        CHECKING = "checking", _("Being looked through")
        #: Looked through; an editor decides.
        CHECKED = "checked", _("Looked through")
        #: A worker writes it.
        APPLYING = "applying", _("Being written")
        #: All good lines are written.
        DONE = "done", _("Done")
        #: An editor stopped it.
        CANCELLED = "cancelled", _("Stopped")

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="friend_imports", verbose_name=_("account")
    )
    name = models.CharField(_("file"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED)
    #: The first line.
    headers = models.JSONField(default=list)
    #: What each column is: a name of ``linesteps.imports.columns``, or "" for what is left out.
    columns = models.JSONField(default=list)
    #: Whether start conditions hear of what it changes.
    starts = models.BooleanField(
        _("start scenarios"),
        default=False,
        help_text=_("Tags that the file puts on start scenarios, as if they were put on by hand."),
    )
    lines = models.PositiveIntegerField(_("lines"), default=0)
    parts = models.PositiveIntegerField(default=0)
    #: The part that a worker takes next.
    next_part = models.PositiveIntegerField(default=0)
    #: ``linesteps.imports.counting.Counts`` of what was looked through, and of what was written.
    checked = models.JSONField(default=dict)
    written = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("uploaded"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = FriendImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of friends' data")
        verbose_name_plural = _("imports of friends' data")
        indexes = (
            models.Index(
                fields=("id",),
                condition=models.Q(state__in=("checking", "applying")),
                name="linesteps_friendimport_due",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        """How much of the work under way is done."""
        return round(100 * self.next_part / self.parts) if self.parts else 100


class ImportPart(models.Model):
    """Some hundred lines of the file, as they stand in it."""

    friend_import = models.ForeignKey(FriendImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    #: ``[[line number, [cells]], …]``.
    lines = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("friend_import", "number"), name="linesteps_importpart_once"),
        )

    def __str__(self) -> str:
        return f"{self.friend_import_id}: {self.number}"


class ImportProblem(models.Model):
    """Why a line is left out: where, what stands there, and what to write instead."""

    friend_import = models.ForeignKey(FriendImport, on_delete=models.CASCADE, related_name="problems")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=200, blank=True)
    #: One of ``linesteps.imports.reasons.REASONS``.
    code = models.CharField(max_length=20)
    params = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=("friend_import", "line"), name="linesteps_importproblem_lines"),)

    def __str__(self) -> str:
        return f"{self.line}: {self.code}"

    @property
    def cure(self) -> Any:
        """What to do, in the reader's language."""
        text = REASONS.get(self.code)
        return text % self.params if text is not None else self.code
