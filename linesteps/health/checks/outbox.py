"""Whether messages leave, and why some wait."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps import clock
from linesteps.health.finding import ERROR, OK, WARNING, Figure, Finding, ago, in_a_row
from linesteps.outbox.models import PENDING, Dispatch
from linesteps.outbox.reasons import HELD, title_of
from linesteps.scenarios.models import Scenario

_LATE, _TOO_LATE = timedelta(minutes=2), timedelta(minutes=15)


def outbox() -> list[Finding]:
    """Sends that wait by their reason, and how late the longest due one is."""
    moment = clock.now()
    rows = Dispatch.objects.filter(status__in=PENDING)
    held = dict(
        rows.filter(reason__in=HELD, due_at__gt=moment).order_by().values_list("reason").annotate(Count("pk"))
    )
    able = rows.filter(account__is_active=True, account__paused_at__isnull=True)
    able = able.filter(Q(scenario__isnull=True) | ~Q(scenario__state=Scenario.State.PAUSED))
    # What waits for an earlier message is not late by itself.
    due = able.filter(due_at__lte=moment, after__isnull=True).aggregate(
        count=Count("pk"), first=Min("due_at")
    )
    late = moment - due["first"] if due["first"] else timedelta()
    total = rows.count()
    figures = [
        Figure(name="outbox_waiting", help="Sends that wait for their turn.", value=total),
        Figure(name="outbox_late_seconds", help="How late the longest due send is.", value=late.total_seconds()),
        *(
            Figure(
                name="outbox_held",
                help="Sends that are held, by reason.",
                value=held.get(reason, 0),
                labels=(("reason", str(reason)),),
            )
            for reason in HELD
        ),
    ]  # fmt: skip
    level = ERROR if late > _TOO_LATE else WARNING if late > _LATE else OK
    texts = [ngettext("%(n)s send waits.", "%(n)s sends wait.", total) % {"n": total}]
    if held:
        parts = ", ".join(f"{title_of(reason)} {count}" for reason, count in sorted(held.items()))
        texts.append(_("Held and sent later by themselves: %(parts)s.") % {"parts": parts})
    cure = ""
    if level != OK:
        texts.append(_("The longest due one is %(time)s late.") % {"time": ago(late)})
        cure = _("LINE may be slow or out of reach. Sends are tried again by themselves; nothing is lost.")
    title = _("Messages to LINE")
    return [
        Finding(
            name="outbox", title=title, level=level, text=in_a_row(texts), cure=cure, figures=figures,
            is_outage=level == ERROR,
        )
    ]  # fmt: skip
