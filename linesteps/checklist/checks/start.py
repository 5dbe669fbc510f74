"""Start condition: somebody must be able to enter."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linesteps.checklist.finding import Finding, Level, from_found
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen
from linesteps.triggers.kind import registry as trigger_kinds


class Start(Check):
    """The compiler's problems with the start conditions."""

    name = "start"

    def title(self) -> str:
        """As the form calls it."""
        return _("Start condition")

    def look(self, seen: Seen) -> list[Finding]:
        """What must be mended, or when people enter."""
        found = [from_found(one) for one in seen.found if one.place[0] == "triggers"]
        if found:
            return found
        words = [trigger_kinds.get(one["type"]).said(one["value"]) for one in seen.triggers]
        return [Finding(level=Level.OK, text=" / ".join(words), place=("triggers",))]


registry.register(Start())
