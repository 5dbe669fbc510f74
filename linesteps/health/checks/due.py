"""Whether what is due gets done in time."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from linesteps import clock
from linesteps.engine.models import Enrolment
from linesteps.health.finding import ERROR, OK, WARNING, Figure, Finding, ago
from linesteps.scenarios.models import Scenario

LATE, TOO_LATE = timedelta(minutes=2), timedelta(minutes=15)


def due() -> list[Finding]:
    """How late the longest due step is."""
    moment = clock.now()
    paused = list(Scenario.every.filter(state=Scenario.State.PAUSED).values_list("pk", flat=True))
    rows = Enrolment.objects.due(moment)
    if paused:
        rows = rows.exclude(scenario_id__in=paused)
    first = rows.values_list("due_at", flat=True).first()
    late = moment - first if first else timedelta()
    figure = Figure(
        name="due_late_seconds", help="How late the longest due step is.", value=late.total_seconds()
    )
    level = ERROR if late > TOO_LATE else WARNING if late > LATE else OK
    if level == OK:
        text, cure = _("Everybody moves on in time."), ""
    else:
        text = _("The longest due step is %(time)s late.") % {"time": ago(late)}
        cure = _("If it does not catch up, add workers (docs/how-to/scale-out.md).")
    title = _("Steps that are due")
    return [
        Finding(
            name="due", title=title, level=level, text=text, cure=cure, figures=[figure], is_outage=level == ERROR
        )
    ]  # fmt: skip
