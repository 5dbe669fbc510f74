"""What Wagtail's histories and reports call acts on one-off sends."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import LogFormatter

#: Acts of which nothing more is to be told, with what they are called and what the history says of them.
_PLAIN = (
    ("pause", gettext_lazy("Pause a one-off send"), gettext_lazy("Paused the one-off send")),
    ("resume", gettext_lazy("Go on with a one-off send"), gettext_lazy("Went on with the one-off send")),
    ("take_back", gettext_lazy("Take a one-off send back"), gettext_lazy("Took it back before its time")),
    ("recall", gettext_lazy("Recall a one-off send"), gettext_lazy("Recalled what had not gone")),
)


def register_log_actions(actions: Any) -> None:
    """Theirs."""
    for name, title, sentence in _PLAIN:
        attributes = {"label": title, "message": sentence}
        actions.register_action(f"linesteps.broadcast_{name}")(type("Formatter", (LogFormatter,), attributes))

    @actions.register_action("linesteps.broadcast_confirm")
    class ConfirmFormatter(LogFormatter):
        label = gettext_lazy("Confirm a one-off send")

        def format_message(self, log_entry: Any) -> str:
            """For how many people."""
            people = int(log_entry.data.get("people") or 0)
            text = ngettext("Confirmed for %(people)s person", "Confirmed for %(people)s people", people)
            return text % {"people": people}

    @actions.register_action("linesteps.broadcast_trouble")
    class TroubleFormatter(LogFormatter):
        label = gettext_lazy("Could not start a one-off send")

        def format_message(self, log_entry: Any) -> str:
            """Why."""
            return _("Could not be started: %(trouble)s") % {"trouble": log_entry.data.get("trouble") or ""}
