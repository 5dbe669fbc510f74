"""What templates are for, and for whom: the words by which the gallery sorts them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: In the order of the gallery.
GOALS: dict[str, str | Promise] = {
    "visit": _("Visit or first purchase"),
    "repeat": _("Coming back"),
    "learn": _("Getting to know you"),
    "wake": _("Quiet friends"),
    "survey": _("Asking what people like"),
    "review": _("Reviews"),
    "booking": _("Bookings and events"),
}

TRADES: dict[str, str | Promise] = {
    "any": _("Any trade"),
    "restaurant": _("Restaurant"),
    "salon": _("Salon"),
    "fitness": _("Gym or class"),
    "shop": _("Shop"),
    "online_shop": _("Online shop"),
    "health_food": _("Health food, online"),
    "seafood": _("Seafood, online"),
}


def goal_label(goal: str) -> str:
    """In the reader's language; a word of the site's own stands as it is."""
    return str(GOALS.get(goal, goal))


def trade_label(trade: str) -> str:
    """In the reader's language; a word of the site's own stands as it is."""
    return str(TRADES.get(trade, trade))
