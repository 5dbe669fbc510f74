"""Reports of other systems that wait for somebody, and senders that are refused."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps import clock
from linesteps.health.finding import OK, WARNING, Figure, Finding
from linesteps.hooks.models import Received, ReceivingAddress

#: So long a refusal is news.
_RECENT = timedelta(days=1)


def reports() -> list[Finding]:
    """One finding for each address in use; nothing for a site without any."""
    since = clock.now() - _RECENT
    refused = Q(received__status=Received.Status.REFUSED, received__received_at__gte=since)
    rows = ReceivingAddress.objects.filter(is_on=True, account__is_active=True).annotate(
        kept=Count("received", filter=Q(received__status=Received.Status.KEPT)),
        refused=Count("received", filter=refused),
    )
    return [_finding(address, address.kept, address.refused) for address in rows.order_by("pk")]


def _finding(address: ReceivingAddress, kept: int, refused: int) -> Finding:
    parts = []
    if kept:
        text = ngettext("%(n)s report could not be taken.", "%(n)s reports could not be taken.", kept)
        parts.append(text % {"n": kept})
    if refused:
        text = ngettext(
            "%(n)s was refused in the last 24 hours.", "%(n)s were refused in the last 24 hours.", refused
        )
        parts.append(text % {"n": refused})
    return Finding(
        name="reports",
        title=_("The receiving address “%(name)s”") % {"name": address.name},
        level=WARNING if parts else OK,
        text=" ".join(parts) or _("What is reported there is taken."),
        cure=_("The list of its reports says of each why, and what to do.") if parts else "",
        link=("linesteps_receiving:received", (address.pk,)),
        figures=[
            Figure(
                name="reports_kept",
                help="Reports of another system that could not be taken yet.",
                value=kept,
                labels=(("address", str(address.pk)),),
            )
        ],
    )
