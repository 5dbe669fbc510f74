"""G11: the same step, a personal push each, as one django-q2 task per follower, both with two workers."""

from __future__ import annotations

from linesteps.bench import naive
from linesteps.bench.drive import by_two_workers, through_one_step, unthrottled
from linesteps.bench.figures import Figure, not_measured
from linesteps.bench.plan import LATENCY, Plan, stub
from linesteps.bench.shop import PERSONAL, Shop


def measure(plan: Plan) -> list[Figure]:
    """With LINE's 50 ms, our own rates off and on."""
    people = plan.people
    with stub(LATENCY) as line:
        shop = Shop(line.url)
        shop.add_followers(max(people, plan.naive_people))
        rate, cpu = naive.followers_a_second(shop, shop.publish(PERSONAL), plan.naive_people)
        with unthrottled():
            alone, alone_cpu = through_one_step(shop, PERSONAL, people, line)
            free = by_two_workers(shop, PERSONAL, people, line)
        paced = by_two_workers(shop, PERSONAL, people, line)
    others = "not part of this bench: only what linesteps itself depends on is installed with it"
    return [
        Figure(name="yardstick: one django-q2 task each", value=rate, unit="/s"),
        Figure(name="yardstick: CPU without the database's", value=cpu * 1e6, unit="µs"),
        Figure(name="linesteps, one worker, rates off", value=alone, unit="/s"),
        Figure(name="linesteps, one worker, rates off, CPU with database", value=alone_cpu * 1e6, unit="µs"),
        Figure(name="linesteps, two workers, rates off", value=free, unit="/s"),
        Figure(name="times one task each, rates off", value=free / rate, unit="×", at_least=100),
        Figure(name="times one task each, LINE's rates kept", value=paced / rate, unit="×"),
        not_measured("times celery or huey, 2 processes", others, "×", at_least=100),
        not_measured("times celery or huey, 32 threads", others, "×", at_least=20),
        not_measured("times LINE Harness OSS, caps lifted", others, "×", at_least=100),
    ]
