"""The trial itself: the engine's own functions, on the rows of one stage, from event to event."""

from __future__ import annotations

import time
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from linesteps import clock
from linesteps.calls.models import Call
from linesteps.conditions.filters import WHO
from linesteps.engine.advance import advance
from linesteps.engine.asked import run_asked
from linesteps.engine.enrol import enrol
from linesteps.engine.enrol_together import NOT_STARTED, note_refused
from linesteps.engine.entry import filters_of, refusals
from linesteps.engine.events import understand
from linesteps.engine.models import MOVING, Enrolment
from linesteps.engine.react import set_off
from linesteps.errors import LinestepsError
from linesteps.followers.models import Activity, Follower
from linesteps.inbox.models import InboxEvent
from linesteps.line.outcomes import Accepted, SendOutcome
from linesteps.outbox.claim import claim
from linesteps.outbox.models import PENDING, Dispatch
from linesteps.outbox.settle import settle
from linesteps.scenarios.models import ScenarioTrigger
from linesteps.simulator.acts import Act, Answer, Block, Happen, Next, Pass, Say, Tap, Unblock, Until
from linesteps.simulator.awaited import call_awaited, end_call
from linesteps.simulator.stage import Stage
from linesteps.simulator.story import Story
from linesteps.tracking.models import Click, TrackedLink
from linesteps.tracking.record import record
from linesteps.tracking.tokens import LinkToken

#: Bounds of one trial: what happens in it, how much virtual time passes, and how long it may compute.
MOST_EVENTS = 500
LONGEST = timedelta(days=400)
PATIENCE_SECONDS = 5.0

#: People act after each other: LINE's times tell which came first.
_MOMENT = timedelta(seconds=1)
_AGENTS = {
    "ios": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Line/15.12.1",
    "android": "Mozilla/5.0 (Linux; Android 15; Pixel 9) Line/15.12.1",
}
#: How LINE writes what was chosen (reference, “Postback event”, ``params``).
_CHOSEN = {"date": "%Y-%m-%d", "time": "%H:%M", "datetime": "%Y-%m-%dT%H:%M"}


class Stopped(LinestepsError):
    """A trial cannot or shall not go on; the message says why in the editor's language."""


