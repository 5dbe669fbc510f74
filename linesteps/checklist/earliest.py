"""When each step of a scenario can send first."""

from __future__ import annotations

from datetime import datetime

from linesteps.checklist.seen import Seen


def earliest_sends(seen: Seen) -> dict[str, datetime]:
    """By step id; nothing while the drawing has errors."""
    earliest: dict[str, datetime] = {}
    if seen.course is not None:
        for (step_id, _at), sent_at in seen.course.walk(seen.start_at).sent_at.items():
            earliest[step_id] = min(sent_at, earliest.get(step_id, sent_at))
    return earliest
