"""What histories and reports call acts of accounts, other systems, and what needs attention."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter


def register(actions: Any) -> None:
    """These acts."""

    @actions.register_action("linesteps.view_image")
    class ViewImageFormatter(LogFormatter):
        label = gettext_lazy("Switch the tracked image on or off")

        def format_message(self, log_entry: Any) -> str:
            """Which of both, and that the notice was accepted."""
            if log_entry.data.get("is_on"):
                return _("Notice accepted and tracked image switched on")
            return _("Tracked image switched off")

    @actions.register_action("linesteps.greeting")
    class GreetingFormatter(LogFormatter):
        label = gettext_lazy("Say whether LINE's greeting message is off")

        def format_message(self, log_entry: Any) -> str:
            """What was said."""
            if log_entry.data.get("is_off"):
                return _("Said that LINE's own greeting message is off")
            return _("Took back that LINE's own greeting message is off")

    actions.register_action(
        "linesteps.renew_secret",
        gettext_lazy("Make a new secret"),
        gettext_lazy("Made a new secret"),
    )
    actions.register_action(
        "linesteps.try_system",
        gettext_lazy("Send a test to another system"),
        gettext_lazy("Sent a test to this system"),
    )

    @actions.register_action("linesteps.call_again")
    class CallAgainFormatter(LogFormatter):
        label = gettext_lazy("Make calls again")

        def format_message(self, log_entry: Any) -> str:
            """How many."""
            return _("Calls made again: %(count)s") % {"count": log_entry.data.get("count", "")}

    @actions.register_action("linesteps.take_reports")
    class TakeReportsFormatter(LogFormatter):
        label = gettext_lazy("Take reports again")

        def format_message(self, log_entry: Any) -> str:
            """How many."""
            return _("Reports taken: %(count)s") % {"count": log_entry.data.get("count", "")}

    @actions.register_action("linesteps.rescue")
    class RescueFormatter(LogFormatter):
        label = gettext_lazy("Help a friend who cannot go on")

        def format_message(self, log_entry: Any) -> str:
            """Which act."""
            words = {
                "retry": _("tried again"),
                "skip": _("skipped the step"),
                "move": _("moved to another step"),
                "end": _("taken out"),
            }
            act = log_entry.data.get("act")
            return _("A friend who could not go on: %(act)s") % {"act": words.get(act, act)}

    @actions.register_action("linesteps.decide")
    class DecideFormatter(LogFormatter):
        label = gettext_lazy("Decide about an unclear send")

        def format_message(self, log_entry: Any) -> str:
            """Which decision, for how many."""
            words = {"again": _("sent again"), "give_up": _("given up")}
            data = log_entry.data
            return _("An unclear send to %(people)s people: %(act)s") % {
                "people": data.get("people"),
                "act": words.get(data.get("act"), data.get("act")),
            }

    @actions.register_action("linesteps.look_at")
    class LookAtFormatter(LogFormatter):
        label = gettext_lazy("Look at what needs attention")

        def format_message(self, log_entry: Any) -> str:
            """What it was."""
            return _("Looked at: %(what)s") % {"what": log_entry.data.get("what", "")}
