"""Fault matrix: a crash at every named point of the way from LINE's event to LINE's answer (E-03).

One story visits all points. At the armed point the process fails or is killed; then the stage is done
again, as a redelivery, the tick or the editor would, and everything is brought to rest.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from linesteps import tick
from linesteps.calls import make
from linesteps.calls.models import Call, Endpoint, new_secret
from linesteps.coupons.models import CouponTicket
from linesteps.doorbell import Beat, Doorbell
from linesteps.engine.operate import operate
from linesteps.failpoints import POINTS, FailpointReached, arm, times_reached
from linesteps.followers.models import Activity, Follower
from linesteps.followers.profiles import fetch_missing
from linesteps.inbox.models import InboxEvent
from linesteps.outbox.models import Dispatch
from linesteps.running import settle_now
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import branch, clicked, path, send, step, wait
from linesteps.testing.shop import Shop
from linesteps.visits.models import PageVisit
from linesteps.visits.record import record_visit
from tests.calling import running
from tests.faults.children import dies_at
from tests.faults.invariants import check_invariants, drain
from tests.integration.coupons.making import card, codes_to, own_coupon, page_of
from tests.site_pages import make_site

FULL = ["One", "https://example.com/", "Tapped", "Autumn 20% off", "Day 1", "New"]


class Story:
    """A new friend, a tap, a coupon that is used, a pause, a second publication and a day later a multicast
    with a bad recipient."""

    def __init__(self, shop: Shop, crm: str) -> None:
        self.shop = shop
        coupon = own_coupon(shop, "CODE-1", "CODE-2", "CODE-3")
        tapped = branch(
            path([clicked("link")], [send("Tapped", card(coupon))]),
            otherwise=[send("Not")],
            wait_hours=2,
            id="?",
        )
        system = Endpoint.objects.create(name="CRM", url=f"http://{crm}/", secret=new_secret())
        told = step("call_webhook", {"name": "", "endpoint": system.pk, "facts": [], "attributes": []})
        self.steps = [
            send("One"),
            told,
            send("https://example.com/", id="link"),
            tapped,
            wait(days=1, id="w"),
        ]
        self.scenario = shop.publish(steps=[*self.steps, send("Day 1", id="day"), send("Old", id="last")])
        self.friends = [shop.line.add_friend(shop.there, name=f"Friend {number}") for number in range(3)]
        events = [hook.events[0] | {"replyToken": ""} for hook in shop.line.take_webhooks(shop.there)]
        # Without reply tokens: a reply is sent at most once, all else exactly once.
        self.webhook = shop.line.webhook(shop.there, events)
        self.page = make_site(shop)
        nameless = shop.line.new_person(shop.there, name="Nameless")
        Follower.objects.create(account=shop.account, line_user_id=nameless, status=Follower.Status.FRIEND)
        tick.wind()
        Doorbell.objects.all().delete()

    def stages(self) -> list[Callable[[], Any]]:
        """What happens, in order; each may be done twice."""
        return [
            self.hear, settle_now, self.beat, fetch_missing, self.look, self.tap, settle_now, self.look_again,
            self.use, self.visit, settle_now,
            lambda: self.operate(Scenario.State.PAUSED), lambda: self.operate(Scenario.State.ACTIVE),
            self.republish, settle_now, self.become_due, settle_now, settle_now,
        ]  # fmt: skip

    def hear(self) -> None:
        """The webhook; LINE sends it again when it gets no 200."""
        assert self.shop.post(self.webhook.body, self.webhook.headers) == 200

    def beat(self) -> None:
        """A tick."""
        tick.beat(Beat.objects.get(name=tick.NAME).generation)

    def look(self) -> None:
        """Everybody reads; not in a child, which cannot look into the emulator."""
        self.links = [self.shop.links_to(friend)[0] for friend in self.friends]

    def tap(self) -> None:
        """Everybody taps the link."""
        for link in self.links:
            self.shop.client.get(
                re.sub(r"^https?://[^/]+", "", link), headers={"user-agent": "Mozilla/5.0 (iPhone)"}
            )

    def look_again(self) -> None:
        """Everybody reads the coupon."""
        self.pages = [page_of(self.shop, friend) for friend in self.friends]

    def use(self) -> None:
        """Everybody uses it."""
        for page in self.pages:
            self.shop.client.post(f"{page}use/")

    def visit(self) -> None:
        """Somebody who agreed opens a page of the site, and opens it again when it failed."""
        record_visit(Follower.objects.get(line_user_id=self.friends[0]), self.page)

    def operate(self, state: str) -> None:
        """An editor pauses or resumes."""
        operate(Scenario.objects.get(pk=self.scenario.pk), state)

    def republish(self) -> None:
        """An editor publishes with a changed last step."""
        scenario: Any = Scenario.objects.get(pk=self.scenario.pk)
        scenario.steps = [*self.steps, send("Day 1", id="day"), send("New", id="last")]
        scenario.save_revision().publish()

    def become_due(self) -> None:
        """A day passes; LINE will not like one recipient of the first multicast."""
        assert self.shop.virtual is not None
        self.shop.virtual.move_by(days=1)
        self.shop.line.fail("multicast", "400", message="The property, to[1], in the request body is invalid")

    def check(self, logs: str) -> None:
        """Everybody got everything once; only the one whom LINE named may lack a message."""
        drain(self.shop)
        check_invariants(self.shop, logs=logs)
        texts = [self.shop.texts_to(friend) for friend in self.friends]
        lacking = [one for one in texts if _words(one) != FULL]
        assert len(lacking) <= 1, texts
        for one in lacking:
            assert _words(one) == [text for text in FULL if text != "Day 1"], texts
            assert Dispatch.objects.filter(status=Dispatch.Status.REJECTED).count() == 1
        assert sorted(code for friend in self.friends for code in codes_to(self.shop, friend)) == [
            "CODE-1",
            "CODE-2",
            "CODE-3",
        ]
        assert CouponTicket.objects.exclude(used_at=None).count() == 3
        assert Activity.objects.filter(kind="coupon_used").count() == 3
        assert PageVisit.objects.count() == Activity.objects.filter(kind="page_visited").count() == 1


def _words(texts: list[str]) -> list[str]:
    return ["https://example.com/" if text.startswith("http") else text for text in texts]


#: Places that the story never comes to; their own tests kill there.
ELSEWHERE = (
    "richmenus.",
    "routes.",
    "insight.",
    "imports.",
    "api.",
    "rounds.",
    "audiences.",
    "followers.before_events",
    "lineaudiences.",
    "narrowcasts.",
    "broadcasts.",
    "intake.",
    "together.",
    "hooks.",
)


@pytest.mark.fault("E-03")
@pytest.mark.parametrize("how", [pytest.param("raise", marks=pytest.mark.any_database_once), "kill"])
@pytest.mark.parametrize("point", [one for one in POINTS if not one.startswith(ELSEWHERE)])
def test_crash_at_any_point_loses_nothing_and_doubles_nothing(
    shop: Shop,
    point: str,
    how: str,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.LINESTEPS_LEASE_SECONDS = 0
    # Whoever died while it called another system is replaced at once.
    monkeypatch.setattr(make, "LOST_AFTER", timedelta(0))
    with running() as crm:
        settings.LINESTEPS_PRIVATE_CALL_HOSTS = [crm.host]
        _crash_and_go_on(Story(shop, crm.host), point, how, caplog)
    # At least once, and always under the same id: the other system can tell a call that comes again.
    heard = {one.headers["webhook-id"] for one in crm.heard}
    assert heard == {str(call.event_id) for call in Call.objects.all()}
    assert len(heard) == 3 <= len(crm.heard) <= 6
    assert set(Call.objects.values_list("status", flat=True)) == {Call.Status.DONE}


def _crash_and_go_on(story: Story, point: str, how: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "linesteps")
    reached = 0
    for stage in story.stages():
        if stage not in {story.look, story.look_again, story.become_due}:
            reached += dies_at(point, stage) if how == "kill" else _fails_at(point, stage)
            _try_failed_events_again(point, how)
        stage()
    assert reached, f"The story never comes to {point}."
    story.check(caplog.text)


def _fails_at(point: str, act: Callable[[], Any]) -> int:
    with arm(point, "raise"):
        with suppress(FailpointReached):
            act()
        # A ring that fails is logged, and nothing else stops.
        return times_reached(point)


def _try_failed_events_again(point: str, how: str) -> None:
    """A bug in the middle of an event's own part costs that event, not the others: it is kept with the reason."""
    failed = InboxEvent.objects.filter(status=InboxEvent.Status.FAILED)
    if (point, how) == ("engine.after_enrol", "raise"):
        assert all(point in event.reason for event in failed)
        failed.update(status=InboxEvent.Status.NEW)
    assert not failed.exists()
