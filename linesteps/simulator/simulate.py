"""Trying a scenario out, without sending or changing anything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linesteps import clock
from linesteps.engine.models import LIVE, Enrolment
from linesteps.engine.versions import on_trial
from linesteps.followers.models import Follower
from linesteps.followers.names import remembered_names
from linesteps.graph import Graph
from linesteps.lots import drawn_by
from linesteps.scenarios.drawn import Drawn
from linesteps.simulator import stage as stages
from linesteps.simulator.acts import Act
from linesteps.simulator.awaited import call_awaited
from linesteps.simulator.persona import Persona
from linesteps.simulator.play import Play, Stopped
from linesteps.simulator.stage import Rules, Script, Stage
from linesteps.simulator.story import Event, Story
from linesteps.simulator.words import Words
from linesteps.triggers.kind import registry as trigger_kinds


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """What came of a trial.

    Args:
        start: when it began.
        now: where the clock stands in the end.
        events: in order.
        step_id: where the person is now; empty when the run is over.
        next_at: when the next thing happens.
        asked: the name of the system whose answer the person waits for; empty if there is none.
        is_friend: whether the account may write to the person in the end.
        visits: (step id, port) of every step that was left, in order.
        paths: (step id, port, words) of every way out of a step with several.
        steps: ids of all steps.
        played: how many acts were done.
        stopped: why the rest was not; empty if all were.
    """

    start: datetime
    now: datetime
    events: Sequence[Event]
    step_id: str
    next_at: datetime | None
    asked: str
    is_friend: bool
    visits: Sequence[tuple[str, str]]
    paths: Sequence[tuple[str, str, str]]
    steps: Sequence[str]
    played: int
    stopped: str
    words: Words

    def to_json(self) -> dict[str, Any]:
        """For the browser; texts are in the language that is active."""
        words = self.words
        return {
            "start": self._local(self.start),
            "start_text": words.when(self.start),
            "now": self.now.isoformat(),
            "now_local": self._local(self.now),
            "now_text": words.when(self.now),
            "day": self._day(self.now),
            "next_at": self.next_at.isoformat() if self.next_at else None,
            "next_text": words.when(self.next_at) if self.next_at else "",
            "step_id": self.step_id,
            "asked": self.asked,
            "is_friend": self.is_friend,
            "visited": [list(one) for one in sorted(set(self.visits))],
            "paths": [{"step_id": step, "port": port, "label": label} for step, port, label in self.paths],
            "steps": [{"step_id": step, "title": words.step(step)} for step in self.steps],
            "played": self.played,
            "stopped": self.stopped,
            "events": [self._event(one) for one in self.events],
        }

    def _event(self, event: Event) -> dict[str, Any]:
        return {
            "at": event.at.isoformat(),
            "when": self.words.when(event.at),
            "clock": self.words.clock(event.at),
            "day": self._day(event.at),
            "kind": event.kind,
            "text": event.text,
            "step_id": event.step_id,
            "port": event.port,
            "via": event.via,
            "said": event.said,
            "messages": [bubble.to_json(number) for number, bubble in event.bubbles],
        }

    def _local(self, moment: datetime) -> str:
        """As a field for date and time holds it, in the account's zone."""
        return f"{moment.astimezone(self.words.zone):%Y-%m-%dT%H:%M}"

    def _day(self, moment: datetime) -> int:
        """How many midnights of the account have passed since the start."""
        zone = self.words.zone
        return (moment.astimezone(zone).date() - self.start.astimezone(zone).date()).days


@remembered_names()
def simulate(
    drawn: Drawn,
    persona: Persona,
    *,
    start: datetime,
    script: Sequence[Act] = (),
    rules: Rules | None = None,
) -> Simulation:
    """Play ``script`` from the beginning; the same call gives the same answer.

    The engine's own code runs on rows that are rolled back, under a clock that only this thread sees.
    Nothing is sent, no task is rung for, and no row of anybody real is changed or locked.

    Args:
        drawn: a scenario or a draft of one; need not be saved.
        persona: who walks through it.
        start: when the person is added or let in (aware).
        script: what happens then.
        rules: what happens to somebody who comes back.

    Raises:
        ScenarioHasProblems: the draft cannot run yet.
    """
    prepared = stages.prepare(drawn)
    return _play(prepared, persona, start, script, rules or Rules())


def _play(
    prepared: Script, persona: Persona, start: datetime, script: Sequence[Act], rules: Rules
) -> Simulation:
    with transaction.atomic(), clock.frozen_here(start) as virtual:
        try:
            stage = stages.build(prepared, persona, rules, start)
            with on_trial(stage.version_id, stage.graph), drawn_by(json.dumps(persona.to_json())):
                words = Words(prepared.steps, prepared.triggers, prepared.account.zone)
                story = Story(stage, words)
                play = Play(stage, story, virtual)
                played, stopped = _perform(play, script, _cause(prepared, persona))
                return _result(stage, play, words, played, stopped)
        finally:
            transaction.set_rollback(True)


def _cause(prepared: Script, persona: Persona) -> str:
    """Why somebody enters who is not let in by being added as a friend."""
    starts = [one for one in prepared.compiled.triggers if trigger_kinds.get(one.kind).is_start]
    others = [one.kind for one in starts if one.activity_kind != "followed"]
    return others[0] if others else "by_hand"


def _perform(play: Play, script: Sequence[Act], cause: str) -> tuple[int, str]:
    """Play as far as it goes; returns the number of acts done, and why not all were."""
    played = 0
    try:
        play.begin(cause)
        for act in script:
            play.act(act)
            played += 1
    except Stopped as stop:
        # What happened up to the bound is worth seeing.
        return played, str(stop)
    return played, ""


def _result(stage: Stage, play: Play, words: Words, played: int, stopped: str) -> Simulation:
    story, asked = play.story, call_awaited(stage.scenario)
    run = Enrolment.objects.filter(scenario=stage.scenario, status__in=LIVE).first()
    follower = Follower.objects.get(pk=stage.follower.pk)
    return Simulation(
        start=play.start,
        now=play.virtual.at,
        events=tuple(story.events),
        step_id=run.step_id if run else "",
        next_at=play.next_at(),
        asked=asked.endpoint.name if asked else "",
        is_friend=follower.is_friend,
        visits=tuple(story.visits),
        paths=tuple(_paths(stage.graph, words)),
        steps=tuple(words.steps),
        played=played,
        stopped=stopped,
        words=words,
    )


def _paths(graph: Graph, words: Words) -> list[tuple[str, str, str]]:
    """Every way out of every step that has several, in reading order."""
    found = []
    for step_id in words.steps:
        node = graph.nodes.get(step_id)
        if node is not None and len(node.ports) > 1:
            labels = words.paths(step_id)
            found += [(step_id, port, labels.get(port) or _("next")) for port in node.ports]
    return found
