"""Kept trials: play them again on a draft, and say what has become different."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from linesteps.scenarios.drawn import Drawn
from linesteps.simulator.acts import BadScript, read_script
from linesteps.simulator.models import SimulationCase
from linesteps.simulator.persona import BadPersona, Persona
from linesteps.simulator.simulate import Simulation, simulate
from linesteps.simulator.stage import Rules

#: For one scenario; each of them is played at every publication.
MOST_CASES = 20

#: Seconds since the start, step id, and the words of each message.
Sent = tuple[int, str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class CaseResult:
    """What came of a case.

    Args:
        case: the case.
        difference: the first thing that is different, in the editor's language; empty if nothing is.
        step_id: the step at which it is different, if it is one.
        visits: (step id, port) of every step that was left on the way.
    """

    case: SimulationCase
    difference: str = ""
    step_id: str = ""
    visits: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_ok(self) -> bool:
        """Whether everything is as it was."""
        return not self.difference


def sent_in(simulation: Simulation) -> list[Sent]:
    """What arrived when, as a case keeps it."""
    return [
        (
            int((event.at - simulation.start).total_seconds()),
            event.step_id,
            tuple(_text_of(bubble.message) for _number, bubble in event.bubbles),
        )
        for event in simulation.events
        if event.kind == "message"
    ]


def run_cases(
    drawn: Drawn, cases: Iterable[SimulationCase] | None = None, *, rules: Rules | None = None
) -> list[CaseResult]:
    """Play the cases of a scenario on its draft as it stands now.

    Args:
        drawn: the draft, without errors.
        cases: those of the scenario by default.
        rules: those of ``drawn`` by default, if it has any.

    Raises:
        ScenarioHasProblems: the draft cannot run.
    """
    if cases is None:
        cases = SimulationCase.objects.filter(scenario_id=drawn.pk)[:MOST_CASES] if drawn.pk else ()
    if rules is None and hasattr(drawn, "re_entry"):
        rules = Rules.of(drawn)
    return [_run(case, drawn, rules or Rules()) for case in cases]


def _run(case: SimulationCase, drawn: Drawn, rules: Rules) -> CaseResult:
    try:
        persona = Persona.from_json(case.persona, drawn.account)
        script = read_script(case.script, drawn.account.zone)
    except (BadPersona, BadScript) as error:
        return CaseResult(case=case, difference=str(error))
    simulation = simulate(drawn, persona, start=case.start, script=script, rules=rules)
    expected = [(int(one[0]), str(one[1]), tuple(one[2])) for one in case.expected]
    return replace(_compare(case, expected, simulation), visits=frozenset(simulation.visits))


def _compare(case: SimulationCase, expected: Sequence[Sent], simulation: Simulation) -> CaseResult:
    actual = sent_in(simulation)
    for number in range(max(len(expected), len(actual))):
        before = expected[number] if number < len(expected) else None
        after = actual[number] if number < len(actual) else None
        if before != after:
            step_id = (after or before or (0, "", ()))[1]
            return CaseResult(case=case, difference=_difference(before, after, simulation), step_id=step_id)
    if simulation.stopped:
        return CaseResult(case=case, difference=simulation.stopped)
    return CaseResult(case=case)


def _difference(before: Sent | None, after: Sent | None, simulation: Simulation) -> str:
    if before is None and after is not None:
        return _("New: %(what)s") % {"what": _told(after, simulation)}
    if after is None and before is not None:
        return _("No longer sent: %(what)s") % {"what": _told(before, simulation)}
    assert before is not None and after is not None  # noqa: S101
    values = {"before": _told(before, simulation), "after": _told(after, simulation)}
    return _("Before: %(before)s. Now: %(after)s") % values


def _told(sent: Sent, simulation: Simulation) -> str:
    at = simulation.words.when(simulation.start + timedelta(seconds=sent[0]))
    return _("%(at)s “%(text)s”") % {"at": at, "text": " / ".join(sent[2])[:120]}


def _text_of(message: dict[str, Any]) -> str:
    """The words by which a message is known again."""
    return str(
        message.get("text") or message.get("altText") or message.get("couponId") or message.get("type")
    )
