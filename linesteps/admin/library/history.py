"""What histories call a change that scenarios follow."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter


def register_log_actions(actions: Any) -> None:
    """Teach Wagtail's log our acts."""

    @actions.register_action("linesteps.follow")
    class FollowFormatter(LogFormatter):
        label = gettext_lazy("Follow a change")

        def format_message(self, log_entry: Any) -> str:
            """What changed."""
            text = _("“%(what)s” changed: whoever reaches its step from now on gets the new message")
            return text % {"what": log_entry.data.get("what", "")}

    @actions.register_action("linesteps.follow_refused")
    class FollowRefusedFormatter(LogFormatter):
        label = gettext_lazy("Pause before a message that leads nowhere")

        def format_message(self, log_entry: Any) -> str:
            """Why."""
            return _("Paused by itself: %(why)s") % {"why": log_entry.data.get("why", "")}

    actions.register_action(
        "linesteps.publish_message",
        gettext_lazy("Publish a message of the library"),
        gettext_lazy("Published: scenarios that are linked to it send it from now on"),
    )
