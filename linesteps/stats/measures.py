"""What each figure counts, as a query: the number on the picture and the list behind it are one.

A figure is the number of people in a query of this module; a person counts once for each step of each
version. Definitions in words: docs/reference/figures.md.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import DurationField, Exists, ExpressionWrapper, F, Max, OuterRef, Q, QuerySet, Subquery

from linesteps import bulk
from linesteps.engine.models import LIVE, Enrolment, StepVisit
from linesteps.followers.models import Activity
from linesteps.outbox.models import UNSETTLED, Dispatch
from linesteps.stats.scope import Scope
from linesteps.tracking.models import Click, Sighting

#: A block so soon after a send, with no other send between, counts for that send.
BLOCK_WITHIN = timedelta(hours=24)

_OVER = (Dispatch.Status.REJECTED, Dispatch.Status.CANCELLED, Dispatch.Status.UNCLEAR)
IS_SENT = Q(dispatch__status=Dispatch.Status.ACCEPTED)
IS_PENDING = Q(dispatch__status__in=UNSETTLED)
#: A send without a dispatch: the person was no friend at that moment.
IS_NOT_SENT = Q(dispatch__status__in=_OVER) | Q(kind="send", dispatch__isnull=True)

# -- runs


def entered(scope: Scope) -> QuerySet[Enrolment]:
    """Runs that began in the period; with a version, those that began on it."""
    rows = Enrolment.objects.filter(scope.during("entered_at"), scenario_id__in=scope.scenario_ids)
    if scope.version_id is None:
        return rows
    # Publishing moves runs on to the new version; the first step that they left remembers the old one.
    first = StepVisit.objects.filter(enrolment=OuterRef("pk"), seq=1, version_id=scope.version_id)
    return rows.filter(Exists(first) | Q(seq=0, version_id=scope.version_id))


def here(scope: Scope) -> QuerySet[Enrolment]:
    """Runs that have a future, now, whatever the period."""
    return Enrolment.objects.filter(scope.mine(status__in=LIVE))


def stuck(scope: Scope) -> QuerySet[Enrolment]:
    """Those of them that cannot go on by themselves."""
    return here(scope).filter(status=Enrolment.Status.STUCK)


def left(scope: Scope) -> QuerySet[Enrolment]:
    """Runs that ended in the period before the end of the scenario, at the step where they stood."""
    return _ended(scope, Enrolment.Status.LEFT)


def finished(scope: Scope) -> QuerySet[Enrolment]:
    """Runs that reached the end in the period, at their last step."""
    return _ended(scope, Enrolment.Status.COMPLETED)


def _ended(scope: Scope, status: str) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(scope.mine(status=status), scope.during("ended_at"))


# -- steps that were left


def passed(scope: Scope) -> QuerySet[StepVisit]:
    """Steps that people left forwards in the period."""
    return StepVisit.objects.filter(scope.mine(), scope.during("left_at"))


def sent(scope: Scope) -> QuerySet[StepVisit]:
    """Of those: LINE accepted the message."""
    return passed(scope).filter(IS_SENT)


def pending(scope: Scope) -> QuerySet[StepVisit]:
    """Of those: the message still waits to be sent, or its end is not known yet."""
    return passed(scope).filter(IS_PENDING)


def not_sent(scope: Scope) -> QuerySet[StepVisit]:
    """Of those: there was something to send, and it was not sent or nobody knows."""
    return passed(scope).filter(IS_NOT_SENT)


def undelivered(scope: Scope) -> QuerySet[StepVisit]:
    """Sent, but to somebody who had blocked the account just before, as we heard afterwards."""
    word = Activity.objects.filter(
        follower_id=OuterRef("follower_id"),
        kind__in=("blocked", "followed"),
        at__lt=OuterRef("dispatch__settled_at"),
    )
    last = word.order_by("-at", "-pk").values("kind")[:1]
    return sent(scope).annotate(last_word=Subquery(last)).filter(last_word="blocked")


def delivered(scope: Scope) -> QuerySet[StepVisit]:
    """Sent, to somebody who was a friend."""
    return sent(scope).exclude(pk__in=undelivered(scope).values("pk"))


def seen(scope: Scope) -> QuerySet[StepVisit]:
    """Sent, and there is a sign that it was seen: a tap, a video, a quote, the image. Others may have seen it, too."""
    noted = Sighting.objects.filter(enrolment_id=OuterRef("enrolment_id"), seq=OuterRef("seq"))
    return sent(scope).filter(Exists(taps_of_visit()) | Exists(noted))


def clicked(scope: Scope) -> QuerySet[StepVisit]:
    """Sent, and a link of it was tapped."""
    return sent(scope).filter(Exists(taps_of_visit().exclude(link__url="")))


def answered(scope: Scope) -> QuerySet[StepVisit]:
    """Sent, and an answer button of it was tapped."""
    return sent(scope).filter(Exists(taps_of_visit().filter(link__url="")))


def taps(scope: Scope) -> QuerySet[Any]:
    """The taps themselves, on messages that were sent in the period, with the version that sent them."""
    visit = sent(scope).filter(
        enrolment_id=OuterRef("enrolment_id"),
        scenario_id=OuterRef("link__scenario_id"),
        step_id=OuterRef("link__step_id"),
        left_at__lte=OuterRef("at"),
    )
    rows = Click.objects.filter(is_counted=True, link__scenario_id__in=scope.scenario_ids)
    newest = visit.order_by("-left_at", "-pk").values("version_id")[:1]
    return rows.annotate(version_id=Subquery(newest)).filter(version_id__isnull=False)


def taps_of_visit() -> QuerySet[Click]:
    """Taps by people on what the outer query's visit sent: a link knows the run."""
    return Click.objects.filter(
        is_counted=True,
        enrolment_id=OuterRef("enrolment_id"),
        link__scenario_id=OuterRef("scenario_id"),
        link__step_id=OuterRef("step_id"),
        at__gte=OuterRef("left_at"),
    )


