"""Many rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.outbox.models import Dispatch


def dispatches(account: Account, count: int, **values: Any) -> list[Dispatch]:
    moment = clock.now()
    rows = [
        Dispatch(
            **{
                "account": account,
                "endpoint": "push",
                "recipients": [[number, f"U{number}"]],
                "messages": "[]",
                "due_at": moment - timedelta(seconds=count - number),
                "created_at": moment,
                **values,
            }
        )
        for number in range(count)
    ]
    return Dispatch.objects.bulk_create(rows)
