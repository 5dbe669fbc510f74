"""What histories and reports call acts of scenarios, their people and their splits."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import LogFormatter

from linesteps.scenarios.models import Scenario


def register(actions: Any) -> None:
    """These acts."""

    @actions.register_action("linesteps.operate")
    class OperateFormatter(LogFormatter):
        label = gettext_lazy("Change the operation")

        def format_message(self, log_entry: Any) -> str:
            """From what to what."""
            names = dict(Scenario.State.choices)
            before, after = log_entry.data.get("from"), log_entry.data.get("to")
            return _("Operation changed from “%(before)s” to “%(after)s”") % {
                "before": names.get(before, before),
                "after": names.get(after, after),
            }

    @actions.register_action("linesteps.stop_taking_in")
    class StopTakingInFormatter(LogFormatter):
        label = gettext_lazy("Stop the start for existing friends")
        message = gettext_lazy("Stopped the start for existing friends")

    @actions.register_action("linesteps.take_in_friends")
    class TakeInFormatter(LogFormatter):
        label = gettext_lazy("Start for existing friends")

        def format_message(self, log_entry: Any) -> str:
            """For how many."""
            return _("Started for existing friends: %(count)s") % {"count": log_entry.data.get("count", "")}

    @actions.register_action("linesteps.starts_skipped")
    class SkippedFormatter(LogFormatter):
        label = gettext_lazy("Skip starts that came too late")

        def format_message(self, log_entry: Any) -> str:
            """How many, and for what reason."""
            count = int(log_entry.data.get("count") or 0)
            text = ngettext(
                "%(count)s planned time of starting was skipped, since no worker ran",
                "%(count)s planned times of starting were skipped, since no worker ran",
                count,
            )
            return text % {"count": count}

    @actions.register_action("linesteps.publish_refused")
    class PublishRefusedFormatter(LogFormatter):
        label = gettext_lazy("Refuse the planned publication")

        def format_message(self, log_entry: Any) -> str:
            """What had to be mended first."""
            return _("Not published as planned: %(problems)s") % {
                "problems": log_entry.data.get("problems", "")
            }

    @actions.register_action("linesteps.wait_for_page")
    class WaitForPageFormatter(LogFormatter):
        label = gettext_lazy("Plan to publish together with a page")

        def format_message(self, log_entry: Any) -> str:
            """Which page."""
            title = log_entry.data.get("title", "")
            return _("Will be published together with the page “%(title)s”") % {"title": title}

    @actions.register_action("linesteps.stop_waiting_for_page")
    class StopWaitingFormatter(LogFormatter):
        label = gettext_lazy("Take back the plan to publish together with a page")
        message = gettext_lazy("Will not be published together with a page any more")

    @actions.register_action("linesteps.publish_with_page")
    class PublishWithPageFormatter(LogFormatter):
        label = gettext_lazy("Publish together with a page")
        message = gettext_lazy("Published together with its page")

    @actions.register_action("linesteps.transactional")
    class TransactionalFormatter(LogFormatter):
        label = gettext_lazy("Change the limit of messages to one friend")

        def format_message(self, log_entry: Any) -> str:
            """Whether the limit counts."""
            if log_entry.data.get("to"):
                return _("The limit of messages to one friend does not hold this scenario any more")
            return _("The limit of messages to one friend holds this scenario again")

    @actions.register_action("linesteps.save_template")
    class SaveTemplateFormatter(LogFormatter):
        label = gettext_lazy("Save as a template")

        def format_message(self, log_entry: Any) -> str:
            """That it was."""
            return _("Saved as a template")

    @actions.register_action("linesteps.take_winner")
    class TakeWinnerFormatter(LogFormatter):
        label = gettext_lazy("Take the winner of a split")

        def format_message(self, log_entry: Any) -> str:
            """Which path, and by what numbers."""
            numbers = ", ".join(
                f"{one['label']} {one['successes']}/{one['people']}"
                for one in log_entry.data.get("numbers", [])
            )
            return _("Everybody new takes “%(label)s” (%(numbers)s)") % {
                "label": log_entry.data.get("label", ""),
                "numbers": numbers,
            }

    @actions.register_action("linesteps.undo_winner")
    class UndoWinnerFormatter(LogFormatter):
        label = gettext_lazy("Undo the winner of a split")

        def format_message(self, log_entry: Any) -> str:
            """Which path."""
            return _("The lot decides again, no longer “%(label)s”") % {
                "label": log_entry.data.get("label", "")
            }
