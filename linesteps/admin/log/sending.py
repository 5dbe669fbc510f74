"""What histories and reports call acts of sends: tests, narrowcasts and own coupons."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter


def register(actions: Any) -> None:
    """These acts."""

    @actions.register_action("linesteps.send_test")
    class SendTestFormatter(LogFormatter):
        label = gettext_lazy("Send a test")

        def format_message(self, log_entry: Any) -> str:
            """Which step, and to how many."""
            return _("“%(step)s” sent as a test to %(n)s testers") % {
                "step": log_entry.data.get("step", ""),
                "n": log_entry.data.get("testers", ""),
            }

    @actions.register_action("linesteps.send_narrowcast")
    class SendNarrowcastFormatter(LogFormatter):
        label = gettext_lazy("Send a narrowcast")
        message = gettext_lazy("Sent or planned the narrowcast")

    @actions.register_action("linesteps.take_back_narrowcast")
    class TakeBackNarrowcastFormatter(LogFormatter):
        label = gettext_lazy("Take a planned narrowcast back")
        message = gettext_lazy("Took the planned narrowcast back")

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
