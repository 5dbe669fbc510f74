"""Whether what LINE told is understood."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps import clock
from linesteps.health.finding import OK, WARNING, Figure, Finding, in_a_row
from linesteps.inbox.models import InboxEvent

_RECENT = timedelta(days=1)
_LATE = timedelta(minutes=2)


def inbox() -> list[Finding]:
    """Events that wait, and events that could not be understood within a day."""
    moment = clock.now()
    waiting = InboxEvent.objects.filter(status=InboxEvent.Status.NEW).aggregate(
        count=Count("pk"), first=Min("received_at")
    )
    failed = InboxEvent.objects.filter(status=InboxEvent.Status.FAILED, received_at__gt=moment - _RECENT)
    bad = failed.count()
    figures = [
        Figure(
            name="inbox_waiting", help="Events of LINE that nobody reacted to yet.", value=waiting["count"]
        ),
        Figure(name="inbox_failed", help="Events of a day that could not be understood.", value=bad),
    ]
    title = _("Events from LINE")
    texts = [ngettext("%(n)s event waits.", "%(n)s events wait.", waiting["count"]) % {"n": waiting["count"]}]
    cure, level = "", OK
    if waiting["first"] and moment - waiting["first"] > _LATE:
        level, cure = WARNING, _("Check that a worker runs.")
    if bad:
        last = failed.order_by("-received_at").values_list("reason", flat=True).first()
        words = ngettext(
            "%(n)s event of the last 24 hours could not be understood.",
            "%(n)s events of the last 24 hours could not be understood.",
            bad,
        )
        texts.append(words % {"n": bad})
        level = WARNING
        cure = _("They are kept with the reason; the last one: %(reason)s") % {"reason": last}
    return [
        Finding(
            name="inbox", title=title, level=level, text=in_a_row(texts), cure=cure, figures=figures,
            is_for_engineers=True,
        )
    ]  # fmt: skip
