"""A worker as a child process, without a queue: engine and outbox, over and over.

``python -m linesteps.bench.worker engine|outbox|both SECONDS``
"""

from __future__ import annotations

import sys
import time

import django


def work(what: str, seconds: float) -> None:
    """Do what is due for so many seconds."""
    from linesteps.engine.two_drains import TwoDrains
    from linesteps.memory import set_aside
    from linesteps.outbox.dispatch import drain

    set_aside()
    end = time.monotonic() + seconds
    with TwoDrains() as engine:
        while time.monotonic() < end:
            done = 0
            while what != "outbox" and time.monotonic() < end and (count := engine.advance()):
                done += count
            if what == "both" and done:
                # A moment only: the engine has its turn, too.
                drain(0.5)
            elif what != "engine":
                drain(end - time.monotonic())
            if not done:
                time.sleep(0.02)


if __name__ == "__main__":
    django.setup()
    work(sys.argv[1], float(sys.argv[2]))
