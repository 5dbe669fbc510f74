"""The heart of one cluster: a row that its worker processes touch whenever they do something."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta

from linesteps import clock
from linesteps.doorbell import Beat

#: Names the row of the cluster to which this process belongs; set by ``linesteps_worker``.
VARIABLE = "LINESTEPS_WORKER"
PREFIX = "worker-"
#: A process touches the row no more often than this.
_SECONDS = 2.0
#: A cluster that was silent for so long is gone, not late.
GONE_AFTER = timedelta(minutes=10)

_breathed_at = -_SECONDS


def breathe() -> None:
    """Note that a worker of this cluster is at work; costs nothing where no supervisor looks."""
    global _breathed_at
    name = os.environ.get(VARIABLE)
    if not name or time.monotonic() - _breathed_at < _SECONDS:
        return
    _breathed_at = time.monotonic()
    Beat.objects.filter(name=name).update(beat_at=clock.real_now())


def alive(moment: datetime) -> dict[str, datetime]:
    """When each cluster that is not gone was last at work, by name (real time)."""
    rows = Beat.objects.filter(name__startswith=PREFIX, beat_at__gt=moment - GONE_AFTER).order_by("name")
    return {row.name: row.beat_at for row in rows if row.beat_at is not None}
