"""Content: every step must be complete, and LINE must take its messages."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps.checklist.checks.coupons import is_about_coupon
from linesteps.checklist.finding import Finding, Level, from_found
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen
from linesteps.steps.stream import root_block

#: What has a row of its own.
_ELSEWHERE = frozenset({"triggers", "deleted"})


class Content(Check):
    """The compiler's problems with the steps."""

    name = "content"

    def title(self) -> str:
        """What it is about."""
        return _("Messages and steps")

    def look(self, seen: Seen) -> list[Finding]:
        """What must be mended, or how much is sent."""
        found = [
            _named(seen, from_found(one))
            for one in seen.found
            if one.place[0] not in _ELSEWHERE and not is_about_coupon(one)
        ]
        if found:
            return found
        count = sum(1 for _send in seen.sends())
        text = ngettext("%(count)s message, nothing to mend.", "%(count)s messages, nothing to mend.", count)
        return [Finding(level=Level.OK, text=text % {"count": count})]


def _named(seen: Seen, finding: Finding) -> Finding:
    """An empty send by its number and name: there is no field yet that could say which one is meant."""
    if seen.kind_of.get(finding.step_id) != "send" or finding.path != ("messages",):
        return finding
    step = seen.where(finding.step_id)
    if not seen.values[finding.step_id].get("name"):
        # Its summary would be nothing but dots.
        step = f"{step.partition('.')[0]}. {root_block().child_blocks['send'].label}"
    return replace(finding, text=_("“%(step)s” has no content. Add text or an image.") % {"step": step})


registry.register(Content())
