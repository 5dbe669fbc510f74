"""Every word that the dialog's script shows, in the editor's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def strings() -> dict[str, str]:
    """By key; the script knows no words of its own. ``{…}`` are places that the script fills."""
    return {
        "open": _("Publish"),
        "openLive": _("Apply the changes"),
        "publishing": _("Publishing …"),
        "submitting": _("Submitting …"),
        "submit": _("Submit for review"),
        "titleSubmit": _("Before you submit it for review"),
        "loading": _("Looking through the scenario …"),
        "failed": _("The server gave no answer. Try again in a moment."),
        "errors": _("{n} to mend before publishing"),
        "errorOne": _("1 thing to mend before publishing"),
        "warnings": _("{n} to think about"),
        "warningOne": _("1 thing to think about"),
        "fine": _("Everything is fine."),
        "waiting": _("still looking …"),
        "blocked": _("It cannot be published yet: mend what is marked with ✖ first."),
        "blockedReview": _("It can be submitted, but not approved before what is marked with ✖ is mended."),
        "level_error": _("to mend"),
        "level_warning": _("to think about"),
        "level_waiting": _("still looking"),
        "level_info": _("for your information"),
        "level_ok": _("fine"),
        "goThere": _("Mend it: {where}"),
        "goStart": _("Go to the start condition"),
        "goSteps": _("Go to the steps"),
        "goTry": _("Try it"),
        "goField": _("Go to the field"),
        "newTab": _("(opens in a new tab)"),
        "greeting": _("I have looked: it is off"),
        "vouch": _("It opens on my phone"),
        "fineRows": _("What is fine: {n}"),
        "month": _("Month"),
        "total": _("Together"),
        "used": _("Sent already"),
        "cap": _("Cap: {cap}"),
        "capHead": _("Cap"),
        "asTable": _("Show as a table"),
        "chart": _("Messages a month, with the other scenarios of this account"),
        "noChanges": _("No step is different for them."),
        "time": _("The time is different: people who wait keep their time."),
        "content": _("The content is different: it counts for those who come to it from now on."),
        "deleted": _("Deleted."),
    }
