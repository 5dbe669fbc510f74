"""How many people conditions hold for, in a sentence."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps.audiences.census import Counted
from linesteps.audiences.models import Segment


def number(value: int) -> str:
    """With the thousands marked as the language does."""
    return str(number_format(value, force_grouping=True))


def counted_in_words(found: Counted) -> str:
    """Such as 「いま1,234人が当てはまります」, with who does not and who is not known."""
    values = {
        "n": number(found.matching),
        "no": number(found.not_matching),
        "unknown": number(found.unknown),
        "looked": number(found.looked_at),
    }
    if not found.friends:
        return _("There are no friends yet who could be counted.")
    if found.is_estimate:
        if found.unknown:
            text = _(
                "About %(n)s people match now (about %(no)s not, about %(unknown)s not known). "
                "Estimated from %(looked)s friends."
            )
        else:
            text = _("About %(n)s people match now (about %(no)s not). Estimated from %(looked)s friends.")
    elif found.unknown:
        text = ngettext(
            "%(n)s person matches now (%(no)s not, %(unknown)s not known)",
            "%(n)s people match now (%(no)s not, %(unknown)s not known)",
            found.matching,
        )
    else:
        text = ngettext(
            "%(n)s person matches now (%(no)s not)",
            "%(n)s people match now (%(no)s not)",
            found.matching,
        )
    return text % values


def people_of(segment: Segment) -> str:
    """The number for the list; “about” where it is an estimate, dots where it was never counted."""
    if segment.matching is None or segment.counted_at is None:
        return "…"
    text = _("about %(n)s") if segment.is_estimate else "%(n)s"
    return text % {"n": number(segment.matching)}


def sentence_of(segment: Segment) -> str:
    """Of how many it is not known."""
    if not segment.unknown or segment.counted_at is None:
        return ""
    return _("not known of %(n)s") % {"n": number(segment.unknown)}


def answer_in_words(answer: Any) -> str:
    """What the count found, whatever it is; empty for conditions that are not finished."""
    return counted_in_words(answer) if isinstance(answer, Counted) else str(answer or "")
