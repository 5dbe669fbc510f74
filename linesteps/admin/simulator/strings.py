"""Every word that the drawer's script shows, in the editor's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linesteps.messages.shown.words import chat_words


def strings() -> dict[str, str]:
    """By key; the script knows no words of its own. ``{…}`` are places that the script fills."""
    return chat_words() | _frame() | _person() | _acts() | _phone() | _checks()


def _frame() -> dict[str, str]:
    return {
        "tryIt": _("Try it"),
        "title": _("Try the scenario"),
        "note": _("Nothing is sent, and nothing is changed."),
        "close": _("Close"),
        "conversation": _("Conversation on the phone"),
        "decisions": _("What happened, and why"),
        "now": _("Now"),
        "next": _("Next: {when}"),
        "nothingNext": _("Nothing more is planned."),
        "day": _("Day {n}"),
        "firstDay": _("Day of the start"),
        "paths": _("Paths tried: {done} of {all}"),
        "steps": _("Steps tried: {done} of {all}"),
        "pathsLeft": _("Not tried yet"),
        "problems": _("Before it can be tried, this must be mended:"),
        "failed": _("That did not work. Try again."),
        "needsDraft": _("Save the draft first, then try it."),
        "playing": _("One moment …"),
        "showStep": _("Show the step"),
        "here": _("{name} is here"),
        "someone": _("This person"),
    }


def _person() -> dict[str, str]:
    return {
        "who": _("Who tries it"),
        "whoWhen": _("Who and when"),
        "realFriend": _("A real friend (copied) …"),
        "search": _("Name of the friend"),
        "searchNote": _("Only what is known of the friend is copied. The friend gets nothing."),
        "noneFound": _("No friend with this name was found."),
        "copied": _("Copied from {name}"),
        "facts": _("What is known of the person"),
        "name": _("Name"),
        "phone": _("Phone"),
        "unknown": _("Not known"),
        "since": _("Friend since (days)"),
        "sinceNote": _("Empty: is added as a friend at the start."),
        "tags": _("Tags"),
        "tagsNote": _("Separated by commas."),
        "yes": _("Yes"),
        "no": _("No"),
        "start": _("Begins at"),
    }


def _acts() -> dict[str, str]:
    return {
        "time": _("Time"),
        "nextEvent": _("To the next event"),
        "hour": _("1 hour"),
        "dayLong": _("1 day"),
        "until": _("Until"),
        "go": _("Go"),
        "back": _("Back"),
        "restart": _("From the beginning"),
        "block": _("Block"),
        "unblock": _("Unblock"),
        "say": _("Write a message"),
        "send": _("Send"),
        "siteEvent": _("Event of the site"),
        "eventName": _("Name of the event, such as purchase"),
        "eventDetails": _("Details, such as total=3000"),
        "eventTell": _("Let it happen"),
        "asked": _("Nobody is called in a trial. What does “{name}” do?"),
        "answers": _("It answers"),
        "answersNot": _("It does not answer in time"),
    }


def _phone() -> dict[str, str]:
    return {
        "empty": _("No message has arrived yet."),
        "blocked": _("The account is blocked: nothing arrives."),
    }


def _checks() -> dict[str, str]:
    return {
        "checks": _("Checks before publishing"),
        "checksNote": _(
            "A kept trial is played again before each publication. If something else comes of it, you are told."
        ),
        "checkName": _("Name of the check"),
        "keep": _("Keep this trial as a check"),
        "noChecks": _("No check yet."),
        "isOk": _("As before"),
        "isOther": _("Different"),
        "play": _("Play"),
        "update": _("This is right now"),
        "delete": _("Delete"),
        "kept": _("The check is kept."),
        "deleteSure": _("Delete the check “{name}”?"),
    }
