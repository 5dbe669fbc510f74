"""What became of a one-off send for each person: one query, whose rows are counted, listed and exported alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linesteps import clock
from linesteps.admin.results.words import left_words, reason_detail, reason_words
from linesteps.broadcasts.models import Broadcast
from linesteps.engine.models import LIVE, Enrolment
from linesteps.outbox.models import UNSETTLED, Dispatch
from linesteps.outbox.reasons import Reason as Codes
from linesteps.stats.reasons import Reason
from linesteps.tracking.models import Click

#: What can have become of it, in the order in which the page tells it.
OUTCOMES = {
    "sent": gettext_lazy("Sent"),
    "waiting": gettext_lazy("Waiting to be sent"),
    "not_sent": gettext_lazy("Not sent"),
    "unclear": gettext_lazy("Not known"),
    "recalled": gettext_lazy("Recalled"),
}
_ENDED = Enrolment.LeftReason.ENDED


def people_of(broadcast: Broadcast) -> QuerySet[Any]:
    """Everybody who was to get it, with ``outcome``, ``said``, ``planned_at``, ``is_due`` and ``done_at``."""
    status = "send__dispatch__status"
    outcome = Case(
        When(**{status: Dispatch.Status.ACCEPTED}, then=Value("sent")),
        When(**{f"{status}__in": UNSETTLED}, then=Value("waiting")),
        When(**{status: Dispatch.Status.UNCLEAR}, then=Value("unclear")),
        When(send__dispatch__reason=Codes.RECALLED, then=Value("recalled")),
        When(send__isnull=False, then=Value("not_sent")),
        When(status__in=LIVE, then=Value("waiting")),
        When(left_reason=_ENDED, then=Value("recalled")),
        default=Value("not_sent"),
        output_field=CharField(),
    )
    taps = Click.objects.filter(enrolment_id=OuterRef("pk"), is_counted=True)
    rows = Enrolment.objects.filter(scenario=broadcast.scenario_id).annotate(
        send=FilteredRelation("visits", condition=Q(visits__kind="send"))
    )
    return rows.annotate(
        outcome=outcome,
        sending=Coalesce(F(status), Value("")),
        said=Coalesce(F("send__dispatch__reason"), Value("")),
        planned_at=F("send__dispatch__due_at"),
        done_at=F("send__dispatch__settled_at"),
        is_passed=Case(When(send__isnull=False, then=True), default=False),
        is_due=Case(When(send__dispatch__due_at__gt=clock.now(), then=False), default=True),
        has_tapped=Exists(taps),
    )


def counts_of(broadcast: Broadcast) -> dict[str, int]:
    """How many people there are of each outcome."""
    rows = people_of(broadcast).order_by().values("outcome").annotate(people=Count("pk"))
    return {row["outcome"]: row["people"] for row in rows}


def reasons_of(broadcast: Broadcast) -> list[tuple[str, str, int]]:
    """Why it was not sent, or not yet, in words, with what LINE itself said; those with most people first."""
    stop = why_stopped(broadcast)
    rows = people_of(broadcast).exclude(outcome="sent").order_by()
    found: Counter[tuple[str, str]] = Counter()
    for row in rows.values(*_TOLD).annotate(people=Count("pk"))[:500]:
        detail = reason_detail(Reason(status=row["sending"], reason=row["said"], people=1))
        found[_why(row, stop), detail] += row["people"]
    return sorted(((*words, people) for words, people in found.items()), key=lambda one: (-one[2], one))


def why_stopped(broadcast: Broadcast) -> str:
    """Why nobody gets it at the moment, in a few words; empty if it goes on."""
    if broadcast.is_paused:
        return _("It is paused.")
    return _("Sending of the account is paused.") if broadcast.account.paused_at else ""


def why_of(row: Any, stop: str) -> str:
    """Why somebody did not get it, or has not yet; empty for who got it.

    Args:
        row: of ``people_of``.
        stop: what ``why_stopped`` says.
    """
    return _why({name: getattr(row, name) for name in _TOLD}, stop)


#: What the reason of a row of ``people_of`` follows from.
_TOLD = ("outcome", "sending", "said", "left_reason", "is_passed", "is_due")


def _why(row: Mapping[str, Any], stop: str) -> str:
    outcome, left = row["outcome"], row["left_reason"]
    if outcome == "sent":
        return ""
    if outcome == "recalled":
        return str(Codes.RECALLED.label)
    if outcome == "waiting" and row["is_due"] and stop:
        # What held it up before is over, and says nothing of what does now.
        return stop
    if not row["is_passed"]:
        return left_words(left) if left else _("In a moment")
    return reason_words(Reason(status=row["sending"], reason=row["said"], people=1))
