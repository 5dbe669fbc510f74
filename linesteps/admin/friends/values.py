"""Values of attributes as people read them; they are stored alike in every language."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from linesteps.followers.models import Attribute


def value_words(kind: str, value: str) -> str:
    """A stored value in the editor's language; what does not fit its type, or has none, as it is."""
    if kind == Attribute.Type.YES_NO:
        return {"true": _("Yes"), "false": _("No")}.get(value, value)
    if kind == Attribute.Type.DATE:
        with suppress(ValueError):
            return str(date_format(date.fromisoformat(value)))
    return value
