"""Why a message was not sent, or not yet: codes in the database, sentences for editors."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

#: Before the reason for which somebody left their scenario.
LEFT_PREFIX = "left: "


class Reason(models.TextChoices):
    """What ``Dispatch.reason`` says when it is not LINE that speaks."""

    # -- held: sent later by itself
    QUIET_HOURS = "quiet_hours", gettext_lazy("Quiet hours: it is sent when they end.")
    FREQUENCY = "frequency", gettext_lazy("The friend has had enough messages lately: it is sent later.")
    BUDGET = "budget", gettext_lazy("This month's own limit is used up: it is sent next month.")
    QUOTA = "quota", gettext_lazy("This month's messages at LINE are used up: it is sent next month.")
    # -- over: not sent
    BLOCKED = "blocked", gettext_lazy("The friend has blocked the account.")
    EXPIRED = "expired", gettext_lazy("It would have come later than its step allows.")
    HELD_TOO_LONG = (
        "held_too_long",
        gettext_lazy("The friend had so many messages that it waited for a week."),
    )
    LEFT = "left", gettext_lazy("The friend left the scenario.")
    ERASED = "erased", gettext_lazy("The friend's data was erased.")
    GIVEN_UP = "given_up", gettext_lazy("Somebody decided not to send it again.")
    RECALLED = "recalled", gettext_lazy("The one-off send was recalled before it was sent.")
    NO_CODE = "no_code", gettext_lazy("All codes of the coupon were given. Add codes to it.")
    COUPON_OVER = "coupon_over", gettext_lazy("The coupon was over or closed by then.")
    COUPON_HAD = "coupon_had", gettext_lazy("The friend has had the coupon, and used it or let it run out.")
    # -- unclear
    UNKNOWN = "unknown", gettext_lazy("It is not known whether LINE took it.")


#: The friend's message waits, and is sent by itself.
HELD = (Reason.QUIET_HOURS, Reason.FREQUENCY, Reason.BUDGET, Reason.QUOTA)
#: The account's month is used up.
SPENT = (Reason.BUDGET, Reason.QUOTA)


def code_of(reason: str) -> str:
    """The code of a stored reason; ``line`` where LINE's own words are stored."""
    if reason.startswith(LEFT_PREFIX):
        return Reason.LEFT
    return reason if reason in Reason.values else "line"


def in_words(reason: str) -> str:
    """A stored reason as an editor reads it; LINE's own words as they are."""
    if not reason:
        return ""
    code = code_of(reason)
    if code == "line":
        return _("LINE answered: %(words)s") % {"words": reason}
    return str(Reason(code).label)


def title_of(code: str) -> str:
    """A code as the short title of a list."""
    titles = {
        Reason.QUIET_HOURS: pgettext("reason", "Quiet hours"),
        Reason.FREQUENCY: pgettext("reason", "Too many messages lately"),
        Reason.BUDGET: pgettext("reason", "Own limit of the month"),
        Reason.QUOTA: pgettext("reason", "LINE's limit of the month"),
        Reason.BLOCKED: pgettext("reason", "Blocked"),
        Reason.EXPIRED: pgettext("reason", "Too late"),
        Reason.HELD_TOO_LONG: pgettext("reason", "Held for a week"),
        Reason.LEFT: pgettext("reason", "Left the scenario"),
        Reason.ERASED: pgettext("reason", "Erased"),
        Reason.GIVEN_UP: pgettext("reason", "Given up by hand"),
        Reason.RECALLED: pgettext("reason", "Recalled"),
        Reason.NO_CODE: pgettext("reason", "No code left"),
        Reason.COUPON_OVER: pgettext("reason", "Coupon over"),
        Reason.COUPON_HAD: pgettext("reason", "Coupon had before"),
        Reason.UNKNOWN: pgettext("reason", "Not known"),
    }
    return titles[Reason(code)] if code in Reason.values else pgettext("reason", "Refused by LINE")
