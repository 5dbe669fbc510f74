"""What LINE says of narrowcasts, in the words of editors."""

from __future__ import annotations

from django.utils.translation import gettext as _


def failure_in_words(error: int, words: str) -> str:
    """Why LINE sent it to nobody, and what to do (NarrowcastProgressResponse, ``errorCode``).

    Args:
        error: LINE's number.
        words: LINE's own words, for numbers that are not known here.
    """
    known = {
        2: _("It meant fewer than 50 people, and LINE protects so few: nobody got it. Widen it."),
        3: _("LINE had taken the same one before; this one was sent to nobody."),
        4: _(
            "One of the audiences has fewer than 50 people, and LINE protects so few: nobody got it. Take that "
            "audience away."
        ),
        5: _("The month's messages did not suffice for all, so LINE sent it to nobody."),
    }
    if error in known:
        return known[error]
    text = _("LINE could not send it, and nobody got it: %(reason)s")
    return text % {"reason": words or _("LINE gives no reason; often the month's messages do not suffice.")}
