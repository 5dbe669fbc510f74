"""The demo's orders: made-up customers with a past in the shop's own tables, and a draft that asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from demo.models import Customer, Order
from linesteps.accounts.models import Account
from linesteps.followers.models import Follower
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import branch, condition, path, send, trigger


def make_orders(account: Account, words: Mapping[str, str], now: datetime) -> None:
    """Orders of every second friend, the same each time, and the draft.

    Args:
        account: whose friends.
        words: of the draft (``orders`` in ``content``).
        now: the demo's present.
    """
    for number, friend in enumerate(Follower.objects.filter(account=account).order_by("pk")[::2]):
        customer = Customer.objects.create(name=friend.display_name, line_friend=friend)
        Order.objects.bulk_create(
            Order(
                customer=customer,
                placed_at=now - timedelta(days=3 + (number * 7 + place * 29) % 120),
                total=1800 + (number * 370 + place * 900) % 6200,
                kind=Order.Kind.GIFT if (number + place) % 3 == 0 else Order.Kind.OWN,
            )
            for place in range(number % 4)
        )
    often = condition(
        "site_fact",
        measure="orders.count",
        comparison="at_least",
        value="2",
        days=90,
        only="",
        only_comparison="is",
        only_value="",
    )
    scenario = Scenario(account=account, name=words["scenario"], import_key="regulars", live=False)
    drawn: Any = scenario
    drawn.triggers = [trigger("by_hand")]
    drawn.steps = [
        branch(
            path([often], [send(words["text"], name=words["scenario"])], label=words["path"]),
            otherwise=[send(words["first"])],
        )
    ]
    scenario.save()
    scenario.save_revision()
