"""What the person in a trial does: taps, answers, blocks, watches."""

from __future__ import annotations

import gc
from datetime import timedelta

import pytest
from django.utils import translation

from linesteps.accounts.models import Account
from linesteps.simulator.acts import BadScript, read_script
from linesteps.simulator.stage import Rules
from linesteps.testing.build import (
    branch,
    buttons,
    clicked,
    condition,
    message,
    path,
    send,
    trigger,
    wait,
    wait_for,
)
from tests.contract.finished_messages import finished_messages
from tests.integration.simulator.trying import NEXT, START, TOKYO, drawn, kinds, run, texts, told


def test_block_leaves_and_unblock_starts_again_by_the_rules(account: Account) -> None:
    scenario = drawn(account, send("Welcome"), wait(days=2), send("Later"))
    away = [{"act": "pass", "hours": 24}, {"act": "block"}, {"act": "pass", "hours": 24}]
    blocked = run(scenario, *away)
    assert kinds(blocked)[-2:] == ["did", "left"] and not blocked.is_friend and blocked.next_at is None
    back = [*away, {"act": "unblock"}]
    again = run(scenario, *back, NEXT)
    assert texts(again) == ["Welcome", "Welcome", "Later"]
    assert "starts again" in told(again, "entered")
    resumed = run(scenario, *back, NEXT, rules=Rules(re_entry="resume"))
    assert texts(resumed) == ["Welcome", "Later"]
    assert "goes on" in told(resumed, "entered")
    never = run(scenario, *back, NEXT, rules=Rules(re_entry="never"))
    assert texts(never) == ["Welcome"]
    assert "does not start again" in told(never, "did")


def test_send_while_blocked_cannot_happen_and_acts_that_make_no_sense_stop(account: Account) -> None:
    scenario = drawn(account, send("Welcome"), wait(days=2), send("Later"))
    found = run(scenario, {"act": "block"}, {"act": "say", "text": "Hi"}, NEXT)
    assert found.played == 1 and "blocked" in found.stopped
    gone = run(scenario, {"act": "tap", "message": 7, "link": 0})
    assert gone.played == 0 and gone.stopped


def test_waiting_branch_is_woken_by_a_tap(account: Account) -> None:
    scenario = drawn(
        account,
        send("See https://example.com/", id="first"),
        branch(path([clicked("first")], [send("Thanks")]), otherwise=[send("Pity")], wait_hours=48, id="b"),
    )
    waiting = run(scenario)
    assert kinds(waiting)[-1] == "waiting" and "at the latest" in told(waiting, "waiting")
    woken = run(scenario, {"act": "pass", "hours": 1}, {"act": "tap", "message": 0, "link": 0})
    assert texts(woken)[-1] == "Thanks" and woken.now == START + timedelta(hours=1, seconds=1)
    late = run(scenario, NEXT)
    assert texts(late)[-1] == "Pity" and "Nothing came in time" in told(late, "decided")


def test_answer_button_counts_as_a_tap(account: Account) -> None:
    scenario = drawn(
        account,
        send(buttons("Fish or meat?", ("Fish", ""), ("Meat", "")), id="q"),
        wait(hours=1),
        branch(path([clicked("q", 2)], [send("Meat!")]), otherwise=[send("Fish!")]),
    )
    found = run(scenario, {"act": "tap", "message": 0, "button": 1}, NEXT)
    assert texts(found)[-1] == "Meat!"
    assert [event.said for event in found.events if event.kind == "did"] == ["Meat"]


# Wagtail leaves the temporary files of new renditions to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_video_can_be_watched_to_its_end(account: Account) -> None:
    film = message("video", **finished_messages(account)["video"])
    scenario = drawn(
        account,
        send(film, id="film"),
        branch(path([clicked("film", 1)], [send("Thanks")]), otherwise=[send("Pity")], wait_hours=48),
    )
    found = run(scenario, {"act": "tap", "message": 0, "button": 0})
    gc.collect()
    assert texts(found)[-1] == "Thanks"
    assert told(found, "did") == "Watches the video to its end."


def test_event_of_the_site_starts_wakes_and_is_told(account: Account) -> None:
    bought = {
        "event": "purchase", "count": 1, "since": "start", "days": None, "property": "total",
        "comparison": "at_least", "value": "3000",
    }  # fmt: skip
    scenario = drawn(account, wait_for(condition("event", **bought), happened=[send("Thanks")], days=3))
    happens = {"act": "event", "name": "purchase", "properties": {"total": "4800"}}
    with translation.override("en"):
        found = run(scenario, {"act": "event", "name": "purchase", "properties": {"total": "100"}})
        assert texts(found) == []
        found = run(scenario, happens)
    assert texts(found) == ["Thanks"]
    assert any(one.text == "The site tells of “purchase” (total = 4800)." for one in found.events)
    again = drawn(
        account, send("Bought"), triggers=[trigger("event", name="purchase", parts=[])], can_repeat=True
    )
    assert texts(run(again, happens, rules=Rules(can_repeat=True))) == ["Bought"] * 2
    with translation.override("en"), pytest.raises(BadScript, match="cannot name an event"):
        read_script([{"act": "event", "name": "Big Letters"}], TOKYO)


def test_quick_replies_can_be_tapped(account: Account) -> None:
    asked = send("When?", id="q")
    asked["value"]["quick_replies"] = [
        {"type": "answer", "value": {"label": "Never"}},
        {"type": "date_time", "value": {"label": "Choose", "mode": "time"}},
        {"type": "camera", "value": {"label": "Photo"}},
    ]
    ask = branch(path([clicked("q", 2)], [send("See you")]), otherwise=[send("Pity")], wait_hours=48)
    chosen = run(drawn(account, asked, ask), {"act": "tap", "message": 0, "button": 1})
    assert texts(chosen)[-1] == "See you"
    ignored = run(drawn(account, asked, ask), {"act": "tap", "message": 0, "button": 2})
    assert told(ignored, "did") == "Taps “Photo”."
    assert texts(ignored) == ["When?"]


def test_keyword_starts_again_only_where_it_may_repeat(account: Account) -> None:
    scenario = drawn(account, send("Here"), triggers=[trigger("keyword", words="menu", match="is")])
    say = {"act": "say", "text": "ＭＥＮＵ"}
    assert texts(run(scenario, say)) == ["Here"]
    assert texts(run(scenario, say, rules=Rules(can_repeat=True))) == ["Here", "Here"]
