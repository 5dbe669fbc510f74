"""G2: CPU from due row to LINE's answer written down, for the same message and for personal ones."""

from __future__ import annotations

from linesteps.bench.drive import move_all, send_all
from linesteps.bench.figures import Figure
from linesteps.bench.meter import Meter, peak_memory_mb, reset_peak_memory
from linesteps.bench.plan import LATENCY, Plan, stub, tidy
from linesteps.bench.shop import CAROUSEL, PERSONAL, WALK_1, Shop
from linesteps.testing.build import Plain


def measure(plan: Plan) -> list[Figure]:
    """Each kind of send, end to end in one process."""
    with stub(LATENCY) as line:
        shop = Shop(line.url)
        shop.add_followers(plan.people)
        shop.give_points()
        return [
            *_way(shop, WALK_1, plan.people, "same message", 40),
            *_way(shop, PERSONAL, plan.people, "personal push", 350),
            *_way(shop, CAROUSEL, plan.people, "personal carousel of ten", 1_000),
        ]


def _way(shop: Shop, steps: list[Plain], people: int, name: str, at_most: float) -> list[Figure]:
    shop.clear()
    shop.enrol(shop.publish(steps), people)
    tidy()
    reset_peak_memory()
    with Meter() as engine:
        move_all()
    with Meter() as sending:
        send_all()
    return [
        Figure(
            name=f"{name}: CPU", value=(engine.cpu + sending.cpu) / people * 1e6, unit="µs", at_most=at_most
        ),
        Figure(name=f"{name}: of it sending", value=sending.cpu / people * 1e6, unit="µs"),
        Figure(name=f"{name}: accepted", value=people / sending.seconds, unit="/s"),
        Figure(name=f"{name}: row writes", value=(engine.rows + sending.rows) / people),
        # With what the bench itself holds; a worker's own, which has a goal, is G3's.
        Figure(name=f"{name}: peak memory", value=peak_memory_mb(), unit="MB"),
    ]
