"""Acts in a forked copy of the test's process, so that they may die in it."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from typing import Any

from django.db import connections

from linesteps.failpoints import arm


def dies_at(point: str, act: Callable[[], Any]) -> bool:
    """Do an act in a child that is killed by SIGKILL at the failpoint; whether it was reached.

    The child has the test's memory (its frozen clock, its caches) and a database connection of its own.
    The emulator stays in the parent and is reached by HTTP.

    Raises:
        AssertionError: the act failed otherwise.
    """
    connections.close_all()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with arm(point, "kill"):
                act()
            connections.close_all()
            code = 0
        except BaseException:  # noqa: BLE001 - shown by the parent's failure
            traceback.print_exc()
        finally:
            os._exit(code)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "The act failed in the child; its trace is in the captured output."
    return False
