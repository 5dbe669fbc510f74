"""What histories and reports call acts of friends, their tags and their data."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter


def register(actions: Any) -> None:
    """These acts."""

    @actions.register_action("linesteps.import_friends")
    class ImportFormatter(LogFormatter):
        label = gettext_lazy("Import tags and attributes")

        def format_message(self, log_entry: Any) -> str:
            """Which file, and how many lines."""
            return _("Wrote %(lines)s lines of “%(name)s”") % {
                "lines": log_entry.data.get("lines", ""),
                "name": log_entry.data.get("name", ""),
            }

    @actions.register_action("linesteps.export_friends")
    class ExportFriendsFormatter(LogFormatter):
        label = gettext_lazy("Download the list of friends")

        def format_message(self, log_entry: Any) -> str:
            """That it was."""
            return _("The list of friends was downloaded with their tags and attributes")

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

    @actions.register_action("linesteps.unlink_user")
    class UnlinkUserFormatter(LogFormatter):
        label = gettext_lazy("End the link of a friend to an account of the site")

        def format_message(self, log_entry: Any) -> str:
            """That it was."""
            return _("The link to the account of the site was ended.")

    @actions.register_action("linesteps.merge_tag")
    class MergeTagFormatter(LogFormatter):
        label = gettext_lazy("Merge a tag")

        def format_message(self, log_entry: Any) -> str:
            """Which one is a part of this now."""
            return _("“%(tag)s” was merged into this tag") % {"tag": log_entry.data.get("tag", "")}

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
