"""A message of the library: it says whatever the library says when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, MessageKind, Problem, problems_of, registry, unknown_kind
from linesteps.messages.parts.library_chooser import LibraryMessageChooserBlock
from linesteps.messages.parts.words import at
from linesteps.messages.referred import referred

Plain = Mapping[str, Any]


class LibraryMessageLink(MessageKind):
    """Stands for a message that several scenarios share."""

    name = "library"

    def block(self) -> blocks.Block:
        """A chooser of the library."""
        message = LibraryMessageChooserBlock(
            label=_("message of the library"),
            required=False,
            help_text=_(
                "Linked: when the message is changed and published in the library, everybody who reaches this "
                "step later gets the new one. To write on with a copy of your own, press “Make it a copy”."
            ),
        )
        return blocks.StructBlock([("message", message)], icon="folder-open-1", label=_("From the library"))

    def compile(self, value: Plain, compiling: Compiling) -> dict[str, Any]:
        """The message object of what the library has published."""
        row = library_message(value)
        part = row.sent()
        _draw_on(row, compiling)
        found: dict[str, Any] = registry.get(part["type"]).compile(part["value"], compiling)
        return found

    def problems(self, value: Plain, compiling: Compiling) -> list[Problem]:
        """None chosen, one that this account cannot send, or what is wrong with the message itself."""
        path = ("message",)
        if not value.get("message"):
            return [Problem(message=_("No message of the library is chosen yet."), path=path)]
        row = library_message(value)
        if row is None:
            lost = _("The message was deleted from the library. Choose another one.")
            return [Problem(message=lost, path=path)]
        if row.account_id not in {None, compiling.account.pk}:
            text = gettext("“%(name)s” belongs to another LINE Official Account. Choose another message.")
            return [Problem(message=text % {"name": row.name}, path=path)]
        if row.published is None:
            text = gettext("“%(name)s” is not published in the library yet. Open it and press “Publish”.")
            return [Problem(message=text % {"name": row.name}, path=path)]
        _draw_on(row, compiling)
        if lack := row.lacks(row.published):
            found = [Problem(message=lack)]
        else:
            found = message_problems(row.sent(), compiling)
        return [
            Problem(message=one.message, path=path, is_error=one.is_error)
            for one in at(gettext("“%(tag)s”") % {"tag": row.name}, found)
        ]

    def summary(self, value: Plain) -> str:
        """The name that it has in the library."""
        row = library_message(value)
        return row.name if row else gettext("From the library")


def _draw_on(row: Any, compiling: Compiling) -> None:
    compiling.draw_on("library", row.pk)
    for kind, key in row.sources(row.published):
        compiling.draw_on(kind, key)


def library_message(value: Plain) -> Any:
    """The row that a plain value names, or ``None``."""
    # By name, since the library stands above messages in the house.
    model = apps.get_model("linesteps", "LibraryMessage")
    return referred(model, value.get("message") or 0)


def message_problems(part: Plain, compiling: Compiling) -> list[Problem]:
    """What stands against sending a plain message, by its own kind.

    Args:
        part: ``{"type", "value"}``.
    """
    if part.get("type") not in registry:
        return [unknown_kind(str(part.get("type")), ())]
    return problems_of(registry.get(part["type"]), part.get("value"), compiling)


registry.register(LibraryMessageLink())
