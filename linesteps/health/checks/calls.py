"""Other systems that do not take what scenarios tell them."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps import clock
from linesteps.calls.models import Call, Endpoint
from linesteps.health.finding import OK, WARNING, Figure, Finding

#: So long a call that was given up is news.
_RECENT = timedelta(days=1)


def calls() -> list[Finding]:
    """One finding for each system in use; nothing for a site without any."""
    since = clock.now() - _RECENT
    rows = Endpoint.objects.filter(Q(is_on=True) | Q(stopped_at__isnull=False)).annotate(
        failed=Count("calls", filter=Q(calls__status=Call.Status.FAILED, calls__settled_at__gte=since)),
        waiting=Count("calls", filter=Q(calls__status=Call.Status.NEW, calls__tries__gt=0)),
    )
    return [_finding(endpoint) for endpoint in rows.order_by("pk")]


def _finding(endpoint: Endpoint) -> Finding:
    failed, waiting = endpoint.failed, endpoint.waiting  # type: ignore[attr-defined]
    parts = []
    if endpoint.stopped_at is not None and not endpoint.is_on:
        parts.append(_("It took nothing for three days and was taken out of use."))
    if failed:
        text = ngettext(
            "%(n)s call was given up in the last 24 hours.",
            "%(n)s calls were given up in the last 24 hours.",
            failed,
        )
        parts.append(text % {"n": failed})
    if waiting:
        text = ngettext("%(n)s call is tried again.", "%(n)s calls are tried again.", waiting)
        parts.append(text % {"n": waiting})
    return Finding(
        name="calls",
        title=_("The other system “%(name)s”") % {"name": endpoint.name},
        level=WARNING if parts else OK,
        text=" ".join(parts) or _("It takes what it is told."),
        cure=_("See what it answers, mend it, and make the calls again.") if parts else "",
        link=("linesteps_endpoints:calls", (endpoint.pk,)),
        figures=[
            Figure(
                name="calls_given_up",
                help="Calls of another system that were given up within a day.",
                value=failed,
                labels=(("endpoint", str(endpoint.pk)),),
            )
        ],
    )
