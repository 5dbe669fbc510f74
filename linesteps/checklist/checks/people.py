"""People inside: what becomes of those who are on their way when the scenario is published again."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps.checklist.finding import Finding, Level, from_found
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen
from linesteps.engine.models import Enrolment
from linesteps.scenarios.carry_over import Inside


class People(Check):
    """The compiler's question about people at deleted steps, and what was answered."""

    name = "people"

    def title(self) -> str:
        """What it is about."""
        return _("People inside")

    def look(self, seen: Seen) -> list[Finding]:
        """The question, if it is open; nothing for a scenario with nobody inside."""
        found = [from_found(one) for one in seen.found if one.place[0] == "deleted"]
        if found or seen.saved is None:
            return found
        count = Enrolment.objects.live().filter(scenario=seen.saved).count()
        if not count:
            return []
        texts = {
            Inside.MOVE: ngettext(
                "%(count)s person moves to the new version, at the same step.",
                "%(count)s people move to the new version, at the same step.",
                count,
            ),
            Inside.FINISH: ngettext(
                "%(count)s person finishes the version that is live now.",
                "%(count)s people finish the version that is live now.",
                count,
            ),
            Inside.END: ngettext("It ends for %(count)s person.", "It ends for %(count)s people.", count),
        }
        inside = Inside(getattr(seen.drawn, "inside", Inside.MOVE))
        level = Level.WARNING if inside == Inside.END else Level.OK
        return [Finding(level=level, text=texts[inside] % {"count": count}, place=("inside",))]


registry.register(People())
