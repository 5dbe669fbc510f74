"""Every word that the phone beside the form shows, in the editor's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linesteps.messages.shown.words import chat_words


def strings() -> dict[str, str]:
    """By key; the script knows no words of its own. ``{…}`` are places that the script fills."""
    return chat_words() | _phone() | _sample() | _testing()


def _phone() -> dict[str, str]:
    return {
        "conversation": _("Conversation on the phone"),
        "width": _("Width"),
        "pixels": _("{n} px"),
        "look": _("Brightness"),
        "light": _("Light"),
        "dark": _("Dark"),
        "time": _("Point in time"),
        "before": _("Day 0"),
        "startTick": _("Start"),
        "lastDay": _("Day {n}"),
        "play": _("Play"),
        "pause": _("Pause"),
        "wayOf": _("“{step}”: show the way of"),
        "open": _("Open the step “{step}”"),
        "notHere": _("This step is not reached on the way that is shown."),
        "empty": _("There is nothing to show yet. Add a message."),
        "nothingYet": _("Nothing has arrived yet."),
        "failed": _("The server does not answer. The phone shows what it knew last."),
        "transcript": _("Read as text"),
        "unfinished": _("Not ready yet"),
    }


def _sample() -> dict[str, str]:
    return {
        "who": _("Who is looking"),
        "realFriend": _("A real friend (copied) …"),
        "search": _("Name of the friend"),
        "searchNote": _("Only what is known of the friend is copied. The friend gets nothing."),
        "noneFound": _("No friend with this name was found."),
        "copied": _("Copied from {name}"),
    }


def _testing() -> dict[str, str]:
    return {
        "test": _("Test send"),
        "testNote": _(
            "Sends the messages of this step, as they stand here, to registered testers. LINE counts one"
            " message for each of them; no figure of yours counts it."
        ),
        "testers": _("Testers"),
        "noTesters": _("There is no tester yet. Open a friend of yours and press “Register as a tester”."),
        "noStep": _("Choose a step that sends messages."),
        "isBlocked": _("{name} ({status}, gets nothing)"),
        "sendTest": _("Send the test"),
        "testsLeft": _("Tests left for this hour: {n}"),
        "chooseTester": _("Choose at least one tester."),
        "state.waiting": _("{name}: on its way …"),
        "state.sent": _("{name}: sent"),
        "state.refused": _("{name}: not sent. {status} {reason}"),
        "blocked": _("Blocked, so nothing arrives: {names}"),
        "slow": _("It is still on its way. The friend’s page says when it was sent."),
    }
