"""The six invariants (docs/explanation/reliability.md), asserted after every run that broke something.

LINE's own ledger is the oracle: what it accepted, under which key, and whom it reached.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict

from django.apps import apps
from django.db import DatabaseError, connection

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.engine.upcoming import is_busy
from linesteps.engine.versions import graph_of
from linesteps.fields import reveal
from linesteps.inbox.models import InboxEvent
from linesteps.outbox.models import PENDING, Dispatch
from linesteps.running import settle_now
from linesteps.scenarios.models import Scenario
from linesteps.stats.figures import figures
from linesteps.testing.shop import Shop

Status = Enrolment.Status
#: Where the ledger names the sends that carry a retry key.
KEYED = (Dispatch.Endpoint.PUSH, Dispatch.Endpoint.MULTICAST)


def drain(shop: Shop, seconds: float = 20) -> None:
    """Hear what LINE still has to say and do all that is due, until nothing is.

    What a killed process held is free only when the database has noticed its death; hence the patience.
    """
    end = time.monotonic() + seconds
    while True:
        shop.hear()
        try:
            settle_now()
            if not is_busy():
                return
        except DatabaseError:
            if time.monotonic() > end:
                raise
        assert time.monotonic() < end, "Something that is due does not get done."
        time.sleep(0.02)


def check_invariants(*shops: Shop, logs: str = "") -> None:
    """Assert I1 to I6 for everything in the database. Call it at rest: after ``drain``.

    Args:
        shops: all shops whose platforms were written to.
        logs: all that was logged, to be searched for secrets.
    """
    _no_key_twice(shops)
    _live_runs_have_a_future()
    _visits_are_gapless()
    _nothing_is_on_its_way()
    _figures_equal_facts(shops)
    _no_secret_anywhere(logs)


def _no_key_twice(shops: tuple[Shop, ...]) -> None:
    """I1: LINE accepted no key twice, and each dispatch at most once, whatever it had become."""
    keys = Counter(one.retry_key for shop in shops for one in shop.line.sends if one.retry_key)
    assert {key: times for key, times in keys.items() if times > 1} == {}, "I1: a key was accepted twice"


def _live_runs_have_a_future() -> None:
    """I2: a live run is due, waits for something real, or is stuck with a trace."""
    now = clock.now()
    for run in Enrolment.objects.live().select_related("scenario", "version"):
        if run.status == Status.STUCK:
            assert run.trouble and run.due_at is None, f"I2: {run} is stuck without a trace"
            continue
        assert run.due_at is not None, f"I2: {run} is due never"
        assert run.step_id in graph_of(run.version_id).nodes, f"I2: {run} stands at no step of its version"
        is_held = run.scenario.state == Scenario.State.PAUSED
        assert is_held or run.due_at > now, f"I2: {run} is overdue since {run.due_at}"
        if run.status == Status.WAITING:
            kind = graph_of(run.version_id).nodes[run.step_id].kind
            assert kind in {"wait", "branch"}, f"I2: {run} waits at a step of kind {kind}"
    for run in Enrolment.objects.exclude(status__in=("running", "waiting", "stuck")):
        assert run.due_at is None and run.ended_at is not None, f"I2: {run} is over and due all the same"
    assert not InboxEvent.objects.waiting().exists(), "I2: an event is not handled"


def _visits_are_gapless() -> None:
    """I3: the visits of a run are numbered 1, 2, 3 … up to the run's own number."""
    found: dict[int, list[int]] = defaultdict(list)
    for run_id, seq in StepVisit.objects.order_by("enrolment_id", "seq").values_list("enrolment_id", "seq"):
        found[run_id].append(seq)
    for run_id, seq in Enrolment.objects.values_list("pk", "seq"):
        assert found[run_id] == list(range(1, seq + 1)), f"I3: run {run_id} has the visits {found[run_id]}"


def _nothing_is_on_its_way() -> None:
    """I4: no dispatch is being sent past its lease; none that could go is left behind."""
    late = Dispatch.objects.filter(status=Dispatch.Status.SENDING, claimed_until__lte=clock.real_now())
    assert not late.exists(), "I4: a dispatch is being sent by nobody"
    able = Dispatch.objects.claimable(clock.now(), clock.real_now()).filter(
        account__in=Account.objects.sending()
    )
    left = able.exclude(scenario__state=Scenario.State.PAUSED)
    assert not left.exists(), f"I4: not sent although due: {list(left)}"
    ended = Dispatch.objects.exclude(status__in=(*PENDING, "sending", "held"))
    assert not ended.filter(settled_at__isnull=True).exists(), "I4: a dispatch has no end"


def _figures_equal_facts(shops: tuple[Shop, ...]) -> None:
    """I5: what the screens show is what happened, by LINE's own ledger."""
    accepted_keys = {one.retry_key: one for shop in shops for one in shop.line.sends if one.retry_key}
    accepted_requests = {one.request_id for shop in shops for one in shop.line.sends}
    # Steps count people, once for each version: who starts again goes through the same step twice.
    sent: defaultdict[tuple[int, str], set[tuple[int, int]]] = defaultdict(set)
    for visit in StepVisit.objects.select_related("dispatch").exclude(dispatch=None):
        row = visit.dispatch
        assert row is not None
        is_taken = (
            str(row.retry_key) in accepted_keys
            if row.endpoint in KEYED
            else row.request_id in accepted_requests
        )
        is_recipient = any(pk == visit.follower_id for pk, _line_id in row.recipients)
        if row.status == Dispatch.Status.ACCEPTED:
            assert is_taken, f"I5: {row} was never accepted by LINE"
            assert is_recipient, f"I5: {visit} counts as sent by {row}, which went to others"
        elif is_taken:
            assert row.status in {*PENDING, "unclear"}, f"I5: LINE has {row}"
        if row.status == Dispatch.Status.ACCEPTED:
            sent[(visit.scenario_id, visit.step_id)].add((visit.version_id, visit.follower_id))
    for scenario in Scenario.objects.exclude(current_version=None):
        shown = figures(scenario)
        runs = Enrolment.objects.filter(scenario=scenario)
        assert shown.entered == runs.count(), "I5: entered"
        assert shown.inside + shown.completed + shown.left == shown.entered, "I5: somebody is nowhere"
        for step_id, step in shown.steps.items():
            assert step.sent == len(sent[(scenario.pk, step_id)]), f"I5: sent at {step_id}"
            visits = StepVisit.objects.filter(scenario=scenario, step_id=step_id)
            ways = visits.values("version", "follower", "port").distinct().count()
            assert sum(step.by_port.values()) == ways, f"I5: ways from {step_id}"


def _no_secret_anywhere(logs: str) -> None:
    """I6: no secret stands in any table or log."""
    secrets = set()
    for account in Account.objects.all():
        secrets |= {*account.channel_secrets(), reveal(account.channel_access_token)}
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        fields = [field.attname for field in model._meta.concrete_fields]
        if model is Account:
            continue
        dump = repr(list(model._default_manager.values_list(*fields)))
        assert not [one for one in secrets if one in dump], f"I6: {model._meta.label} holds a secret"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {Account._meta.db_table}")  # noqa: S608 - our own table's name
        raw = repr(cursor.fetchall())
    assert not [one for one in secrets if one in raw], "I6: an account's secret lies in the open"
    assert not [one for one in secrets if one in logs], "I6: a log holds a secret"
