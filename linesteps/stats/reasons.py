"""Why messages of a step were not sent, and why people left there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from linesteps.outbox.models import Dispatch
from linesteps.stats import measures
from linesteps.stats.scope import Scope
from linesteps.stats.tally import people


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One reason.

    Args:
        status: of the dispatch; empty where there was none, since the person was no friend.
        reason: as the outbox wrote it.
        people: how many.
    """

    status: str
    reason: str
    people: int

    @property
    def is_open(self) -> bool:
        """Whether it may still be sent."""
        return self.status not in {"", *_OVER}


_OVER = (Dispatch.Status.REJECTED, Dispatch.Status.CANCELLED, Dispatch.Status.UNCLEAR)


def not_sent_reasons(scope: Scope, step_id: str) -> list[Reason]:
    """Those of one step, those with most people first, what may still be sent last; one query."""
    rows = measures.passed(scope).filter(Q(measures.IS_NOT_SENT) | Q(measures.IS_PENDING), step_id=step_id)
    found = [
        Reason(status=status or "", reason=reason or "", people=count)
        for (status, reason), count in people(rows, "dispatch__status", "dispatch__reason").items()
    ]
    return sorted(found, key=lambda one: (one.is_open, -one.people, one.status, one.reason))


def left_reasons(scope: Scope, step_id: str) -> dict[str, int]:
    """People who left at one step, by ``Enrolment.LeftReason``; one query."""
    rows = measures.left(scope).filter(step_id=step_id)
    found = {reason: count for (reason,), count in people(rows, "left_reason").items()}
    return dict(sorted(found.items(), key=lambda one: -one[1]))
