"""What Wagtail's histories and reports call our own acts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter

from linesteps.scenarios.models import Scenario


def register_log_actions(actions: Any) -> None:
    """What the history calls our own acts."""

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

    @actions.register_action("linesteps.export_personal_data")
    class ExportFormatter(LogFormatter):
        label = gettext_lazy("Download all data of a friend")

        def format_message(self, log_entry: Any) -> str:
            """That it was."""
            return _("All data of this friend was downloaded")

    @actions.register_action("linesteps.erase_personal_data")
    class EraseFormatter(LogFormatter):
        label = gettext_lazy("Erase the data of a friend")

        def format_message(self, log_entry: Any) -> str:
            """That it was."""
            return _("The data of this person was erased.")

    @actions.register_action("linesteps.save_template")
    class SaveTemplateFormatter(LogFormatter):
        label = gettext_lazy("Save as a template")

        def format_message(self, log_entry: Any) -> str:
            """That it was."""
            return _("Saved as a template")

    @actions.register_action("linesteps.transactional")
    class TransactionalFormatter(LogFormatter):
        label = gettext_lazy("Change the limit of messages to one friend")

        def format_message(self, log_entry: Any) -> str:
            """Whether the limit counts."""
            if log_entry.data.get("to"):
                return _("The limit of messages to one friend does not hold this scenario any more")
            return _("The limit of messages to one friend holds this scenario again")

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

    @actions.register_action("linesteps.publish_refused")
    class PublishRefusedFormatter(LogFormatter):
        label = gettext_lazy("Refuse the planned publication")

        def format_message(self, log_entry: Any) -> str:
            """What had to be mended first."""
            return _("Not published as planned: %(problems)s") % {
                "problems": log_entry.data.get("problems", "")
            }

    @actions.register_action("linesteps.take_in_friends")
    class TakeInFormatter(LogFormatter):
        label = gettext_lazy("Start for existing friends")

        def format_message(self, log_entry: Any) -> str:
            """For how many."""
            return _("Started for existing friends: %(count)s") % {"count": log_entry.data.get("count", "")}

    @actions.register_action("linesteps.greeting")
    class GreetingFormatter(LogFormatter):
        label = gettext_lazy("Say whether LINE's greeting message is off")

        def format_message(self, log_entry: Any) -> str:
            """What was said."""
            if log_entry.data.get("is_off"):
                return _("Said that LINE's own greeting message is off")
            return _("Took back that LINE's own greeting message is off")

    @actions.register_action("linesteps.add_codes")
    class AddCodesFormatter(LogFormatter):
        label = gettext_lazy("Add codes")

        def format_message(self, log_entry: Any) -> str:
            """How many."""
            return _("Codes added: %(count)s") % {"count": log_entry.data.get("count", "")}

    @actions.register_action("linesteps.use_coupon")
    class UseCouponFormatter(LogFormatter):
        label = gettext_lazy("Mark a coupon as used")

        def format_message(self, log_entry: Any) -> str:
            """Which code."""
            return _("Marked as used: %(code)s") % {"code": log_entry.data.get("code", "")}

    @actions.register_action("linesteps.send_test")
    class SendTestFormatter(LogFormatter):
        label = gettext_lazy("Send a test")

        def format_message(self, log_entry: Any) -> str:
            """Which step, and to how many."""
            return _("“%(step)s” sent as a test to %(n)s testers") % {
                "step": log_entry.data.get("step", ""),
                "n": log_entry.data.get("testers", ""),
            }

    actions.register_action(
        "linesteps.register_tester",
        gettext_lazy("Register as a tester"),
        gettext_lazy("Registered as a tester"),
    )
    actions.register_action(
        "linesteps.unregister_tester",
        gettext_lazy("Take off the testers"),
        gettext_lazy("Taken off the testers"),
    )
