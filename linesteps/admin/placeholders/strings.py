"""Every word that the menu of names and values shows, in the editor's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def strings() -> dict[str, str]:
    """By key; ``{…}`` are places that the script fills."""
    return {
        "emojiInsert": _("Insert a LINE emoji"),
        "emojiChange": _("Change the emoji"),
        "emojiSets": _("Sets of emoji"),
        "emojiSet": _("Set {number}"),
        "emojiOne": _("LINE emoji {number}"),
        "emojiByNumber": _("Another emoji, by its number"),
        "emojiProduct": _("product ID"),
        "emojiNumber": _("emoji ID"),
        "emojiList": _("Open LINE's list of emoji"),
        "insertTitle": _("Insert a name or value"),
        "changeTitle": _("Change the name or value"),
        "which": _("What stands there"),
        "how": _("How it is shown"),
        "fallback": _("What stands there while it is not known"),
        "fallbackHelp": _("Left empty, nothing stands there."),
        "known": _("Known: {words}"),
        "unknown": _("Not known: {words}"),
        "nothing": _("(nothing)"),
        "insert": _("Insert"),
        "change": _("Change"),
        "remove": _("Delete"),
        "cancel": _("Cancel"),
        "chosen": _("{name}. Enter changes it, Backspace deletes it."),
        "passed": _("Name or value: {name}"),
    }
