"""Scenarios with which something unusual happens."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linesteps.health.finding import OK, WARNING, Figure, Finding
from linesteps.scenarios.models import Scenario


def scenarios() -> list[Finding]:
    """One finding for each that needs attention."""
    rows = list(Scenario.every.filter(attention_at__isnull=False).only("pk", "name", "attention"))
    figure = Figure(name="attention", help="Scenarios that need attention.", value=len(rows))
    if not rows:
        title, text = _("Blocks and failures"), _("Nothing unusual.")
        return [Finding(name="scenarios", title=title, level=OK, text=text, figures=[figure])]
    return [
        Finding(
            name="scenarios",
            title=row.name,
            level=WARNING,
            text=row.attention,
            cure=_("Look at its messages, then choose “I have looked at it” on its page."),
            link=("linesteps_scenarios:edit", (row.pk,)),
            figures=[figure] if number == 0 else (),
        )
        for number, row in enumerate(rows)
    ]