class Play:
    """One trial on its stage.

    Args:
        stage: temporary rows.
        story: tells what happens.
        virtual: the clock of ``clock.frozen_here()``, standing at the start.
    """

    def __init__(self, stage: Stage, story: Story, virtual: clock.VirtualClock) -> None:
        self.stage = stage
        self.story = story
        self.virtual = virtual
        self.start = virtual.at
        self._give_up_at = time.monotonic() + PATIENCE_SECONDS

    def begin(self, cause: str) -> None:
        """The person is added as a friend, or is one; whoever did not enter by that is let in for ``cause``."""
        if not self.stage.follower.is_friend:
            self._hear("follow", follow={"isUnblocked": False})
        if not Enrolment.objects.filter(scenario=self.stage.scenario).exists():
            self._let_in(cause)
        self.settle()

    def _let_in(self, cause: str) -> None:
        """As the start condition would: its filter may refuse, which the story then tells."""
        scenario, follower = self.stage.scenario, self._follower()
        if Activity.objects.filter(follower=follower, kind=NOT_STARTED).exists():
            return
        row = ScenarioTrigger.objects.filter(scenario=scenario, kind=cause).order_by("id").first()
        filters = row.config.get(WHO) or [] if row is not None else filters_of(scenario)
        refused = refusals(scenario, filters, [follower.pk], self.virtual.at)
        if refused:
            note_refused(scenario, {pk: (cause, why) for pk, why in refused.items()}, self.virtual.at)
        else:
            enrol(scenario, follower, cause=cause)

    def act(self, act: Act) -> None:
        """Do one act, and everything that is due by then.

        Raises:
            Stopped: it cannot be done, or a bound was reached.
        """
        match act:
            case Next():
                first = self.next_at()
                if first is not None:
                    self.run_until(first)
            case Pass(hours=hours):
                self.run_until(self.virtual.at + timedelta(hours=hours))
            case Answer(in_time=False):
                self.run_until(self._asked().answer_by or self.virtual.at)
            case Until(at=at):
                if at < self.virtual.at:
                    raise Stopped(_("That time is over already. Go back, or choose a later one."))
                self.run_until(at)
            case _:
                self.run_until(self.virtual.at + _MOMENT)
                self._do(act)
                self.settle()

    def next_at(self) -> datetime | None:
        """When the next thing happens; ``None`` when nothing is planned.

        What is due already and was not done when everything settled waits for something later.
        """
        later = {"due_at__gt": self.virtual.at}
        runs = Enrolment.objects.filter(scenario=self.stage.scenario, status__in=MOVING, **later)
        sends = Dispatch.objects.filter(account=self.stage.account, status__in=PENDING, **later)
        times = [rows.aggregate(first=Min("due_at"))["first"] for rows in (runs, sends)]
        return min((at for at in times if at is not None), default=None)

    def run_until(self, until: datetime) -> None:
        """Let time pass from event to event."""
        if until - self.start > LONGEST:
            raise Stopped(_("A trial ends after %(n)s days.") % {"n": LONGEST.days})
        self.settle()
        while (first := self.next_at()) is not None and first <= until:
            self.virtual.move_to(first)
            self.settle()
        self.virtual.move_to(until)

    def settle(self) -> None:
        """Do all that is due now, telling it round by round."""
        while True:
            self._check_bounds()
            done = (
                self._react() + advance(scenario_id=self.stage.scenario.pk) + self._deliver() + self._refuse()
            )
            self.story.note()
            if not done:
                return

    def _check_bounds(self) -> None:
        if len(self.story.events) > MOST_EVENTS:
            raise Stopped(_("The trial ends here: more than %(n)s things happened.") % {"n": MOST_EVENTS})
        if time.monotonic() > self._give_up_at:
            raise Stopped(_("The trial ends here: it takes too long."))

    def _react(self) -> int:
        """What ``react_to_activities`` does, for this person."""
        rows = list(
            Activity.objects.unhandled().filter(follower=self.stage.follower).select_related("follower")
        )
        for row in rows:
            set_off(row)
        return len(rows)

    def _deliver(self) -> int:
        """What ``dispatch`` does, with a LINE that takes everything and gets nothing."""
        token = uuid.uuid4()
        rows = claim(token, account_id=self.stage.account.pk)
        outcomes: dict[int, SendOutcome] = {row.pk: Accepted() for row in rows}
        settle(rows, outcomes, token)
        return len(rows)

    def _refuse(self) -> int:
        """What ``make_calls`` does with systems out of use. Nobody is called: who tries says what the others do."""
        call = call_awaited(self.stage.scenario)
        if call is None or call.endpoint.is_on:
            return 0
        self.story.did(_("“%(name)s” is not in use, so it is not asked.") % {"name": call.endpoint.name})
        end_call(call, Call.Status.OFF)
        return 1

    def _asked(self) -> Call:
        call = call_awaited(self.stage.scenario)
        if call is None:
            raise Stopped(_("Nothing waits for the answer of another system here any more."))
        return call

    # -- what the person does

    def _do(self, act: Act) -> None:
        match act:
            case Say(text=text):
                self._refuse_when_blocked()
                self.story.did(_("Writes “%(text)s”.") % {"text": text}, said=text)
                self._hear("message", message={"type": "text", "id": "1", "text": text})
            case Answer():
                call = self._asked()
                self.story.did(_("“%(name)s” answers.") % {"name": call.endpoint.name})
                end_call(call, Call.Status.DONE)
            case Happen():
                self._happen(act)
            case Block():
                self._refuse_when_blocked()
                self.story.did(_("Blocks the account."))
                self._hear("unfollow")
            case Unblock():
                if self._follower().is_friend:
                    raise Stopped(_("The account is not blocked."))
                self.story.did(_("Takes the block back."))
                self._unblock()
            case Tap():
                self._tap(act)

    def _happen(self, act: Happen) -> None:
        """What ``track`` writes; what it sets off is found when everything settles."""
        said = _(", ").join(f"{name} = {value}" for name, value in act.properties.items())
        text = _("The site tells of “%(event)s” (%(said)s).") if said else _("The site tells of “%(event)s”.")
        self.story.did(text % {"event": act.name, "said": said})
        data = {"name": act.name, "properties": dict(act.properties), "source": "code"}
        Activity.of(self._follower(), "event", self.virtual.at, **data).save()

    def _unblock(self) -> None:
        before = Activity.objects.filter(follower=self.stage.follower, kind="entered").count()
        self._hear("follow", follow={"isUnblocked": True})
        if Activity.objects.filter(follower=self.stage.follower, kind="entered").count() == before:
            self.story.did(_("The scenario does not start again for this person."))

    def _refuse_when_blocked(self) -> None:
        if not self._follower().is_friend:
            raise Stopped(_("The account is blocked. Take the block back first."))

    def _tap(self, act: Tap) -> None:
        bubbles = self.story.bubbles
        bubble = bubbles[act.message] if act.message < len(bubbles) else None
        targets = (bubble.links if act.what == Tap.LINK else bubble.buttons) if bubble else []
        if act.number >= len(targets):
            raise Stopped(_("What was tapped here before is not there any more."))
        target = targets[act.number]
        if target.action.get("type") == "video":
            self.story.did(_("Watches the video to its end."))
            done = {"trackingId": str(target.action["trackingId"])}
            self._hear("videoPlayComplete", videoPlayComplete=done)
            return
        said = str(target.action.get("displayText") or "")
        if target.action.get("type") == "message":
            said = str(target.action.get("text") or "")
        self.story.did(_("Taps “%(label)s”.") % {"label": target.label or target.url}, said=said)
        if target.token is not None:
            self._follow_link(target.token)
        elif target.action.get("type") == "postback":
            self._hear("postback", postback={"data": str(target.action.get("data") or "")})
        elif target.action.get("type") == "datetimepicker":
            mode = str(target.action.get("mode"))
            # Nobody is asked here: the moment of the tap stands for any choice.
            chosen = self.virtual.at.astimezone(self.stage.account.zone).strftime(_CHOSEN.get(mode, ""))
            data = str(target.action.get("data") or "")
            self._hear("postback", postback={"data": data, "params": {mode: chosen}})
        elif target.action.get("type") == "message":
            self._hear("message", message={"type": "text", "id": "1", "text": said})

    def _follow_link(self, token: LinkToken) -> None:
        link, follower = TrackedLink.objects.get(pk=token.link_id), self._follower()
        is_own = bool(token.enrolment_id)
        record(
            link,
            follower,
            enrolment_id=token.enrolment_id if is_own else run_asked(link, follower),
            is_person=True,
            known_by=Click.KnownBy.SIGNED if is_own else Click.KnownBy.LIFF,
            user_agent=_AGENTS.get(follower.os, ""),
        )

    def _hear(self, kind: str, **payload: Any) -> None:
        """What ``react`` does with one event of LINE's."""
        event = InboxEvent(
            account=self.stage.account,
            webhook_event_id=uuid.uuid4().hex,
            kind=kind,
            line_user_id=self.stage.follower.line_user_id,
            occurred_at=self.virtual.at,
            received_at=self.virtual.at,
            payload={"source": {"type": "user"}, "replyToken": uuid.uuid4().hex, **payload},
        )
        with transaction.atomic():
            for activity in understand(event, {}):
                set_off(activity)

    def _follower(self) -> Follower:
        return Follower.objects.select_related("account").get(pk=self.stage.follower.pk)