def blocked(scope: Scope) -> QuerySet[StepVisit]:
    """Sent, and the account was blocked within a day, with no other send of any scenario between."""
    last = (
        StepVisit.objects.filter(
            IS_SENT, follower_id=OuterRef("follower_id"), dispatch__settled_at__lte=OuterRef("at")
        )
        .order_by("-dispatch__settled_at", "-left_at", "-pk")
        .values("pk")[:1]
    )
    # From the blocks, which are few, to the sends, which are many.
    people = StepVisit.objects.filter(scenario_id__in=scope.scenario_ids).values("follower_id")
    blocks = Activity.objects.filter(scope.after("at"), kind=bulk.literal("blocked"), follower_id__in=people)
    blamed = sent(scope).filter(pk__in=blocks.annotate(last_send=Subquery(last)).values("last_send"))
    length = ExpressionWrapper(F("at") - OuterRef("dispatch__settled_at"), output_field=DurationField())
    soon = Activity.objects.filter(
        follower_id=OuterRef("follower_id"), kind="blocked", at__gte=OuterRef("dispatch__settled_at")
    )
    return blamed.filter(Exists(soon.annotate(length=length).filter(length__lte=BLOCK_WITHIN)))


# -- stays, for shares


def stayed_visits(scope: Scope) -> QuerySet[StepVisit]:
    """Stays at steps that have an end, of which some part lies in the period."""
    return StepVisit.objects.filter(scope.mine(), scope.after("left_at"), scope.before("arrived_at"))


def stayed_runs(scope: Scope) -> QuerySet[Enrolment]:
    """People who stand at a step, or left the scenario there, in the period, and did not pass it in it."""
    standing = Q(status__in=LIVE) | (Q(status=Enrolment.Status.LEFT) & scope.after("ended_at"))
    rows = Enrolment.objects.filter(scope.mine(), standing, scope.before("arrived_at"))
    same = stayed_visits(scope).filter(
        scenario_id=OuterRef("scenario_id"),
        version_id=OuterRef("version_id"),
        step_id=OuterRef("step_id"),
        follower_id=OuterRef("follower_id"),
    )
    return rows.filter(~Exists(same))


def once(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The newest row of each person, step and version: as many rows as the figure says."""
    same = rows.order_by().values("scenario_id", "version_id", "step_id", "follower_id")
    return rows.filter(pk__in=same.annotate(newest=Max("pk")).values("newest"))
