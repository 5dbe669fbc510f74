"""Trials: what was kept as a check must still come out, and each path should have been tried."""

from __future__ import annotations

import json
import time

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen
from linesteps.simulator.cases import MOST_CASES, CaseResult, run_cases
from linesteps.simulator.models import SimulationCase


class Trials(Check):
    """Plays the kept trials on the draft; a fifth of a second for each."""

    name = "trials"
    is_slow = True

    def title(self) -> str:
        """What it is about."""
        return _("Tried paths")

    def glance(self, seen: Seen) -> list[Finding]:
        """At once where there is nothing to play."""
        count = len(_kept(seen))
        if not count or seen.compiled is None:
            return self.look(seen)
        text = ngettext("Playing %(count)s kept check …", "Playing %(count)s kept checks …", count)
        return [Finding(level=Level.WAITING, text=text % {"count": count}, place=("try",))]

    def look(self, seen: Seen) -> list[Finding]:
        """Trials that come out differently, and paths that nobody has tried."""
        if seen.compiled is None:
            return []
        results = _recent.results(seen)
        found = [_differs(one) for one in results if not one.is_ok]
        paths = {
            f"{node.id} {port}"
            for node in seen.compiled.graph.nodes.values()
            if len(node.ports) > 1
            for port in node.ports
        }
        kept = {f"{step_id} {port}" for one in results for step_id, port in one.visits}
        tried = len(paths & (kept | seen.tried))
        if found:
            return found
        if paths and not tried:
            text = _("None of the %(count)s paths was tried yet. Use “Try it” before people walk them.")
            return [Finding(level=Level.WARNING, text=text % {"count": len(paths)}, place=("try",))]
        if paths:
            text = _("%(tried)s of %(count)s paths tried.") % {"tried": tried, "count": len(paths)}
            return [Finding(level=Level.OK, text=text, place=("try",))]
        if results:
            text = ngettext(
                "%(count)s kept check comes out as before.",
                "%(count)s kept checks come out as before.",
                len(results),
            )
            return [Finding(level=Level.OK, text=text % {"count": len(results)}, place=("try",))]
        text = _("There are no branches. “Try it” shows what people will get.")
        return [Finding(level=Level.INFO, text=text, place=("try",))]


def _kept(seen: Seen) -> list[SimulationCase]:
    if not seen.drawn.pk:
        return []
    return list(SimulationCase.objects.filter(scenario_id=seen.drawn.pk)[:MOST_CASES])


def _differs(result: CaseResult) -> Finding:
    text = _(
        "The check “%(name)s” comes out differently. %(difference)s"
        " If that is right, say so under “Try it”, “Checks before publishing”."
    ) % {"name": result.case.name, "difference": result.difference}
    return Finding(level=Level.ERROR, text=text, step_id=result.step_id, place=("steps",))


class _Recent:
    """What came of trials a moment ago: the form asks before the transaction in which publishing asks again."""

    SECONDS = 60.0
    MOST = 64

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, list[CaseResult]]] = {}

    def forget(self) -> None:
        self._known.clear()

    def results(self, seen: Seen) -> list[CaseResult]:
        cases = _kept(seen)
        if not cases:
            return []
        key, now = _key(seen, cases), time.monotonic()
        known = self._known.get(key)
        if known is not None and now - known[0] < self.SECONDS:
            return known[1]
        found = run_cases(seen.drawn, cases)
        if len(self._known) >= self.MOST:
            self._known.clear()
        self._known[key] = (now, found)
        return found


def _key(seen: Seen, cases: list[SimulationCase]) -> str:
    """All that a trial's outcome depends on, but facts of the account that hardly change in a minute."""
    assert seen.compiled is not None  # noqa: S101
    rules = [str(getattr(seen.drawn, name, "")) for name in ("re_entry", "can_repeat")]
    account = seen.account
    around = [
        account.pk,
        account.time_zone,
        str(account.quiet_from),
        str(account.quiet_until),
        get_language(),
    ]
    kept = [[one.pk, one.persona, one.start.isoformat(), one.script, one.expected] for one in cases]
    triggers = [[one.kind, dict(one.config)] for one in seen.compiled.triggers]
    return json.dumps([seen.compiled.graph.content_hash(), triggers, rules, around, kept], sort_keys=True)


def forget_trials() -> None:
    """Empty the memory (tests, whose databases reuse ids)."""
    _recent.forget()


_recent = _Recent()
registry.register(Trials())
