"""The figures of a scenario agree with what happened, and the lists behind them agree with the figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linesteps import clock
from linesteps.engine.leave import leave
from linesteps.engine.models import Enrolment
from linesteps.engine.versions import forget_versions
from linesteps.scenarios.models import Scenario
from linesteps.stats.figures import StepFigures, figures
from linesteps.stats.people import MEASURES, people_at
from linesteps.stats.reasons import left_reasons, not_sent_reasons
from linesteps.stats.scope import Scope
from linesteps.stats.taps import taps
from linesteps.testing.build import branch, buttons, clicked, path, send, trigger, wait
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.shop import Shop
from tests.acceptance.conftest import START

FIRST, WAIT, FORK, LAST = "first", "wait", "fork", "last"
LOOK = buttons("Look", ("Here", "https://example.com/a"), ("There", "https://example.com/b"), ("Yes", ""))


@pytest.fixture
def shop(transactional_db: None) -> Iterator[Shop]:
    forget_versions()
    with clock.frozen(START) as virtual, FakeLine() as line:
        yield Shop(line, virtual)


def at(scenario: Scenario, step_id: str, **period: Any) -> StepFigures:
    """The figures of one step."""
    return figures(scenario, **period).steps.get(step_id) or StepFigures()


def scope_of(scenario: Scenario, **period: Any) -> Scope:
    return Scope(scenario_ids=(scenario.pk,), **period)


def reword(shop: Shop, scenario: Scenario, steps: list[dict[str, Any]]) -> Any:
    """Publish other steps; returns the version that ran before."""
    before = scenario.current_version
    drawn: Any = scenario
    drawn.steps = steps
    shop.publish(scenario)
    return before


def test_figures_count_people_by_step_and_way(shop: Shop) -> None:
    scenario = shop.publish(
        steps=[
            send(buttons("Look", ("Here", "https://example.com/")), id=FIRST),
            wait(days=1, id=WAIT),
            branch(path([clicked(FIRST)], []), id=FORK),
            send("Last", id=LAST),
        ]
    )
    people = [shop.add_friend(f"Friend {number}") for number in range(4)]
    shop.tap_link(people[0])
    shop.block(people[3])
    found = figures(scenario)
    assert (found.entered, found.entrants, found.inside, found.left) == (4, 4, 3, 1)
    assert (found.steps[WAIT].here, found.steps[WAIT].left, found.steps[WAIT].reached) == (3, 1, 4)
    assert (found.steps[FIRST].sent, found.steps[FIRST].clicked, found.steps[FIRST].blocked) == (4, 1, 1)
    shop.pass_time(days=2)
    found = figures(scenario)
    assert found.steps[FORK].by_port == {"path1": 1, "else": 2}
    assert (found.inside, found.completed) == (0, 3)
    assert (found.steps[LAST].passed, found.steps[LAST].finished) == (3, 3)
    assert figures(scenario) == found


def test_period_holds_what_happened_in_it_and_now_is_always_now(shop: Shop) -> None:
    scenario = shop.publish(steps=[send("One", id=FIRST), wait(days=2, id=WAIT), send("Two", id=LAST)])
    shop.add_friend("Early")
    shop.pass_time(days=3)
    shop.add_friend("Late")
    later = figures(scenario, since=START + timedelta(hours=1))
    assert (later.entered, later.inside, later.completed) == (1, 1, 1)
    assert (later.steps[FIRST].sent, later.steps[LAST].sent) == (1, 1)
    # The early one stood there when the period began, the late one stands there now.
    assert (later.steps[WAIT].here, later.steps[WAIT].passed, later.steps[WAIT].reached) == (1, 1, 2)
    first_day = figures(scenario, until=START + timedelta(days=1))
    assert (first_day.entered, first_day.inside, first_day.completed) == (1, 1, 0)
    assert (first_day.steps[WAIT].here, first_day.steps[WAIT].passed, first_day.steps[WAIT].reached) == (
        1,
        0,
        1,
    )
    assert LAST not in first_day.steps


def test_who_starts_again_is_two_starts_and_one_person(shop: Shop) -> None:
    scenario = shop.publish(
        steps=[send(LOOK, id=FIRST)], triggers=[trigger("keyword", words="go", match="is")], can_repeat=True
    )
    person = shop.add_friend()
    for _ in range(3):
        shop.say(person, "go")
    shop.tap_link(person, 0)
    found = figures(scenario)
    assert (found.entered, found.entrants, found.completed) == (3, 1, 3)
    step = found.steps[FIRST]
    assert (step.reached, step.passed, step.sent, step.delivered, step.clicked) == (1, 1, 1, 1, 1)


def test_links_count_as_clicks_answers_do_not_and_both_prove_that_it_was_seen(shop: Shop) -> None:
    scenario = shop.publish(steps=[send(LOOK, id=FIRST)])
    one, two, three, _four = (shop.add_friend(f"Friend {number}") for number in range(4))
    shop.tap_link(one, 0)
    shop.pass_time(hours=2)
    shop.tap_link(one, 1)
    shop.tap_link(two, 1)
    shop.tap_button(two, "Yes")
    shop.tap_button(three, "Yes")
    shop.tap_link(three, 0, user_agent="facebookexternalhit;line-poker/1.0")
    step = at(scenario, FIRST)
    assert (step.delivered, step.seen, step.clicked, step.answered) == (4, 3, 2, 2)
    found = taps(scope_of(scenario), FIRST, shop.account.zone)
    assert [(link.label, link.people, link.first, link.taps) for link in found.links] == [
        ("Here", 1, 1, 1),
        ("There", 2, 1, 2),
        ("Yes", 2, 1, 2),
    ]
    # START is a Sunday, 10 o'clock.
    assert found.by_hour == {(6, 10): 1, (6, 12): 4}
    assert found.most == 4


def test_taps_belong_to_the_version_that_sent_the_message(shop: Shop) -> None:
    steps = [send(LOOK, id=FIRST), wait(days=1, id=WAIT)]
    scenario = shop.publish(steps=steps)
    early = shop.add_friend("Early")
    old = reword(shop, scenario, [send(LOOK, "More", id=FIRST), wait(days=1, id=WAIT)])
    late = shop.add_friend("Late")
    for person in (early, late):
        shop.tap_link(person, 0)
        shop.tap_button(person, "Yes")
    new = scenario.current_version
    assert new is not None
    for version_id, count in ((old.pk, 1), (new.pk, 1), (None, 2)):
        step = at(scenario, FIRST, version_id=version_id)
        assert (step.sent, step.clicked, step.answered) == (count, count, count)
        assert (
            taps(scope_of(scenario, version_id=version_id), FIRST, shop.account.zone).links[0].people == count
        )


def test_people_who_are_moved_leave_their_past_to_the_old_version(shop: Shop) -> None:
    scenario = shop.publish(steps=[send("One", id=FIRST), wait(days=1, id=WAIT), send("Two", id=LAST)])
    shop.add_friend("Moved")
    old = reword(
        shop, scenario, [send("One again", id=FIRST), wait(days=1, id=WAIT), send("Two again", id=LAST)]
    )
    shop.add_friend("New")
    shop.pass_time(days=2)
    new = scenario.current_version
    assert new is not None
    before, after = figures(scenario, version_id=old.pk), figures(scenario, version_id=new.pk)
    assert (before.entered, after.entered, figures(scenario).entered) == (1, 1, 2)
    assert (before.steps[FIRST].sent, after.steps[FIRST].sent) == (1, 1)
    assert LAST not in before.steps
    assert (after.steps[LAST].sent, after.completed) == (2, 2)
    total = figures(scenario)
    assert total.steps[FIRST].sent == 2
    assert total.steps[LAST].by_way == {(new.pk, "next"): 2}


def test_delivered_leaves_out_who_had_blocked_before_we_heard_of_it(shop: Shop) -> None:
    scenario = shop.publish(steps=[wait(hours=1, id=WAIT), send("Late", id=LAST)])
    away, here = shop.add_friend("Away"), shop.add_friend("Here")
    shop.virtual.move_to(START + timedelta(minutes=30))  # type: ignore[union-attr]
    shop.line.block(shop.there, away)
    # The webhook of the block is on its way while the message goes out.
    waiting = shop.line.take_webhooks(shop.there)
    shop.pass_time(hours=1)
    assert at(scenario, LAST).delivered == 2
    for webhook in waiting:
        shop.post(webhook.body, webhook.headers)
    shop.settle()
    step = at(scenario, LAST)
    assert (step.sent, step.delivered, step.blocked) == (2, 1, 0)
    [row] = people_at(scope_of(scenario), LAST, "delivered")
    assert row.follower.line_user_id == here


def test_block_counts_for_the_last_send_before_it_and_only_for_a_day(shop: Shop) -> None:
    scenario = shop.publish(
        steps=[
            send("One", id=FIRST),
            wait(hours=2),
            send("Two", id="second"),
            wait(days=3),
            send("Three", id=LAST),
        ]
    )
    quick, next_, slow = (shop.add_friend(f"Friend {number}") for number in range(3))
    shop.pass_time(hours=1)
    shop.block(quick)
    shop.pass_time(hours=2)
    shop.block(next_)
    shop.pass_time(hours=30)
    shop.block(slow)
    found = figures(scenario)
    assert [found.steps[step].blocked for step in (FIRST, "second")] == [1, 1]
    assert LAST not in found.steps
    shop.unblock(quick)
    assert at(scenario, FIRST).blocked == 1, "whoever comes back blocked it all the same"


def test_block_after_another_scenarios_send_is_not_ours(shop: Shop) -> None:
    ours = shop.publish(steps=[send("Ours", id=FIRST)])
    others = shop.publish(
        steps=[send("Others", id=LAST)], triggers=[trigger("keyword", words="go", match="is")]
    )
    person = shop.add_friend()
    shop.pass_time(hours=1)
    shop.say(person, "go")
    shop.block(person)
    assert at(ours, FIRST).blocked == 0
    assert at(others, LAST).blocked == 1


def test_whoever_leaves_a_multicast_is_not_counted_as_sent(shop: Shop) -> None:
    scenario = shop.publish(steps=[wait(hours=13, id=WAIT), send("For all", id=LAST)])
    people = [shop.add_friend(f"Friend {number}") for number in range(3)]
    # Due in the quiet hours: the messages wait until morning, and meanwhile somebody goes.
    shop.pass_time(hours=14)
    waiting = at(scenario, LAST)
    assert (waiting.sent, waiting.pending, waiting.not_sent) == (0, 3, 0)
    [reason] = not_sent_reasons(scope_of(scenario), LAST)
    assert (reason.people, reason.is_open) == (3, True)
    shop.block(people[0])
    shop.pass_time(hours=12)
    step = at(scenario, LAST)
    assert (step.sent, step.delivered, step.pending, step.not_sent) == (2, 2, 0, 1)
    [reason] = not_sent_reasons(scope_of(scenario), LAST)
    assert (reason.status, reason.reason, reason.people) == ("cancelled", "blocked", 1)
    [row] = people_at(scope_of(scenario), LAST, "not_sent")
    assert row.follower.line_user_id == people[0]


def test_whom_line_refuses_is_not_counted_as_sent(shop: Shop) -> None:
    scenario = shop.publish(steps=[wait(hours=1, id=WAIT), send("For all", id=LAST)])
    for number in range(3):
        shop.add_friend(f"Friend {number}")
    words = "The property, to[1], in the request body is invalid (line: -, column: -)"
    shop.line.fail("multicast", "400", message=words)
    shop.pass_time(hours=2)
    step = at(scenario, LAST)
    assert (step.sent, step.not_sent) == (2, 1)
    [reason] = not_sent_reasons(scope_of(scenario), LAST)
    assert (reason.status, reason.people) == ("rejected", 1)


def test_left_and_stuck_say_why(shop: Shop) -> None:
    scenario = shop.publish(steps=[send("One", id=FIRST), wait(days=1, id=WAIT)])
    people = [shop.add_friend(f"Friend {number}") for number in range(4)]
    shop.block(people[0])
    leave(shop.run_of(people[1]), Enrolment.LeftReason.REMOVED)
    Enrolment.objects.filter(pk=shop.run_of(people[2]).pk).update(
        status=Enrolment.Status.STUCK, due_at=None, trouble="Broken"
    )
    found = figures(scenario)
    assert (found.left, found.inside, found.stuck) == (2, 2, 1)
    step = found.steps[WAIT]
    assert (step.here, step.stuck, step.left, step.reached, step.passed) == (2, 1, 2, 4, 0)
    assert left_reasons(scope_of(scenario), WAIT) == {"blocked": 1, "removed": 1}
    [row] = people_at(scope_of(scenario), WAIT, "stuck")
    assert row.trouble == "Broken"


def test_lists_hold_as_many_people_as_the_figures_say(shop: Shop) -> None:
    steps = [
        send(LOOK, id=FIRST),
        wait(hours=2, id=WAIT),
        branch(path([clicked(FIRST)], [send("Thanks", id="thanks")]), otherwise=[], id=FORK),
        send("Last", id=LAST),
    ]
    scenario = shop.publish(steps=steps, can_repeat=True, re_entry="restart")
    people = [shop.add_friend(f"Friend {number}") for number in range(6)]
    shop.tap_link(people[0], 0)
    shop.tap_button(people[1], "Yes")
    shop.block(people[2])
    shop.unblock(people[2])
    shop.pass_time(hours=3)
    reword(shop, scenario, [send(LOOK, "More", id=FIRST), *steps[1:]])
    shop.block(people[0])
    shop.unblock(people[0])
    shop.tap_link(people[0], -1)
    shop.add_friend("Newest")
    for scope in (scope_of(scenario), scope_of(scenario, since=START + timedelta(hours=1))):
        found = figures(scenario, since=scope.since)
        counted = 0
        for step_id, step in found.steps.items():
            for measure in MEASURES:
                rows = list(people_at(scope, step_id, measure))
                assert len(rows) == getattr(step, measure), (step_id, measure)
                assert len({(row.follower_id, row.version_id) for row in rows}) == len(rows)
                counted += len(rows)
        assert counted > 10
    assert [row.follower.display_name for row in people_at(scope, WAIT, "here", name="newest")] == ["Newest"]


def test_figures_take_the_same_number_of_queries_whatever_the_size(shop: Shop) -> None:
    small = shop.publish(steps=[send("Only", id="only")], triggers=[trigger("by_hand")])
    large = shop.publish(steps=[send(f"Message {number}", id=f"step-{number}") for number in range(8)])
    for number in range(3):
        shop.add_friend(f"Friend {number}")
    counts = []
    for scenario in (small, large):
        with CaptureQueriesContext(connection) as queries:
            figures(scenario)
        counts.append(len(queries))
    assert counts == [17, 17]
