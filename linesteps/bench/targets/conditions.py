"""Of G1: a branch that asks ten conditions beside one that asks one, in the same run."""

from __future__ import annotations

from datetime import timedelta

from linesteps import clock
from linesteps.bench.drive import move_all
from linesteps.bench.figures import Figure
from linesteps.bench.meter import Meter
from linesteps.bench.plan import Plan, median, tidy
from linesteps.bench.shop import Shop
from linesteps.followers.models import Activity, Follower, FollowerTag, Tag
from linesteps.testing.build import Plain, branch, condition, path, send, tagged, wait

#: Each with facts of its own, but for the lot and the clock, which ask the database nothing. Everybody is asked all of
#: them, since all hold.
TEN = (
    tagged("VIP"),
    tagged("staff", is_absent=True),
    condition("attribute", attribute="points", comparison="at_least", value="0"),
    condition("os", os="ios", comparison="at_least", version="17"),
    condition("language", languages=["ja"], is_absent=False),
    condition("friend_days", comparison="at_least", days=0),
    condition("replied", since="days", days=30, is_absent=False),
    condition("in_scenario", scenario="", state="finished", is_absent=True),
    condition("percentage", percent=99),
    condition("weekday_time", weekdays=["0", "1", "2", "3", "4", "5", "6"], after=None, before=None),
)
REPEATS = 5


def measure_conditions(plan: Plan, shop: Shop) -> list[Figure]:
    """CPU for each friend who is asked; medians of pairs that were measured one after the other.

    Args:
        shop: whose followers have points.
    """
    _tell_of_everybody(shop)
    other = shop.publish([send("x")])
    ten = [_about(one, str(other.pk)) for one in TEN]
    scenarios = [shop.publish(_asking(part)) for part in ([TEN[0]], ten)]
    pairs = []
    for _number in range(1 if plan.is_quick else REPEATS):
        pair = []
        for scenario in scenarios:
            shop.clear()
            shop.enrol(scenario, plan.people)
            tidy()
            with Meter() as meter:
                move_all()
            pair.append(meter.cpu / plan.people * 1e6)
        pairs.append(pair)
    return [
        Figure(name="branch with one condition: CPU", value=median([one for one, _ten in pairs]), unit="µs"),
        Figure(name="branch with ten conditions: CPU", value=median([ten for _one, ten in pairs]), unit="µs"),
        Figure(
            name="branch with ten conditions, times one with one",
            value=median([ten / one for one, ten in pairs]),
            unit="×",
            at_most=2,
        ),
    ]


def _asking(conditions: list[Plain]) -> list[Plain]:
    """Send A or B, as people do behind a branch."""
    fork = branch(path(conditions, [send("Thanks.")]), otherwise=[send("Hello.")], id="start")
    return [fork, wait(days=1, id="rest")]


def _about(part: Plain, scenario: str) -> Plain:
    return (
        {**part, "value": {**part["value"], "scenario": scenario}} if part["type"] == "in_scenario" else part
    )


def _tell_of_everybody(shop: Shop) -> None:
    """Facts by which all ten conditions hold."""
    moment = clock.now()
    followers = Follower.objects.filter(account=shop.account)
    followers.update(os="ios", os_version="17.4", language="ja", last_followed_at=moment - timedelta(days=9))
    tag = Tag.objects.create(account=shop.account, name="VIP")
    ids = list(followers.values_list("pk", flat=True))
    FollowerTag.objects.bulk_create(
        (FollowerTag(follower_id=one, tag=tag, source="hand", added_at=moment) for one in ids),
        batch_size=5000,
    )
    Activity.objects.bulk_create(
        (
            Activity(
                follower_id=one, kind="message_received", at=moment, handled_at=moment, data={"text": "Hi"}
            )
            for one in ids
        ),
        batch_size=5000,
    )
