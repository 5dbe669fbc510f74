"""A shop's life as a Hypothesis state machine: people, editors, LINE's moods and crashes in any order.

One process and a virtual clock, so that an example can be repeated. ``Life`` holds what happens; the
rules only choose. At the end of each example everything is mended and brought to rest, and the
invariants and LINE's ledger must hold.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import connection
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from linesteps import clock, failpoints
from linesteps.accounts.models import Account
from linesteps.engine.advance import advance
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.engine.operate import operate
from linesteps.engine.react import react, react_to_activities
from linesteps.engine.versions import forget_versions
from linesteps.followers.models import Follower
from linesteps.outbox.dispatch import dispatch
from linesteps.outbox.models import Dispatch
from linesteps.running import run_until, settle_now
from linesteps.scenarios.carry_over import Deleted, Inside
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import Plain, branch, clicked, path, send, wait
from linesteps.testing.fake_line import FakeLine, Webhook
from linesteps.testing.shop import Shop
from tests.acceptance.conftest import START
from tests.faults.invariants import check_invariants, drain

#: Faults that LINE or the road to it may show, and that cost a test no time.
FAULTS = (
    "500_before", "500_after", "503", "drop_before", "drop_after", "429_rate", "429_retry_after", "429_quota",
    "401", "200_html", "200_empty", "bad_recipient",
)  # fmt: skip
#: Crashes inside of the work that ``settle_now`` does.
POINTS = tuple(
    point
    for point in failpoints.POINTS
    if point.startswith(("engine.", "outbox.", "inbox.after_react")) and "operate" not in point
)
LINK = "https://example.com/"
MAX_PEOPLE = 4


def variant(number: int) -> list[Plain]:
    """The scenario as an editor may redraw it: step ids stay, steps come and go."""
    tapped = branch(
        path([clicked("link")], [send("Tapped", id="t")]),
        otherwise=[send("Not", id="n")],
        wait_hours=6,
        id="?",
    )
    one, two = send("One", id="one"), send("Hello {{ display_name|you }}", id="two")
    link, short, long = send(LINK, id="link"), wait(minutes=10, id="short"), wait(days=1, id="long")
    return [
        [one, link, tapped, short, two],
        [one, short, link, tapped, long, two],
        [link, tapped, two],
        [one, two, long, send("Last", id="last")],
    ][number]


class Life(RuleBasedStateMachine):
    """One account with a scenario; up to four people."""

    #: Set by the test that runs the machine: the emulator, started once.
    line: FakeLine

    def __init__(self) -> None:
        super().__init__()
        empty_database()
        self.line.reset()
        forget_versions()
        self._frozen = clock.frozen(START)
        virtual = self._frozen.__enter__()
        self.virtual = virtual
        self.shop = Shop(self.line, virtual)
        self.scenario_id = self.shop.publish(steps=variant(0), can_repeat=True).pk
        self.people: list[str] = []
        self.posted: list[Webhook] = []
        self.underway: list[Webhook] = []

    def teardown(self) -> None:
        """Everything is mended and comes to rest; then everything must be true."""
        try:
            self.come_to_rest()
            self.check()
        finally:
            self._frozen.__exit__(None, None, None)

    # -- what may happen

    @rule(has_reply=st.booleans())
    def somebody_joins(self, has_reply: bool) -> None:
        """A new friend, with or without the right to a reply."""
        if len(self.people) < MAX_PEOPLE:
            self.people.append(self.line.add_friend(self.shop.there, name=f"Friend {len(self.people)}"))
            self.collect(has_reply)

    @rule(who=st.integers(0, MAX_PEOPLE - 1), act=st.sampled_from(["say", "block", "unblock", "tap", "tap"]))
    def somebody_acts(self, who: int, act: str) -> None:
        """A friend writes, taps, blocks or comes back."""
        if who >= len(self.people):
            return
        person = self.people[who]
        if act == "tap":
            if self.shop.links_to(person):
                url = self.shop.links_to(person)[-1]
                self.shop.client.get(
                    url[url.index("/l", 8) :], headers={"user-agent": "Mozilla/5.0 (iPhone)"}
                )
            return
        getattr(self.line, act)(self.shop.there, person, *(["hi"] if act == "say" else []))
        self.virtual.move_by(milliseconds=1)
        self.collect(True)

    @rule(which=st.integers(0, 9))
    def webhook_arrives(self, which: int) -> None:
        """One of those on the way, in whatever order."""
        if self.underway:
            webhook = self.underway.pop(which % len(self.underway))
            assert self.shop.post(webhook.body, webhook.headers) == 200
            self.posted.append(webhook)

    @rule(which=st.integers(0, 9))
    def webhook_arrives_again(self, which: int) -> None:
        """A duplicate."""
        if self.posted:
            webhook = self.posted[which % len(self.posted)]
            assert self.shop.post(webhook.body, webhook.headers) == 200

    @rule(
        verb=st.sampled_from([react, react_to_activities, advance, dispatch, settle_now]), few=st.booleans()
    )
    def workers_work(self, verb: Any, few: bool) -> None:
        """A part of the work, or all of it."""
        verb(**({"limit": 1} if few and verb in {advance, dispatch} else {}))

    @rule(minutes=st.sampled_from([1, 5, 15, 60, 400, 1500]), is_worked=st.booleans())
    def time_passes(self, minutes: int, is_worked: bool) -> None:
        """With workers awake, or while all of them are down."""
        at = self.virtual.at + timedelta(minutes=minutes)
        if is_worked:
            run_until(self.virtual, at)
        else:
            self.virtual.move_to(at)

    @rule(minutes=st.sampled_from([-60, -10, 10]))
    def clock_jumps(self, minutes: int) -> None:
        """The machine's clock is set wrongly, or right again."""
        self.virtual.move_by(minutes=minutes)

    @rule(point=st.sampled_from(POINTS))
    def worker_crashes(self, point: str) -> None:
        """All work up to the point, and not further."""
        with failpoints.arm(point):
            try:
                settle_now()
            except failpoints.FailpointReached:
                connection.close()

    @rule(
        endpoint=st.sampled_from(["push", "multicast", "reply"]),
        fault=st.sampled_from(FAULTS),
        times=st.integers(1, 3),
    )
    def line_fails(self, endpoint: str, fault: str, times: int) -> None:
        """The next calls to an endpoint of LINE's go wrong."""
        if fault == "bad_recipient":
            message = "The property, to[0], in the request body is invalid"
            self.line.fail(endpoint, "400", times, message=message)
        else:
            self.line.fail(endpoint, fault, times)

    @rule()
    def account_is_mended(self) -> None:
        """Somebody gives a new token or more quota."""
        Account.objects.update(paused_at=None, paused_reason="")

    @rule(
        number=st.integers(0, 3),
        inside=st.sampled_from(Inside.values),
        deleted=st.sampled_from(Deleted.values),
    )
    def editor_publishes(self, number: int, inside: str, deleted: str) -> None:
        """The scenario is redrawn, with each choice for those inside."""
        scenario: Any = Scenario.objects.get(pk=self.scenario_id)
        scenario.steps, scenario.inside, scenario.deleted = variant(number), inside, deleted
        scenario.save_revision().publish()

    @rule(state=st.sampled_from(["active", "active", "paused", "closing", "ended"]))
    def editor_operates(self, state: str) -> None:
        """Pause, resume, close, end."""
        operate(Scenario.objects.get(pk=self.scenario_id), state)

    # -- the end

    def collect(self, has_reply: bool) -> None:
        """Webhooks that LINE has made are on their way."""
        for webhook in self.line.take_webhooks(self.shop.there):
            if not has_reply:
                events = [event | {"replyToken": ""} for event in webhook.events]
                webhook = self.line.webhook(self.shop.there, events)
            self.underway.append(webhook)

    def come_to_rest(self) -> None:
        """LINE is well, editors resume, all webhooks arrive, and time passes till nothing is left."""
        self.line.clear_faults()
        operate(Scenario.objects.get(pk=self.scenario_id), "active")
        self.account_is_mended()
        while self.underway:
            self.webhook_arrives(0)
        drain(self.shop)
        for _ in range(3):
            run_until(self.virtual, self.virtual.at + timedelta(days=3))
            self.account_is_mended()
        drain(self.shop)

    def check(self) -> None:
        """The invariants, and that LINE was asked for each message as often as the runs wanted it."""
        check_invariants(self.shop)
        assert not Enrolment.objects.live().exists(), "Somebody is still inside after nine days."
        assert not Dispatch.objects.unsettled().exists(), "A send is still open after nine days."
        asked = Counter(user_id for one in self.line.sends for user_id in one.asked)
        for follower in Follower.objects.all():
            visits = StepVisit.objects.filter(follower=follower, dispatch__isnull=False)
            sure = visits.filter(dispatch__status=Dispatch.Status.ACCEPTED).count()
            unclear = visits.filter(dispatch__status=Dispatch.Status.UNCLEAR).count()
            assert sure <= asked[follower.line_user_id] <= sure + unclear, "Lost or doubled."
            self._came_in_order(follower)

    def _came_in_order(self, follower: Follower) -> None:
        """What a run sent came in the order of its steps."""
        came = {one.request_id: number for number, one in enumerate(self.line.sends)}
        for run in Enrolment.objects.filter(follower=follower):
            rows = StepVisit.objects.filter(enrolment=run, dispatch__status="accepted").order_by("seq")
            order = [came[request_id] for request_id in rows.values_list("dispatch__request_id", flat=True)]
            assert order == sorted(order), f"Messages of run {run.pk} came in another order than its steps."


def empty_database() -> None:
    """Away with all rows of ours: much faster than a new database for each example."""
    models = [model for model in apps.get_models() if model._meta.app_label in {"linesteps", "django_q"}]
    tables = [model._meta.db_table for model in models if model._meta.managed]
    tables += ["wagtailcore_revision", "wagtailcore_modellogentry", "wagtailcore_referenceindex"]
    with connection.cursor() as cursor, connection.constraint_checks_disabled():
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
            return
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own tables' names
