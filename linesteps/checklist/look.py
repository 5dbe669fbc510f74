"""Looking through the whole list: at once, with what is slow, or only for what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Registers the checks, in the order in which the list shows those of equal gravity.
from linesteps.followers.names import remembered_names

from linesteps.checklist.checks import (  # isort: skip # noqa: F401
    start,
    content,
    people,
    links,
    tappers,
    coupons,
    own_coupons,
    pages,
    moment,
    dates,
    connection,
    judgement,
    greeting,
    quota,
    frequency,
    pushy,
    quiet,
    unknown_path,
    signs,
    trials,
)
from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen

#: For all questions to the network that belong to one press of a button.
SECONDS = 8.0


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one check found; empty findings mean that its question does not arise."""

    check: Check
    findings: list[Finding]


@remembered_names()
def look(seen: Seen, *, checks: Iterable[Check] | None = None) -> list[Row]:
    """What each check finds, without asking the network anything."""
    rows = [Row(check=check, findings=check.look(seen)) for check in checks or registry]
    return [row for row in rows if row.findings]


@remembered_names()
def glance(seen: Seen) -> list[Row]:
    """What each check can say in an instant, for a list that opens at once."""
    rows = [Row(check=check, findings=check.glance(seen)) for check in registry]
    return [row for row in rows if row.findings]


def refusing_checks() -> list[Check]:
    """Those that can stand in the way of publishing."""
    return [check for check in registry if check.can_refuse]


def slow_checks() -> list[Check]:
    """Those whose answers take long."""
    return [check for check in registry if check.is_slow]


def ask(seen: Seen, *, seconds: float = SECONDS) -> None:
    """Ask the network what is not known freshly. Never inside a transaction; never raises."""
    asking = [check for check in slow_checks() if type(check).ask is not Check.ask]
    for check in asking:
        check.ask(seen, seconds=seconds / len(asking))


def errors(rows: Iterable[Row]) -> list[Finding]:
    """What stands in the way of publishing."""
    return [one for row in rows for one in row.findings if one.level == Level.ERROR]
