"""Whether unusually many friends block the account after a scenario's messages, or sends of it fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery

from linesteps import bulk
from linesteps.accounts.models import Account
from linesteps.engine.models import StepVisit
from linesteps.followers.models import Activity
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.models import Scenario

#: What counts as now, and what it is compared with.
WINDOW, USUAL = timedelta(hours=24), timedelta(days=30)
#: A block so soon after a message is put down to it.
BLOCK_WITHIN = timedelta(hours=24)
#: Shares of fewer people say nothing.
ENOUGH_SENT, ENOUGH_FAILED = 50, 20
#: Blocks: at least this share, and this many times the account's usual one. Failures: this share.
BLOCKED_SHARE, TIMES_USUAL, FAILED_SHARE = 0.03, 2.0, 0.10


@dataclass(frozen=True, kw_only=True)
class Surge:
    """What goes wrong with one scenario.

    Args:
        kind: ``blocks`` or ``failures``.
        people: how many it concerns.
        of: of how many.
    """

    scenario: Scenario
    kind: str
    people: int
    of: int


def surges(account: Account, moment: datetime) -> list[Surge]:
    """The account's scenarios that need attention, each once; two queries while all is well."""
    since = moment - WINDOW
    scenarios = {
        row.pk: row
        for row in Scenario.every.filter(account=account, attention_at__isnull=True)
        .exclude(state__in=(Scenario.State.PAUSED, Scenario.State.ENDED))
        .only("pk", "name", "state", "account_id", "attention_seen_at")
    }
    sent, failed = _sent(scenarios.values(), since)
    found: dict[int, Surge] = {}
    if any(count >= ENOUGH_SENT for count in sent.values()):
        blocked = _blocked(account, since, scenarios)
        usual: float | None = None
        for pk, count in sent.items():
            share = blocked[pk] / count
            if count < ENOUGH_SENT or share < BLOCKED_SHARE:
                continue
            usual = _usual(account, moment) if usual is None else usual
            if share >= TIMES_USUAL * usual:
                found[pk] = Surge(scenario=scenarios[pk], kind="blocks", people=blocked[pk], of=count)
    for pk, count in failed.items():
        total = count + sent[pk]
        if pk not in found and count >= ENOUGH_FAILED and count / total >= FAILED_SHARE:
            found[pk] = Surge(scenario=scenarios[pk], kind="failures", people=count, of=total)
    return list(found.values())


def _sent(scenarios: Iterable[Scenario], since: datetime) -> tuple[Counter[int], Counter[int]]:
    """People sent to, and people whose send failed, by scenario; since somebody looked last."""
    sent: Counter[int] = Counter()
    failed: Counter[int] = Counter()
    bad = Q(dispatch__status__in=(Dispatch.Status.REJECTED, Dispatch.Status.UNCLEAR))
    good = Q(dispatch__status=Dispatch.Status.ACCEPTED)
    windows = Q()
    ids = []
    for one in scenarios:
        ids.append(one.pk)
        if one.attention_seen_at is not None and one.attention_seen_at > since:
            windows |= Q(scenario_id=one.pk, dispatch__settled_at__lte=one.attention_seen_at)
    rows = StepVisit.objects.filter(scenario_id__in=ids, left_at__gte=since - WINDOW)
    rows = rows.filter(dispatch__settled_at__gte=since).exclude(windows) if windows else rows.filter(
        dispatch__settled_at__gte=since
    )  # fmt: skip
    counts = rows.values_list("scenario_id").annotate(
        good=Count("follower_id", filter=good, distinct=True),
        bad=Count("follower_id", filter=bad, distinct=True),
    )
    for pk, well, badly in counts:
        sent[pk], failed[pk] = well, badly
    return sent, failed


def _blocked(account: Account, since: datetime, scenarios: dict[int, Scenario]) -> Counter[int]:
    """People who blocked soon after a scenario's message, by that scenario."""
    found: Counter[int] = Counter()
    for scenario_id, at in _blocks(account, since).values_list("scenario_id", "at"):
        scenario = scenarios.get(scenario_id)
        if scenario is not None and (scenario.attention_seen_at is None or at > scenario.attention_seen_at):
            found[scenario_id] += 1
    return found


def _blocks(account: Account, since: datetime) -> Any:
    """Blocks since then that came soon after an accepted message, with the message's scenario."""
    last = StepVisit.objects.filter(
        follower_id=OuterRef("follower_id"), left_at__lte=OuterRef("at"), dispatch__status="accepted"
    ).order_by("-left_at", "-pk")
    rows: Any = Activity.objects.filter(
        follower__account=account, kind=bulk.literal("blocked"), at__gte=since
    )
    rows = rows.annotate(
        scenario_id=Subquery(last.values("scenario_id")[:1]), sent_at=Subquery(last.values("left_at")[:1])
    )
    return rows.filter(sent_at__gte=F("at") - BLOCK_WITHIN)


def _usual(account: Account, moment: datetime) -> float:
    """The account's share of blocks in the 30 days before the window."""
    start, end = moment - USUAL, moment - WINDOW
    blocks = _blocks(account, start).filter(at__lt=end).count()
    visits = StepVisit.objects.filter(
        scenario__account=account, left_at__gte=start, left_at__lt=end, dispatch__status="accepted"
    )
    sent = visits.values("scenario_id", "follower_id").distinct().count()
    return blocks / sent if sent else 0.0
