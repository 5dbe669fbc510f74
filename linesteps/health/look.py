"""Asking all checks."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from linesteps.health.checks.accounts import accounts
from linesteps.health.checks.calls import calls
from linesteps.health.checks.coupons import coupons
from linesteps.health.checks.due import due
from linesteps.health.checks.inbox import inbox
from linesteps.health.checks.outbox import outbox
from linesteps.health.checks.quota import quota
from linesteps.health.checks.reports import reports
from linesteps.health.checks.scenarios import scenarios
from linesteps.health.checks.settings import settings
from linesteps.health.checks.stuck import stuck
from linesteps.health.checks.unclear import unclear
from linesteps.health.checks.worker import worker
from linesteps.health.finding import Check, Finding, broken

logger = logging.getLogger("linesteps.health")

#: In the order of the page: is it at work, what needs a person, how are the accounts.
CHECKS: Mapping[str, Check] = {
    "worker": worker,
    "due": due,
    "outbox": outbox,
    "inbox": inbox,
    "stuck": stuck,
    "unclear": unclear,
    "scenarios": scenarios,
    "accounts": accounts,
    "quota": quota,
    "coupons": coupons,
    "calls": calls,
    "reports": reports,
    "settings": settings,
}
#: Quick ones that machines ask for again and again.
FOR_MACHINES = ("worker", "due", "outbox", "inbox", "stuck", "unclear", "scenarios", "accounts", "quota")


def look(*names: str) -> list[Finding]:
    """What the named checks find, or all; a check that fails is a finding."""
    found: list[Finding] = []
    for name in names or CHECKS:
        try:
            found += CHECKS[name]()
        except Exception:
            logger.exception("The check %s failed.", name)
            found.append(broken(name, name))
    return found
