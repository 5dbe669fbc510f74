"""What happened in a trial, told in order and explained, read from the rows that the engine wrote."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linesteps import clock
from linesteps.conditions import stream as conditions
from linesteps.conditions.filters import reason_words
from linesteps.conditions.kind import Subject
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.engine.enrol_together import NOT_STARTED
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.followers.models import Activity
from linesteps.graph import Context, Fact
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import Reason
from linesteps.simulator.shown import Bubble, show
from linesteps.simulator.stage import Stage
from linesteps.simulator.words import Words

#: Kinds that tell of themselves by what they make happen.
_SILENT = frozenset({"send", "wait", "end"})


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened.

    Args:
        at: when.
        kind: ``entered``, ``message``, ``waiting``, ``decided``, ``passed``, ``moved_by_quiet_hours``, ``held_by_cap``,
            ``not_sent``, ``left``, ``finished``, ``stuck`` or ``did`` (what the person did).
        text: in the editor's language.
        bubbles: what arrived on the phone, with the number of each in the conversation.
        via: how it was sent: ``reply``, ``push`` or ``multicast``.
        said: what the person wrote or chose; it stands in the conversation.
    """

    at: datetime
    kind: str
    text: str
    step_id: str = ""
    port: str = ""
    bubbles: tuple[tuple[int, Bubble], ...] = ()
    via: str = ""
    said: str = ""


@dataclass(kw_only=True)
class _Seen:
    """How far the rows were told already."""

    activity: int = 0
    visit: int = 0
    dispatches: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)
    #: Last state of each run, so that each is told once.
    states: dict[int, tuple[Any, ...]] = field(default_factory=dict)


