"""Every word that the builder's script shows, in the editor's language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def strings() -> dict[str, str]:
    """By key; the script knows no words of its own. ``{…}`` are places that the script fills."""
    return _places() | _cards() | _times() | _acts() | _asked() | _said()


def _places() -> dict[str, str]:
    return {
        "canvas": _("Picture of the scenario"),
        "canvasHelp": _("Arrow keys walk through the steps, Enter opens one, Insert adds one."),
        "outline": _("Course of the scenario"),
        "inspector": _("Settings of the step"),
        "settingsTab": _("Settings in detail"),
        "phoneTab": _("On the phone"),
        "width": _("Width of the settings"),
        "tools": _("Tools"),
        "summary": _("Summary"),
        "overview": _("Overview"),
        "blank": _("Nothing is sent yet. Begin with the first message."),
        "blankButton": _("Add the first message"),
        "loading": _("Loading …"),
        "lost": _("This step can be moved and deleted, but not changed here."),
        "pathSteps": _("Steps of this path are changed in the picture."),
        "problems": _("To be mended: {n}"),
        "noProblems": _("Nothing to mend"),
        "matching": _("How many match"),
    }


def _cards() -> dict[str, str]:
    return {
        "start": _("Start condition"),
        "startEdit": _("Change the start condition"),
        "startMore": _("Settings in detail"),
        "everyoneElse": _("Everyone else"),
        "endsHere": _("Ends here"),
        "rejoin": _("Everyone goes on here"),
        "day": _("Day {n}"),
        "first": pgettext("badge of a step", "Day 0"),
        "counts": _("Message count: {n}"),
        "people": _("{n} people"),
        "hereNow": _("{n} here now"),
        "problemShort": _("Mend"),
        "adviceShort": _("Advice"),
        "errorsSaid": _("errors: {n}"),
        "adviceSaid": _("advice: {n}"),
        "note": _("Note: {note}"),
        "comma": _(", "),
        "pathOf": _("Branch {number}, path {n}: {label}"),
    }


def _times() -> dict[str, str]:
    return {
        "when": _("When"),
        "gapAmount": _("How long after the step before"),
        "gapUnit": _("Unit"),
        "gapAt": _("At"),
        "gap_now": _("at once"),
        "gap_minutes": _("minutes later"),
        "gap_hours": _("hours later"),
        "gap_days": _("days later"),
    }


def _acts() -> dict[str, str]:
    return {
        "acts": _("What can be done"),
        "addStep": _("Add a step"),
        "addHere": _("Add a step here"),
        "addAfter": _("Add a step after this one"),
        "deep": _("better a scenario of its own"),
        "search": _("Search"),
        "find": _("Find a step"),
        "commands": _("Commands"),
        "noMatch": _("Nothing found"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "zoomIn": _("Larger"),
        "zoomOut": _("Smaller"),
        "fit": _("Show everything"),
        "minimap": _("Small map"),
        "wide": _("More room"),
        "picture": _("Look at the picture"),
        "showOutline": _("List of steps"),
        "tryIt": _("Try it"),
        "publish": _("Publish"),
        "close": _("Close"),
        "openStep": _("Change"),
        "delete": _("Delete"),
        "duplicate": _("Duplicate"),
        "copy": _("Copy"),
        "cut": _("Cut"),
        "paste": _("Paste behind it"),
        "pasteHere": _("Paste what was copied"),
        "moveUp": _("Move up"),
        "moveDown": _("Move down"),
        "moveTo": _("Move to …"),
        "dropDelete": _("Drop here to delete"),
        "atStart": _("At the beginning"),
        "after": _("After {step}"),
        "inPath": _("First in the path “{label}”"),
        "onlyProblems": _("Only what is to be mended"),
        "nextProblem": _("Go to what is to be mended"),
        "allSteps": _("All steps"),
    }


def _asked() -> dict[str, str]:
    return {
        "rename": _("Rename"),
        "done": _("Done"),
        "cancel": _("Cancel"),
        "deletePeople": _("Delete “{step}”? {n} people stand there now."),
        "deletePeopleHelp": _(
            "For them, nothing changes until you publish. Then you say whether they go on with the next step "
            "or leave."
        ),
    } | _saving()


def _saving() -> dict[str, str]:
    """The dialog that puts a message into the library."""
    return {
        "saveMessage": _("Save to the library"),
        "saveMessageHelp": _("Other scenarios can then send this message, too."),
        "saveMessageDraft": _("It is saved there as a draft, until somebody publishes it."),
        "saveName": _("Name in the library"),
        "saveNameHelp": _("For you; friends do not see it."),
        "saveHere": _("And in this step?"),
        "saveLink": _("Link it"),
        "saveLinkHelp": _(
            "When the message is changed and published in the library, this step sends the new one."
        ),
        "saveLinkRefused": _(
            "Only for people who may publish messages of the library, since a link sends what is published there."
        ),
        "saveCopy": _("Keep its own copy"),
        "saveCopyHelp": _("Later changes in the library do not change this step."),
        "saveYes": _("Save"),
        "saveRefused": _("Not saved yet. Mend this first:"),
    }


def _said() -> dict[str, str]:
    return {
        "added": _("Added: {step}"),
        "deleted": _("Deleted: {step}"),
        "moved": _("Moved: {step}. It is now step {n}."),
        "changed": _("Changed: {step}"),
        "pasted": _("Pasted: {step}"),
        "copied": _("Copied: {step}"),
        "undone": _("Undone."),
        "redone": _("Done again."),
        "saved": _("Saved."),
        "cannotMove": _("It cannot be moved further."),
        "pathDelete": _("Paths are taken away in the settings of the branch."),
        "notPasteable": _("There is no step to paste. Copy one first."),
        "copiedFromLibrary": _("A copy stands here now. Later changes in the library do not change it."),
        "unreachable": _("The server does not answer. Try again in a moment."),
        "offline": _("The server does not answer. Your changes stay here; save again in a moment."),
    }
