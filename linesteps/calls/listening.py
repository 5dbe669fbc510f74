"""Which systems want to be told of what, asked so that it costs nothing where there are none."""

from __future__ import annotations

from collections.abc import Collection

from linesteps.calls import silence
from linesteps.calls.models import Endpoint


def listening(kinds: Collection[str]) -> list[Endpoint]:
    """The systems in use that are told of one of these kinds; one small query, or none while nobody listens.

    That nobody does is remembered, never that somebody does: who was deleted must not be written to.
    """
    if silence.is_believed():
        return []
    rows = Endpoint.objects.filter(is_on=True, account__isnull=False).exclude(kinds=[])
    found = list(rows.only("kinds", "details", "account_id").order_by("pk"))
    if not found:
        silence.believe()
    return [one for one in found if not set(kinds).isdisjoint(one.kinds)]
