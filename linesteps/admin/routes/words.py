"""The numbers of a route in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps.routes.figures import Figures


def percent(share: float | None) -> str:
    """A share, or a dash where there is none."""
    return "–" if share is None else f"{share:g} %"


def added_of(found: Figures) -> str:
    """How many of the openings by people who were no friends yet led to an adding."""
    if not found.seen:
        return _("Nobody has opened it yet.")
    text = _("%(rate)s of the openings, friends left out") if found.friends else _("%(rate)s of the openings")
    return text % {"rate": percent(found.rate)}


def stayed_of(found: Figures) -> str:
    """How many of those for whom it can be said."""
    if not found.due:
        return _("Shows seven days after an adding.")
    text = ngettext(
        "%(rate)s of %(due)s friend whose 7 days are over",
        "%(rate)s of %(due)s friends whose 7 days are over",
        found.due,
    )
    return text % {"rate": percent(found.stay_rate), "due": found.due}


def totals(found: Figures) -> list[tuple[str, str, str]]:
    """Each number with what it means."""
    return [
        (_("Openings"), str(found.seen), _("How often people opened the link or scanned the code")),
        (_("Added"), str(found.added), added_of(found)),
        (_("Still friends after 7 days"), str(found.stayed), stayed_of(found)),
        (_("Were friends already"), str(found.friends), _("Openings by friends, as far as LINE told")),
    ]
