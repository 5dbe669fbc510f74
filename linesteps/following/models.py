"""What has changed and was not followed yet: the truth behind the doorbell's ring."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from linesteps import clock, doorbell
from linesteps.messages.kind import Source


class ChangedSource(models.Model):
    """Something that published steps are filled from, and when it changed last; many changes are one row."""

    #: As ``VersionSource`` names it.
    kind = models.SlugField(max_length=20, db_index=False)
    key = models.BigIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="linesteps_changedsource_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


def note_change(sources: Iterable[Source]) -> None:
    """Remember in the caller's transaction that these changed, and ring for whoever follows them."""
    moment = clock.real_now()
    ChangedSource.objects.bulk_create(
        [ChangedSource(kind=kind, key=key, changed_at=moment) for kind, key in sorted(set(sources))],
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=["changed_at"],
    )
    doorbell.ring("follow_sources")
