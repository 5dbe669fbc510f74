"""A system that takes nothing for days is taken out of use, and people are told."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils.translation import gettext, override

from linesteps import clock, conf
from linesteps.accounts.mail import tell
from linesteps.calls import silence
from linesteps.calls.models import Call, Endpoint

logger = logging.getLogger("linesteps.calls")

#: So long it may take nothing at all.
PATIENCE = timedelta(days=3)


def note_health(row: Call, is_taken: bool) -> None:
    """Remember since when a system takes nothing; after ``PATIENCE`` it is out of use, and nothing more is tried."""
    system, moment = row.endpoint, clock.now()
    if is_taken:
        if system.failing_since is not None:
            Endpoint.objects.filter(pk=system.pk).update(failing_since=None)
        return
    if system.failing_since is None:
        Endpoint.objects.filter(pk=system.pk, failing_since__isnull=True).update(failing_since=moment)
        return
    if moment - system.failing_since < PATIENCE:
        return
    # The condition is the lock: of two workers, one tells. A success of another one meanwhile counts.
    rows = Endpoint.objects.filter(pk=system.pk, is_on=True, failing_since__lte=moment - PATIENCE)
    if not rows.update(is_on=False, stopped_at=moment):
        return
    silence.doubt()
    logger.error("A system that took nothing for days was taken out of use.", extra={"endpoint": system.pk})
    with override(conf.language()):
        subject = gettext("“%(name)s” was taken out of use") % {"name": system.name}
        text = gettext(
            "It took nothing of what it was told for three days, so it is told nothing more. Mend it, then put it "
            "into use again at its page and make the calls that were given up again."
        )
    tell(row.follower.account, subject, text, "linesteps_endpoints:edit", system.pk)
