"""Whether a worker is at work."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps import clock
from linesteps.doorbell import Beat
from linesteps.health.finding import ERROR, OK, WARNING, Figure, Finding, ago, in_a_row
from linesteps.worker.beat import alive

#: The tick comes each two seconds; a batch may keep all workers for half a minute.
SILENT_AFTER = timedelta(seconds=60)
#: A cluster that its own supervisor should have started again by now.
_STALE_AFTER = timedelta(seconds=90)


def last_sign() -> datetime | None:
    """When any worker was last at work (real time)."""
    return Beat.objects.exclude(name="safety").order_by("-beat_at").exclude(beat_at=None).values_list(
        "beat_at", flat=True
    ).first()  # fmt: skip


def is_silent() -> bool:
    """Whether no worker has been seen for a minute: nothing is sent."""
    seen = last_sign()
    return seen is None or clock.real_now() - seen > SILENT_AFTER


def worker() -> list[Finding]:
    """Heartbeat of all, and clusters that fell silent."""
    moment, seen = clock.real_now(), last_sign()
    title = _("Worker")
    clusters = alive(moment)
    age = (moment - seen).total_seconds() if seen else -1.0
    figures = [
        Figure(name="worker_silent_seconds", help="Seconds since a worker was last at work; -1: never.", value=age),
        Figure(name="workers", help="Supervised clusters seen within ten minutes.", value=len(clusters)),
    ]  # fmt: skip
    if seen is None or moment - seen > SILENT_AFTER:
        text = (
            _("No worker has been seen for %(time)s. Nothing is sent.") % {"time": ago(moment - seen)}
            if seen
            else _("No worker has ever been seen. Nothing is sent.")
        )
        cure = _(
            "Start the worker: ./manage.py linesteps_worker (docs/how-to/run-the-worker.md). What is due is sent "
            "late then, and nothing is lost."
        )
        return [
            Finding(name="worker", title=title, level=ERROR, text=text, cure=cure, figures=figures, is_outage=True)
        ]  # fmt: skip
    stale = [name for name, at in clusters.items() if moment - at > _STALE_AFTER]
    if stale:
        text = _("These workers have fallen silent: %(names)s.") % {"names": ", ".join(stale)}
        cure = _("Others go on. Check the machine; the worker's log says more.")
        return [
            Finding(name="worker", title=title, level=WARNING, text=text, cure=cure, figures=figures)
        ]  # fmt: skip
    text = _("Last seen %(time)s ago.") % {"time": ago(moment - seen)}
    if clusters:
        many = ngettext("%(n)s worker program runs.", "%(n)s worker programs run.", len(clusters))
        text = in_a_row([text, many % {"n": len(clusters)}])
    return [Finding(name="worker", title=title, level=OK, text=text, figures=figures)]
