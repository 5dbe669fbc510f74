"""Whether the site is set up as linesteps needs it."""

from __future__ import annotations

from django.core import checks
from django.utils.translation import gettext as _

from linesteps.health.finding import ERROR, OK, WARNING, Finding


def settings() -> list[Finding]:
    """What ``./manage.py check`` says of linesteps, each with its cure."""
    title = _("Settings")
    messages = checks.run_checks(databases=["default"])
    ours = [one for one in messages if str(one.id).startswith("linesteps.") and not one.is_silenced()]
    if not ours:
        text = _("As they should be.")
        return [Finding(name="settings", title=title, level=OK, text=text, is_for_engineers=True)]
    return [
        Finding(
            name="settings",
            title=title,
            level=ERROR if one.is_serious() else WARNING,
            text=f"{one.id}: {one.msg}",
            cure=one.hint or "",
            is_for_engineers=True,
        )
        for one in ours
    ]
