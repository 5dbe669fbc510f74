"""Buttons with which a friend chooses a date or a time: LINE's date-time picker."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

#: LINE's names (reference, “Datetime picker action”, ``mode``), which stored data carries.
MODES = (("date", _("Date")), ("time", _("Time of day")), ("datetime", _("Date and time")))


def known_mode(mode: Any) -> str:
    """The mode, if it is one.

    Raises:
        ValueError: no form makes it.
    """
    if mode not in dict(MODES):
        raise ValueError("No form makes this.")
    return str(mode)


def date_action(label: str, mode: Any, data: str) -> dict[str, Any]:
    """LINE's action object.

    Args:
        label: words on the button.
        mode: one of ``MODES``.
        data: what comes back with what was chosen (``Compiling.answer_data``).
    """
    return {"type": "datetimepicker", "label": label, "data": data, "mode": known_mode(mode)}
