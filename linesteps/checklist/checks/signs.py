"""Signs of having been seen: what the asked messages can let us know, and which sends carry the tracked image."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen
from linesteps.conditions.stream import notes_of
from linesteps.messages.kind import Compiling
from linesteps.messages.parts.view_image import has_image


class Signs(Check):
    """LINE tells nobody who saw a message: what a branch can know of it is said before it is published."""

    name = "signs"
    can_refuse = False

    def title(self) -> str:
        """What it is about."""
        return _("Who saw a message")

    def look(self, seen: Seen) -> list[Finding]:
        """A row for each question about it, and one for all sends with the image; nothing without either."""
        found = list(_questions(seen))
        images = [
            step_id for step_id, part in seen.parts.items() if has_image(part.config.get("messages") or [])
        ]
        if images:
            text = ngettext(
                "%(count)s message carries the tracked image, so each friend gets one of their own: it is pushed "
                "one by one instead of to 500 at once. It counts as one message for each friend, as always.",
                "%(count)s messages carry the tracked image, so each friend gets one of their own: they are pushed "
                "one by one instead of to 500 at once. They count as one message for each friend, as always.",
                len(images),
            )
            words = text % {"count": len(images)}
            found.append(Finding(level=Level.INFO, text=words, step_id=images[0], place=("steps",)))
        return found


def _questions(seen: Seen) -> Iterator[Finding]:
    compiling = Compiling(
        account=seen.account,
        scenario_id=seen.drawn.pk or 0,
        facts=seen.facts,
        step_kinds=seen.kind_of,
        step_values=seen.values,
    )
    for step_id in seen.parts:
        for note in notes_of(seen.values[step_id], compiling):
            yield Finding(level=Level.INFO, text=note, step_id=step_id, place=("steps",))


registry.register(Signs())
