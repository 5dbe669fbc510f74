"""What a check says of a scenario."""

from __future__ import annotations

from typing import Any

from tests.integration.checklist.looking import told


def levels(check: str, scenario: Any, **seen: Any) -> list[str]:
    return [level for level, _text in told(check, scenario, **seen)]
