"""The demo's entry route: a QR code at the counter, and a scenario for whoever is added by it."""

from __future__ import annotations

from collections.abc import Mapping

from linesteps.accounts.models import Account
from linesteps.followers.tags import named
from linesteps.routes.models import Route
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import send, trigger


def make_route(account: Account, words: Mapping[str, str]) -> Route:
    """The route with its tag, and the scenario that starts by it, published.

    Args:
        account: with a LIFF app, so that LINE says who comes.
        words: what both say (``route`` in ``content``).
    """
    route = Route.objects.create(
        account=account, name=words["name"], poster_title=words["title"], poster_text=words["text"]
    )
    route.tags.add(named(account.pk, words["tag"]))
    scenario = Scenario(account=account, name=words["scenario"], import_key="route", live=False)
    chosen = [{"type": "item", "value": route.pk, "id": "counter"}]
    scenario.triggers = [trigger("friend_added", when="any", routes=chosen)]  # type: ignore[assignment]
    scenario.steps = [send(words["message"], name=words["name"])]  # type: ignore[assignment]
    scenario.save()
    scenario.save_revision().publish()
    return route
