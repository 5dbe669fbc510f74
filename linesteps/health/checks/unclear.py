"""Sends of which nobody knows whether LINE took them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps.health.finding import OK, WARNING, Figure, Finding
from linesteps.outbox.models import Dispatch


def unclear() -> list[Finding]:
    """How many wait for a decision."""
    count = Dispatch.objects.filter(status=Dispatch.Status.UNCLEAR).count()
    figure = Figure(name="unclear", help="Sends of which nobody knows whether LINE took them.", value=count)
    title = _("Unclear sends")
    if not count:
        return [Finding(name="unclear", title=title, level=OK, text=_("None."), figures=[figure])]
    words = ngettext(
        "Of %(n)s send it is not known whether LINE took it.",
        "Of %(n)s sends it is not known whether LINE took them.",
        count,
    )
    cure = _("Decide in “System status”: send again (the friend may get it twice) or give it up.")
    return [
        Finding(
            name="unclear", title=title, level=WARNING, text=words % {"n": count}, cure=cure, figures=[figure]
        )
    ]  # fmt: skip
