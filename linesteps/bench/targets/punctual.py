"""G6: with a real cluster, how late a due wait is sent, and how soon a webhook is answered by a message."""

from __future__ import annotations

import time
import uuid
from datetime import timedelta

from linesteps import clock, tick
from linesteps.bench.figures import Figure
from linesteps.bench.plan import LATENCY, Plan, Stub, child, kill, percentile, stub
from linesteps.bench.shop import PERSONAL, Shop
from linesteps.doorbell import Beat
from linesteps.engine.models import Enrolment
from linesteps.inbox.receive import receive
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import send, trigger


def measure(plan: Plan) -> list[Figure]:
    """Two clusters; one of them is killed at the end."""
    samples = 3 if plan.is_quick else max(10, min(30, plan.people // 300))
    with stub(LATENCY) as line:
        shop = Shop(line.url)
        shop.add_followers(samples * 2)
        scenario = shop.publish(PERSONAL)
        with child("-m", "django", "qcluster") as one, child("-m", "django", "qcluster"):
            _wait_for_a_tick()
            late = _lateness(shop, scenario, line, samples)
            answered = _answers(shop, line, samples)
            kill(one)
            after = _lateness(shop, scenario, line, samples)
    return [
        Figure(name="due to request, p50", value=percentile(late, 0.5), unit="s"),
        Figure(name="due to request, p99", value=percentile(late, 0.99), unit="s", at_most=5),
        Figure(name="webhook to first message, p95", value=percentile(answered, 0.95), unit="s", at_most=1),
        Figure(name="after kill -9 of a cluster, most", value=max(after), unit="s", at_most=10),
    ]


def _wait_for_a_tick() -> None:
    tick.schedule_watchdog()
    tick.wind()
    end = time.monotonic() + 60
    while Beat.objects.filter(generation__lt=3).exists() and time.monotonic() < end:
        time.sleep(0.1)


def _lateness(shop: Shop, scenario: Scenario, line: Stub, samples: int) -> list[float]:
    """One follower falls due every 0.3 s; the seconds until the stand-in hears of each, in order."""
    shop.clear()
    line.reset(LATENCY)
    shop.enrol(scenario, samples)
    start = clock.now() + timedelta(seconds=1)
    for number, run in enumerate(Enrolment.objects.order_by("pk")):
        due = start + timedelta(seconds=0.3 * number)
        Enrolment.objects.filter(pk=run.pk).update(status="running", due_at=due)
    times = _heard(line, "push", samples)
    return [at - (start.timestamp() + 0.3 * number) for number, at in enumerate(times)] or [float("inf")]


def _answers(shop: Shop, line: Stub, samples: int) -> list[float]:
    """A person adds the account; the seconds until the welcome reaches the stand-in."""
    scenario = shop.publish([send("Welcome!", id="start")])
    drawn: object = scenario
    drawn.triggers = [trigger()]  # type: ignore[attr-defined]
    scenario.save_revision().publish()
    found = []
    for _ in range(samples):
        line.reset(LATENCY)
        at = time.time()
        receive(shop.account, _follow_event(at))
        found += [heard - at for heard in _heard(line, "reply", 1)] or [float("inf")]
    return found


def _follow_event(at: float) -> bytes:
    import json

    event = {
        "type": "follow", "mode": "active", "timestamp": int(at * 1000), "replyToken": uuid.uuid4().hex,
        "source": {"type": "user", "userId": "U" + uuid.uuid4().hex}, "webhookEventId": uuid.uuid4().hex,
        "deliveryContext": {"isRedelivery": False}, "follow": {"isUnblocked": False},
    }  # fmt: skip
    return json.dumps({"destination": "U", "events": [event]}).encode()


def _heard(line: Stub, endpoint: str, count: int) -> list[float]:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        times: list[float] = line.counts().get(endpoint, {}).get("times", [])
        if len(times) >= count:
            return sorted(times)[:count]
        time.sleep(0.05)
    return []
