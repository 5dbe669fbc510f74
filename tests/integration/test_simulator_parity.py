"""What a trial shows is what really happens: the same steps, ways, times and messages as through the emulator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from linesteps import clock
from linesteps.engine.enrol import enrol
from linesteps.engine.models import StepVisit
from linesteps.engine.versions import forget_versions
from linesteps.messages.models import Coupon
from linesteps.messages.registration import register_coupon
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.transfer import import_scenarios
from linesteps.simulator.acts import read_script
from linesteps.simulator.persona import Persona
from linesteps.simulator.simulate import simulate
from linesteps.simulator.stage import Rules
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.shop import Shop, text_of
from tests.ready_made import template, with_own_links

#: A Sunday evening within quiet hours, so that these take part.
START = datetime(2026, 11, 22, 21, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
TAP_AFTER = timedelta(hours=20)


@pytest.fixture
def shop(transactional_db: None) -> Iterator[Shop]:
    forget_versions()
    with clock.frozen(START) as virtual, FakeLine(http_hosts=["testserver"]) as line:
        yield Shop(line, virtual)
    forget_versions()


def use(shop: Shop, key: str) -> Scenario:
    (scenario,) = import_scenarios(with_own_links(template(key).data), account=shop.account)
    for coupon in Coupon.objects.filter(account=shop.account):
        register_coupon(coupon)
    scenario.latest_revision.publish()
    scenario.refresh_from_db()
    return scenario


def really(shop: Shop, scenario: Scenario, *, taps: bool, comes_back: bool) -> tuple[Any, Any]:
    """Visits and arrivals of a real friend on the emulator."""
    friend = shop.add_friend("花子")
    if not shop.follower(friend).enrolments.exists():
        assert enrol(scenario, shop.follower(friend), cause="link_clicked")
        shop.settle()
    if taps:
        # The simulator lets a second pass before each act, so that LINE's times tell the order.
        shop.run_until(START + TAP_AFTER + timedelta(seconds=1))
        if shop.links_to(friend):
            shop.tap_link(friend, 0)
    if comes_back:
        shop.run_until(START + timedelta(days=4, seconds=1 + taps))
        shop.block(friend)
        shop.run_until(START + timedelta(days=6, seconds=2 + taps))
        shop.unblock(friend)
    shop.run_until(START + timedelta(days=50))
    rows = StepVisit.objects.filter(follower__line_user_id=friend).order_by("pk")
    return list(rows.values_list("step_id", "port")), shop.arrivals(friend)


def on_trial(scenario: Scenario, *, taps: bool, comes_back: bool) -> tuple[Any, Any]:
    """The same by the simulator, from the unpublished draft."""
    zone = scenario.account.zone
    draft = scenario.get_latest_revision_as_object()
    script: list[dict[str, Any]] = []

    def play(more: list[dict[str, Any]]) -> Any:
        script.extend(more)
        acts = read_script(script, zone)
        return simulate(draft, Persona(name="花子"), start=START, script=acts, rules=Rules.of(scenario))

    found = play([])
    if taps:
        found = play([{"act": "until", "at": (START + TAP_AFTER).isoformat()}])
        bubbles = [(n, b) for event in found.events for n, b in event.bubbles]
        links = [(n, what, i) for n, b in bubbles for what in ("link", "button")
                 for i, one in enumerate(b.links if what == "link" else b.buttons) if one.token]  # fmt: skip
        for number, what, index in links[:1]:
            found = play([{"act": "tap", "message": number, what: index}])
        if not links:
            found = play([{"act": "until", "at": (START + TAP_AFTER + timedelta(seconds=1)).isoformat()}])
    if comes_back:
        play(
            [{"act": "until", "at": (START + timedelta(days=4, seconds=taps)).isoformat()}, {"act": "block"}]
        )
        away = (START + timedelta(days=6, seconds=1 + taps)).isoformat()
        play([{"act": "until", "at": away}, {"act": "unblock"}])
    found = play([{"act": "until", "at": (START + timedelta(days=50)).isoformat()}])
    assert not found.stopped
    sends = [
        (event.at.astimezone(zone), text_of(b.message)) for event in found.events for _n, b in event.bubbles
    ]
    return list(found.visits), sends


@pytest.mark.parametrize("comes_back", [False, True], ids=["stays", "comes back"])
@pytest.mark.parametrize("taps", [False, True], ids=["no tap", "tap"])
@pytest.mark.parametrize("key", ["sc1", "sc2", "sc3", "sc4", "sc5"])
def test_trial_equals_reality(shop: Shop, key: str, taps: bool, comes_back: bool) -> None:
    scenario = use(shop, key)
    visits, arrivals = really(shop, scenario, taps=taps, comes_back=comes_back)
    assert visits and arrivals
    tried_visits, tried = on_trial(scenario, taps=taps, comes_back=comes_back)
    assert tried_visits == visits
    assert [at for at, _text in tried] == [at for at, _text in arrivals]
    # A real friend's links are counting ones, those of a trial lead straight to their destination.
    assert [_without_links(text) for _at, text in tried] == [_without_links(text) for _at, text in arrivals]


def _without_links(text: str) -> str:
    return re.sub(r"https?://\S+", "URL", text)
