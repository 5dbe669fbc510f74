"""Every word that the builder's script shows, in the editor's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def strings() -> dict[str, str]:
    """By key; the script knows no words of its own. ``{…}`` are places that the script fills."""
    return _places() | _acts() | _said()


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
        "start": _("Start condition"),
        "startEdit": _("Change the start condition"),
        "everyoneElse": _("Everyone else"),
        "endsHere": _("Ends here"),
        "rejoin": _("Everyone goes on here"),
        "day": _("Day {n}"),
        "first": _("On the first day"),
        "problems": _("To be mended: {n}"),
        "problem": _("To be mended"),
        "note": _("Note: {note}"),
        "comma": _(", "),
        "noProblems": _("Nothing to mend"),
        "path": _("Path: {label}"),
        "pathOf": _("Branch {number}, path {n}: {label}"),
        "steps": _("Steps: {n}"),
        "blank": _("Nothing is sent yet. Begin with the first message."),
        "blankButton": _("Add the first message"),
        "nothingOpen": _("Choose a step in the picture to change it."),
        "loading": _("Loading …"),
        "overview": _("Overview"),
        "zoom": _("Size: {n} %"),
        "lost": _("This step can be moved and deleted, but not changed here."),
        "pathSteps": _("Steps of this path are changed in the picture."),
    }


def _acts() -> dict[str, str]:
    return {
        "addStep": _("Add a step"),
        "addHere": _("Add a step here"),
        "addAfter": _("Add a step after this one"),
        "search": _("Search"),
        "find": _("Find a step"),
        "noMatch": _("Nothing found"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "zoomIn": _("Larger"),
        "zoomOut": _("Smaller"),
        "fit": _("Show everything"),
        "showOutline": _("List of steps"),
        "close": _("Close"),
        "delete": _("Delete"),
        "duplicate": _("Duplicate"),
        "copy": _("Copy"),
        "cut": _("Cut"),
        "paste": _("Paste"),
        "pasteHere": _("Paste what was copied"),
        "moveUp": _("Move up"),
        "moveDown": _("Move down"),
        "moveTo": _("Move to …"),
        "dropDelete": _("Drop here to delete"),
        "atStart": _("At the beginning"),
        "after": _("After {step}"),
        "inPath": _("First in the path “{label}”"),
        "onlyProblems": _("With something to mend"),
        "allSteps": _("All steps"),
    }


def _said() -> dict[str, str]:
    return {
        "added": _("Added: {step}"),
        "deleted": _("Deleted: {step}"),
        "moved": _("Moved: {step}. It is now step {n}."),
        "pasted": _("Pasted: {step}"),
        "copied": _("Copied: {step}"),
        "undone": _("Undone."),
        "redone": _("Done again."),
        "cannotMove": _("It cannot be moved further."),
        "notPasteable": _("There is no step to paste. Copy one first."),
        "offline": _("The server does not answer. Your changes stay here; save again in a moment."),
    }