class Story:
    """The events of one trial.

    Args:
        stage: whose rows are read.
        words: names and sentences.
    """

    def __init__(self, stage: Stage, words: Words) -> None:
        self.stage = stage
        self.words = words
        self.events: list[Event] = []
        self.bubbles: list[Bubble] = []
        #: (step id, port) of every step that was left, in order.
        self.visits: list[tuple[str, str]] = []
        self._seen = _Seen()

    def did(self, text: str, said: str = "") -> None:
        """The person acted."""
        self._add("did", text, said=said)

    def note(self) -> None:
        """Tell what is new in the rows. Call after each round of the engine, at the same moment."""
        self._note_activities()
        self._note_visits()
        self._note_dispatches()
        self._note_states()

    def _add(self, kind: str, text: str, **more: Any) -> None:
        self.events.append(Event(at=clock.now(), kind=kind, text=text, **more))

    # -- starts and ends

    def _note_activities(self) -> None:
        rows = Activity.objects.filter(follower_id=self.stage.follower.pk, pk__gt=self._seen.activity)
        for row in rows.order_by("pk"):
            self._seen.activity = row.pk
            if row.kind == "entered":
                self._add("entered", self._entered(row))
            elif row.kind == NOT_STARTED:
                why = {"why": reason_words(row.data.get("why") or [])}
                self._add("left", _("Does not start, since not all that it asks for is so: %(why)s") % why)
            elif row.kind == "left":
                self._add("left", self._left(row.data.get("reason", "")))

    def _entered(self, row: Activity) -> str:
        runs = Enrolment.objects.filter(follower_id=self.stage.follower.pk)
        values = {"start": self.words.start(str(row.data.get("cause")))}
        if not runs.filter(entered_at=row.at).exists():
            return _("%(start)s: goes on where the person left.") % values
        if runs.count() > 1:
            return _("%(start)s: starts again from the beginning.") % values
        return _("%(start)s: enters the scenario.") % values

    def _left(self, reason: str) -> str:
        words = {
            Enrolment.LeftReason.BLOCKED: _("Leaves the scenario, because the account is blocked."),
            Enrolment.LeftReason.EXITED: _("Leaves the scenario early: %(why)s.")
            % {"why": self.stage.exit_words},
            Enrolment.LeftReason.GOAL: _("Leaves the scenario early: a goal is reached."),
            Enrolment.LeftReason.RESTARTED: _("Leaves the scenario, to start again."),
        }
        return words.get(Enrolment.LeftReason(reason), _("Leaves the scenario."))

    # -- steps

    def _note_visits(self) -> None:
        rows = StepVisit.objects.filter(follower_id=self.stage.follower.pk, pk__gt=self._seen.visit)
        for row in rows.select_related("enrolment", "dispatch").order_by("pk"):
            self._seen.visit = row.pk
            self.visits.append((row.step_id, row.port))
            if row.kind == "branch":
                self._tell_decision(row)
            elif row.kind == "send":
                self._tell_send(row)
            elif row.port in (paths := self.words.paths(row.step_id)):
                text = self.words.took(row.left_at, row.step_id, paths[row.port])
                self._add("decided", text, step_id=row.step_id, port=row.port)
            elif row.kind not in _SILENT:
                self._add("passed", self.words.summary(row.step_id), step_id=row.step_id, port=row.port)

    def _tell_decision(self, row: StepVisit) -> None:
        config = self.stage.graph.nodes[row.step_id].config
        findings = self._findings(row.enrolment, row.step_id, row.arrived_at, until_port=row.port)
        is_late = bool(config.get("wait_hours")) and row.port == "else"
        path = self.words.paths(row.step_id).get(row.port, row.port)
        text = self.words.decided(row.left_at, findings, path, is_late=is_late)
        self._add("decided", text, step_id=row.step_id, port=row.port)

    def _findings(
        self, run: Enrolment, step_id: str, arrived_at: datetime, until_port: str = ""
    ) -> list[str]:
        """The answer of each condition, up to the path that was taken."""
        subject = Subject(follower_id=run.follower_id, enrolment_id=run.pk, entered_at=run.entered_at)
        found = []
        for number, path in enumerate(self.stage.graph.nodes[step_id].config["paths"]):
            context = self._context(run, arrived_at, path["conditions"], subject)
            for index, condition in enumerate(path["conditions"]):
                answer = conditions.answer([condition], "all", context)
                found.append(self.words.finding(step_id, number, index, condition["kind"], answer))
            if path["port"] == until_port:
                break
        return list(dict.fromkeys(found))

    def _context(
        self, run: Enrolment, arrived_at: datetime, compiled: list[dict[str, Any]], subject: Subject
    ) -> Context:
        """What the step knew: nothing has changed since, the clock stands still."""
        facts: dict[Fact, Any] = {}
        for fact in conditions.facts_of(compiled):
            known = condition_kinds.get(fact.kind).load(fact.config, [subject])
            if run.follower_id in known:
                facts[fact] = known[run.follower_id]
        return Context(
            now=clock.now(),
            time_zone=self.stage.account.time_zone,
            enrolment_id=run.pk,
            follower_id=run.follower_id,
            entered_at=run.entered_at,
            arrived_at=arrived_at,
            facts=facts,
        )

    # -- messages

    def _tell_send(self, row: StepVisit) -> None:
        dispatch = row.dispatch
        if dispatch is None:
            text = _("“%(step)s” is not sent: the person is no friend (any more).")
            self._add("not_sent", text % {"step": self.words.step(row.step_id)}, step_id=row.step_id)
        elif dispatch.status == Dispatch.Status.ACCEPTED:
            self._tell_message(dispatch)
        elif dispatch.due_at > clock.now() and dispatch.pk not in self._seen.moved:
            self._seen.moved.add(dispatch.pk)
            if dispatch.reason == Reason.FREQUENCY:
                text, kind = self.words.enough(dispatch.due_at), "held_by_cap"
            else:
                text, kind = self.words.quiet(row.left_at, dispatch.due_at), "moved_by_quiet_hours"
            self._add(kind, text, step_id=row.step_id, port=row.port)

    def _note_dispatches(self) -> None:
        ended = (Dispatch.Status.ACCEPTED, Dispatch.Status.CANCELLED)
        rows = Dispatch.objects.filter(account_id=self.stage.account.pk, status__in=ended)
        for row in rows.exclude(pk__in=self._seen.dispatches).order_by("settled_at", "pk"):
            if row.status == Dispatch.Status.ACCEPTED:
                self._tell_message(row)
                continue
            self._seen.dispatches.add(row.pk)
            text = _("“%(step)s” is not sent any more.") % {"step": self.words.step(row.step_id)}
            self._add("not_sent", text, step_id=row.step_id)

    def _tell_message(self, row: Dispatch) -> None:
        if row.pk in self._seen.dispatches:
            return
        self._seen.dispatches.add(row.pk)
        first = len(self.bubbles)
        self.bubbles += show(row.messages)
        texts = {
            Dispatch.Endpoint.REPLY: _("“%(step)s” arrives, as an answer that LINE does not count."),
        }
        text = texts.get(Dispatch.Endpoint(row.endpoint), _("“%(step)s” arrives; LINE counts one message."))
        self._add(
            "message",
            text % {"step": self.words.step(row.step_id)},
            step_id=row.step_id,
            port="next",
            bubbles=tuple(enumerate(self.bubbles[first:], start=first)),
            via=row.endpoint,
        )

    # -- where it stands

    def _note_states(self) -> None:
        for run in Enrolment.objects.filter(follower_id=self.stage.follower.pk).order_by("pk"):
            state = (run.status, run.step_id, run.arrived_at, run.due_at)
            if self._seen.states.get(run.pk) == state:
                continue
            self._seen.states[run.pk] = state
            if run.status == Enrolment.Status.WAITING and run.due_at is not None and run.due_at > clock.now():
                self._tell_wait(run, run.due_at)
            elif run.status == Enrolment.Status.COMPLETED:
                self._add("finished", _("The scenario is finished."), step_id=run.step_id)
            elif run.status == Enrolment.Status.STUCK:
                text = _("“%(step)s” cannot be done. Somebody who looks after the site can see why.")
                self._add("stuck", text % {"step": self.words.step(run.step_id)}, step_id=run.step_id)

    def _tell_wait(self, run: Enrolment, until: datetime) -> None:
        if self.stage.graph.nodes[run.step_id].kind == "branch":
            findings = self._findings(run, run.step_id, run.arrived_at)
            text = self.words.waits_for_sign(clock.now(), until, findings)
        elif run.wakes_on:
            text = self.words.waits_for(run.step_id, until)
        else:
            text = self.words.waits(until)
        self._add("waiting", text, step_id=run.step_id)
