"""Breaches of LINE's limits, in the words of people who fill in forms."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linesteps.line.limits import Violation


def in_words(violation: Violation, field: str = "") -> str:
    """A breach of LINE's limits with its cure.

    Args:
        field: what to call the place; its path within the message unless told otherwise.
    """
    field = field or violation.property.partition(".")[2] or violation.property
    field = str(_CALLED.get(field, field))
    params = {"field": field, "max": violation.params.get("limit", ""), **violation.params}
    if violation.code == "bad_value" and "allowed" in params:
        return _("“%(field)s” is not known to LINE there. It takes: %(allowed)s.") % params
    if violation.code == "too_big":
        params["field"] = _whole(field)
    if violation.code in _IN_WORDS:
        return str(_IN_WORDS[violation.code]) % params
    return _("LINE would refuse “%(field)s”: %(reason)s") % {**params, "reason": violation.message}


def _whole(field: str) -> str:
    """What editors call a Flex bubble or carousel, which no field of a form stands for."""
    bubble = re.search(r"contents\[(\d+)\]$", field)
    if bubble:
        return _("Card %(number)s") % {"number": int(bubble[1]) + 1}
    return _("Message") if field.endswith("contents") else field


#: What forms call a property of LINE's.
_CALLED = {"messages": gettext_lazy("Messages"), "text": gettext_lazy("text")}
#: By the code of a violation; what is missing here is said in LINE's own words.
_IN_WORDS = {
    "required": gettext_lazy("“%(field)s” is still empty. Fill it in."),
    "too_long": gettext_lazy("“%(field)s” may have %(max)s characters at most. Shorten it."),
    "too_many": gettext_lazy("“%(field)s” may have %(max)s entries at most. Remove some."),
    "too_few": gettext_lazy("“%(field)s” needs at least %(max)s entries. Add some."),
    "too_big": gettext_lazy(
        "“%(field)s” has %(size)s bytes; LINE takes %(max)s at most. Shorten its words, or leave parts of it out."
    ),
    "not_https": gettext_lazy("The address of “%(field)s” must begin with https://. LINE refuses others."),
    "bad_scheme": gettext_lazy("The address of “%(field)s” must begin with https://, tel: or line:."),
    "not_encoded": gettext_lazy(
        "The address of “%(field)s” has characters that LINE does not take. Copy it from a browser."
    ),
    "not_allowed_here": gettext_lazy("LINE does not take “%(field)s” at this place. Remove it."),
}
