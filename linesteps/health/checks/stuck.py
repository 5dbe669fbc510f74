"""Runs of friends that cannot go on by themselves."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps.engine.models import Enrolment
from linesteps.health.finding import OK, WARNING, Figure, Finding


def stuck() -> list[Finding]:
    """How many there are; the page lists them with what can be done."""
    count = Enrolment.objects.filter(status=Enrolment.Status.STUCK).count()
    figure = Figure(name="stuck", help="Runs that cannot go on by themselves.", value=count)
    title = _("Friends who cannot go on")
    if not count:
        return [Finding(name="stuck", title=title, level=OK, text=_("None."), figures=[figure])]
    words = ngettext(
        "%(n)s friend cannot go on by themselves.", "%(n)s friends cannot go on by themselves.", count
    )
    cure = _("Decide in “System status” what becomes of them: try again, skip the step, move, or take out.")
    return [
        Finding(
            name="stuck", title=title, level=WARNING, text=words % {"n": count}, cure=cure, figures=[figure]
        )
    ]  # fmt: skip
