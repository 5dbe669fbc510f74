"""Drawing a scenario and looking at it as the checklist does."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from linesteps.accounts.models import Account
from linesteps.checklist.finding import Finding
from linesteps.checklist.kind import registry
from linesteps.checklist.seen import Seen
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import Plain, trigger

START = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


def draw(account: Account, *steps: Plain, triggers: list[Plain] | None = None, **fields: Any) -> Scenario:
    """A saved scenario that starts when somebody becomes a friend."""
    scenario: Any = Scenario(**{"name": "Welcome", "account": account, "live": False, **fields})
    scenario.triggers = triggers if triggers is not None else [trigger()]
    scenario.steps = list(steps)
    scenario.save()
    return scenario  # type: ignore[no-any-return]


def publish(scenario: Scenario, *steps: Plain, **fields: Any) -> Scenario:
    """Publish it as it is drawn, or with other steps."""
    drawn: Any = scenario
    if steps:
        drawn.steps = list(steps)
    for name, value in fields.items():
        setattr(drawn, name, value)
    scenario.save_revision(changed=True, clean=False).publish()
    scenario.refresh_from_db()
    return scenario


def find(check: str, scenario: Any, **seen: Any) -> list[Finding]:
    """What a check finds."""
    return registry.get(check).look(Seen(scenario, **seen))


def told(check: str, scenario: Any, **seen: Any) -> list[tuple[str, str]]:
    """Level and words of all that a check finds."""
    return [(one.level.value, one.text) for one in find(check, scenario, **seen)]
