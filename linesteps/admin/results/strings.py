"""The words that the script of the picture shows, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linesteps.admin.builder.strings import strings as words_of_builder

#: What the picture says in the builder, too.
_SHARED = (
    "canvas",
    "comma",
    "day",
    "endsHere",
    "everyoneElse",
    "first",
    "fit",
    "loading",
    "overview",
    "rejoin",
    "start",
    "zoomIn",
    "zoomOut",
    "close",
)


def strings() -> dict[str, str]:
    """By key."""
    known = words_of_builder()
    return {
        **{name: known[name] for name in _SHARED},
        "canvasHelp": _("Arrow keys walk through the steps, Enter shows the figures of one."),
        "end": _("The end"),
        "noAnswer": _("The server does not answer. Try again in a moment."),
    }
