"""Settings of a real cluster in a child process, with what a test changes by the environment."""

from __future__ import annotations

import json
import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, Q_CLUSTER, SECRET_KEY

#: A demo's clock is refused without DEBUG (check E004).
LINESTEPS_CLOCK_FILE = None
if "TEST_SECRET_KEY" in os.environ:
    SECRET_KEY, SECRET_KEY_FALLBACKS = os.environ["TEST_SECRET_KEY"], [SECRET_KEY]
LINESTEPS_LEASE_SECONDS = int(os.environ.get("TEST_LEASE_SECONDS", "90"))
DATABASES["default"]["CONN_MAX_AGE"] = int(os.environ.get("TEST_CONN_MAX_AGE", "0"))
Q_CLUSTER = {**Q_CLUSTER, **json.loads(os.environ.get("TEST_Q_CLUSTER", "{}"))}
if "redis" in Q_CLUSTER:
    # django-q2 takes the ORM broker where both are named.
    del Q_CLUSTER["orm"]
