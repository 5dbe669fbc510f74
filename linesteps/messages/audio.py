"""A sound to listen to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, MessageKind, Problem, registry
from linesteps.messages.parts.files import file_fields, file_problems, file_title, file_url

#: LINE names no limit; no file of 200 MB is longer.
_MOST_SECONDS = 24 * 60 * 60


class AudioMessage(MessageKind):
    """LINE's audio message. Who listened is not known: LINE tells nobody."""

    name = "audio"

    def block(self) -> blocks.Block:
        """The sound and its length."""
        seconds = blocks.IntegerBlock(
            label=_("length in seconds"),
            required=False,
            help_text=_("LINE shows it beside the sound."),
        )
        return blocks.StructBlock(
            [*file_fields(_("m4a or mp3, up to 200 MB.")), ("seconds", seconds)],
            icon="ls-sound",
            label=_("Audio"),
        )

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """``{"type": "audio"}``."""
        return {
            "type": "audio",
            "originalContentUrl": file_url(value, compiling),
            "duration": int(value["seconds"]) * 1000,
        }

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """A missing or unfit sound, and no length."""
        found = file_problems(value, ("m4a", "mp3"))
        seconds = int(value.get("seconds") or 0)
        if seconds > _MOST_SECONDS:
            text = _(
                "A sound has 86,400 seconds (24 hours) at most. Write how many seconds it has, such as 75."
            )
            found.append(Problem(message=text, path=("seconds",)))
        if seconds < 1:
            text = _("How long the sound is has not been said yet. Write how many seconds it has.")
            found.append(Problem(message=text, path=("seconds",)))
        return found

    def summary(self, value: Mapping[str, Any]) -> str:
        """What the sound is called."""
        title = file_title(value)
        return gettext("Audio: %(title)s") % {"title": title[:24]} if title else gettext("Audio")


registry.register(AudioMessage())
