"""The simulator plays what the engine would do, and leaves no trace."""

from __future__ import annotations

import gc
import json
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection, transaction
from django.utils import translation

from linesteps import clock, doorbell
from linesteps.accounts.models import Account
from linesteps.engine.advance import advance
from linesteps.engine.enrol import enrol
from linesteps.engine.models import StepVisit
from linesteps.followers.models import Attribute, Follower, FollowerAttribute, FollowerTag, Tag
from linesteps.scenarios.compiler import ScenarioHasProblems
from linesteps.scenarios.models import Scenario
from linesteps.simulator import play
from linesteps.simulator.acts import read_script
from linesteps.simulator.persona import BadPersona, Persona
from linesteps.simulator.shown import show
from linesteps.simulator.simulate import Simulation, simulate
from linesteps.simulator.stage import Rules
from linesteps.testing.build import (
    branch,
    buttons,
    clicked,
    condition,
    jump,
    message,
    path,
    send,
    set_to,
    split,
    step,
    tag,
    tagged,
    trigger,
    wait,
    wait_for,
)
from tests.contract.finished_messages import finished_messages

TOKYO = ZoneInfo("Asia/Tokyo")
#: A Sunday morning, outside quiet hours.
START = datetime(2026, 11, 22, 10, 0, tzinfo=TOKYO)
COUPON = "00000000-0000-4000-8000-000000000001"
NEW = Persona(name="花子")
NEXT = {"act": "next"}


@pytest.fixture
def account(db: None) -> Account:
    return Account.objects.create(
        name="浜の店", channel_id="1234567890", channel_secret="s", channel_access_token="t"
    )


def drawn(account: Account, *steps: Any, triggers: Sequence[Any] | None = None, **values: Any) -> Scenario:
    """A scenario that nobody saved."""
    scenario: Any = Scenario(account=account, name="Scenario", **values)
    scenario.steps = list(steps)
    scenario.triggers = [trigger()] if triggers is None else list(triggers)
    return scenario


def sc5(account: Account) -> Scenario:
    return drawn(
        account,
        send(buttons("10% off", ("Use it", "https://example.com/coupon")), id=COUPON, name="Coupon"),
        wait(days=3, at="19:00", id="wait"),
        branch(
            path([clicked(COUPON)], [send("Thank you")], label="Tapped"),
            otherwise=[send("It ends soon")],
            id="branch",
        ),
        wait(days=7),
        send("What others say"),
    )


def run(
    scenario: Scenario, *script: dict[str, Any], persona: Persona = NEW, start: datetime = START, **more: Any
) -> Simulation:
    return simulate(scenario, persona, start=start, script=read_script(list(script), TOKYO), **more)


def texts(simulation: Simulation) -> list[str]:
    found = []
    for event in simulation.events:
        for _number, bubble in event.bubbles:
            found.append(str(bubble.message.get("text") or bubble.message.get("altText")))
    return found


def kinds(simulation: Simulation) -> list[str]:
    return [event.kind for event in simulation.events]


def told(simulation: Simulation, kind: str) -> str:
    """The last sentence of a kind."""
    return [event.text for event in simulation.events if event.kind == kind][-1]


def test_new_friend_gets_the_first_message_by_reply_and_waits(account: Account) -> None:
    found = run(sc5(account))
    assert kinds(found) == ["entered", "message", "waiting"]
    assert found.events[1].via == "reply"
    assert found.next_at == (START + timedelta(days=3)).replace(hour=19)
    assert "25 Nov 2026, 19:00" in told(found, "waiting")
    assert found.step_id == "wait"


def test_both_paths_of_a_branch_and_why(account: Account) -> None:
    scenario = sc5(account)
    other = run(scenario, *[NEXT] * 3)
    assert texts(other) == ["10% off", "It ends soon", "What others say"]
    assert "has not tapped the link in “1. Coupon”, so on to “Everyone else”" in told(other, "decided")
    assert "Everyone else" in told(other, "decided")
    assert told(other, "finished")
    tapper = run(scenario, {"act": "tap", "message": 0, "button": 0}, *[NEXT] * 3)
    assert texts(tapper) == ["10% off", "Thank you", "What others say"]
    assert "has tapped the link in “1. Coupon”, so on to “Tapped”" in told(tapper, "decided")
    assert ("branch", "path1") in tapper.visits and ("branch", "else") in other.visits
    assert [port for _step, port, _label in other.paths] == ["path1", "else"]


def test_links_are_shown_as_their_destination(account: Account) -> None:
    scenario = drawn(account, send("See https://example.com/a and https://example.com/b today"))
    found = run(scenario)
    ((_number, bubble),) = found.events[1].bubbles
    assert bubble.message["text"] == "See https://example.com/a and https://example.com/b today"
    assert [one.url for one in bubble.links] == ["https://example.com/a", "https://example.com/b"]
    assert [part.get("tap") for part in bubble.message["parts"]] == [None, 0, None, 1, None]
    json_text = str(found.to_json())
    assert "/l/" not in json_text


@pytest.mark.django_db
def test_link_of_a_rich_video_can_be_tapped_like_every_other() -> None:
    film = {"previewImageUrl": "", "externalLink": {"label": "More", "linkUri": "https://example.com/"}}
    (bubble,) = show(json.dumps([{"type": "imagemap", "altText": "Film", "actions": [], "video": film}]))
    assert bubble.message["video"]["externalLink"]["tap"] == 0
    assert [(one.label, one.url) for one in bubble.buttons] == [("More", "https://example.com/")]


def test_back_is_the_same_as_a_shorter_script(account: Account) -> None:
    scenario = sc5(account)
    tap = {"act": "tap", "message": 0, "button": 0}
    longer, shorter = [NEXT, tap, NEXT], [NEXT, tap]
    once, after_back = run(scenario, *shorter), (run(scenario, *longer), run(scenario, *shorter))[1]
    assert once.to_json() == after_back.to_json()
    long_events = run(scenario, *longer).to_json()["events"]
    assert long_events[: len(once.events)] == once.to_json()["events"]


def test_decisions_are_explained_in_the_words_that_were_agreed_on(account: Account) -> None:
    with translation.override("ja"):
        steps = [
            send("クーポン", name="クーポン", id="11111111-1111-4111-8111-111111111111"),
            wait(days=3, at="19:00"),
            branch(
                path([clicked("11111111-1111-4111-8111-111111111111")], [], label="押した人"), otherwise=[]
            ),
            wait(minutes=210),
            send("お知らせ"),
        ]
        found = run(drawn(account, *steps), *[NEXT] * 2)
        assert "19:00の時点で「1. クーポン」のリンクを押していないため『それ以外の人』へ" in told(
            found, "decided"
        )
        assert "22:30は静かな時間のため翌9:00に変更" in told(found, "moved_by_quiet_hours")


def test_quiet_hours_move_a_send_and_say_so(account: Account) -> None:
    scenario = drawn(account, send("Now"), wait(hours=12), send("Later"))
    found = run(scenario, {"act": "pass", "hours": 13})
    text = "22:00 is within the quiet hours, so it is moved to 9:00 the next day."
    assert text in told(found, "moved_by_quiet_hours")
    assert texts(found) == ["Now"]
    later = run(scenario, {"act": "pass", "hours": 13}, NEXT)
    assert texts(later) == ["Now", "Later"]
    assert later.now == datetime(2026, 11, 23, 9, 0, tzinfo=TOKYO)


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


def test_attribute_that_nobody_told_is_unknown_and_takes_the_last_path(account: Account) -> None:
    Attribute.objects.create(
        account=account, key="gender", name="性別", type="choice", choices=["female", "male"]
    )
    women = condition("attribute", attribute="gender", comparison="is", value="female")
    scenario = drawn(account, branch(path([women], [send("For her")]), otherwise=[send("For all")]))
    unknown = run(scenario)
    assert texts(unknown) == ["For all"] and "not known" in told(unknown, "decided")
    persona = Persona.from_json({"name": "A", "attributes": {"gender": "female"}}, account)
    assert texts(run(scenario, persona=persona)) == ["For her"]
    with pytest.raises(BadPersona):
        Persona.from_json({"attributes": {"gender": "cat"}}, account)


def test_tags_and_name_of_the_persona_are_used(account: Account) -> None:
    scenario = drawn(account, branch(path([tagged("VIP")], [send("{{ display_name|you }}, VIP")])))
    assert texts(run(scenario, persona=Persona(name="太郎", tags=("VIP",)))) == ["太郎, VIP"]
    assert texts(run(scenario)) == []


def test_real_friend_is_copied_and_not_touched(account: Account) -> None:
    with clock.frozen_here(START):
        friend = Follower.objects.create(
            account=account,
            line_user_id="U1",
            status="friend",
            display_name="実花",
            os="ios",
            last_followed_at=START - timedelta(days=40),
        )
        attribute = Attribute.objects.create(account=account, key="age", name="年齢", type="number")
        FollowerAttribute.objects.create(
            follower=friend, attribute=attribute, value="34", source="hand", set_at=START
        )
        FollowerTag.objects.create(
            follower=friend,
            tag=Tag.objects.create(account=account, name="VIP"),
            source="hand",
            added_at=START,
        )
        persona = Persona.of_follower(friend)
    assert persona == Persona(name="実花", os="ios", attributes={"age": "34"}, tags=("VIP",), friend_days=40)
    thirty = condition("attribute", attribute="age", comparison="at_least", value="30")
    old = condition("friend_days", comparison="at_least", days=30)
    scenario = drawn(account, branch(path([thirty, tagged("VIP"), old], [send("{{ display_name|you }}")])))
    assert texts(run(scenario, persona=persona)) == ["実花"]
    assert not friend.activities.exists() and not friend.enrolments.exists()


def test_keyword_starts_again_only_where_it_may_repeat(account: Account) -> None:
    scenario = drawn(account, send("Here"), triggers=[trigger("keyword", words="menu", match="is")])
    say = {"act": "say", "text": "ＭＥＮＵ"}
    assert texts(run(scenario, say)) == ["Here"]
    assert texts(run(scenario, say, rules=Rules(can_repeat=True))) == ["Here", "Here"]


def test_draft_with_problems_names_them_and_one_without_start_condition_can_be_tried(
    account: Account,
) -> None:
    with pytest.raises(ScenarioHasProblems) as refusal:
        run(drawn(account, send("Hi"), step("send", {"name": "", "messages": []}, "empty")))
    assert [found.problem.step_id for found in refusal.value.found] == ["empty"]
    assert texts(run(drawn(account, send("Hi"), triggers=[]))) == ["Hi"]


def test_bounds_end_an_endless_scenario_with_what_happened_so_far(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = drawn(account, send("Again", id="a"), wait(minutes=10), jump("a"))
    monkeypatch.setattr(play, "MOST_EVENTS", 40)
    found = run(loop, {"act": "pass", "hours": 24})
    assert "more than 40" in found.stopped and 40 <= len(found.events) < 60
    assert "400 days" in run(loop, {"act": "until", "at": "2029-01-01T00:00"}).stopped
    monkeypatch.setattr(play, "PATIENCE_SECONDS", 0.0)
    assert "too long" in run(loop, NEXT).stopped


def test_jump_is_told(account: Account) -> None:
    found = run(drawn(account, send("Again", id="a"), wait(days=1), jump("a")), NEXT)
    assert texts(found) == ["Again", "Again"] and "passed" in kinds(found)


# -- no trace


def test_steps_that_change_decide_and_wait_are_told(account: Account) -> None:
    Attribute.objects.create(account=account, key="rank", name="Rank")
    tapped = wait_for(clicked(COUPON), hours=5, happened=[tag("VIP")], otherwise=[send("Late")])
    scenario = drawn(
        account,
        send("https://example.com/", id=COUPON),
        tapped,
        set_to("rank", "gold"),
        split((50, [send("A")]), (50, [])),
        branch(
            path(
                [tagged("VIP"), condition("attribute", attribute="rank", comparison="is", value="gold")],
                [send("VIP")],
            )
        ),
    )
    before = run(scenario)
    assert told(before, "waiting").startswith("Wait until they tap the link (5 hours at most): waits until ")
    assert "VIP" not in texts(before)
    after = run(scenario, {"act": "tap", "message": 0, "link": 0})
    assert texts(after)[-1] == "VIP"
    said = [one.text for one in after.events]
    assert any("Put on the tag “VIP”" in one for one in said)
    assert any("Set Rank to “gold”" in one for one in said)
    assert any("“When it happens”" in one for one in said) and any("“Path " in one for one in said)
    late = run(scenario, NEXT)
    assert "Late" in texts(late) and any("“When the time is up”" in one.text for one in late.events)
    # Of the trial nothing is left, tags and activities included.
    assert not Tag.objects.exists() and not Follower.objects.exists()


def test_same_person_draws_the_same_lot_however_often_it_is_played(account: Account) -> None:
    paths = split((50, [send("A")]), (50, [send("B")]), id="lot")
    found = {}
    for number in range(12):
        persona = Persona(name=str(number))
        once = texts(run(drawn(account, paths), persona=persona))
        assert texts(run(drawn(account, paths), persona=persona)) == once
        found[number] = once[0]
    assert set(found.values()) == {"A", "B"}


def dump() -> dict[str, str]:
    """Every row of every table."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        rows = model._base_manager.order_by("pk")
        found[model._meta.label] = serializers.serialize("json", rows)
    return found


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    rung: list[str] = []
    monkeypatch.setattr(doorbell, "_ring", rung.append)
    yield rung


@pytest.mark.django_db(transaction=True)
def test_trial_changes_no_row_and_rings_no_bell(account: Account, rings: list[str]) -> None:
    scenario = sc5(account)
    scenario.live = False
    scenario.save()
    scenario.save_revision().publish()
    scenario.refresh_from_db()
    friend = Follower.objects.create(account=account, line_user_id="U1", status="friend", display_name="A")
    assert enrol(scenario, friend, cause="by_hand") is not None
    before = dump()
    rings.clear()
    committed: list[str] = []
    script = [
        {"act": "tap", "message": 0, "button": 0},
        {"act": "say", "text": "Hi"},
        *[NEXT] * 2,
        {"act": "block"},
        {"act": "unblock"},
        {"act": "pass", "hours": 24 * 20},
    ]
    assert len(texts(run(scenario, *script))) > 2
    with transaction.atomic():
        transaction.on_commit(lambda: committed.append("mine"))
        run(scenario, *script)
    assert committed == ["mine"] and rings == []
    assert dump() == before
    # The real friend's run was due all the time, and is moved by the engine only.
    assert advance() == 1


@pytest.mark.django_db(transaction=True)
def test_trial_that_breaks_down_leaves_nothing_either(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump()

    def broken(*args: Any, **more: Any) -> int:
        raise RuntimeError("broken")

    monkeypatch.setattr(play, "advance", broken)
    with pytest.raises(RuntimeError):
        run(sc5(account))
    assert dump() == before
    assert abs((clock.now() - clock.real_now()).total_seconds()) < 5


@pytest.mark.django_db(transaction=True)
def test_other_threads_keep_their_time_and_move_real_friends_meanwhile(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = drawn(account, wait(days=5), send("Hi"))
    scenario.live = False
    scenario.save()
    scenario.save_revision().publish()
    scenario.refresh_from_db()
    friend = Follower.objects.create(account=account, line_user_id="U1", status="friend")
    seen: list[Any] = []
    real_advance = play.advance

    def meanwhile(**options: Any) -> int:
        if not seen:
            seen.append(None)
            thread = threading.Thread(target=look)
            thread.start()
            thread.join(20)
        return real_advance(**options)

    def look() -> None:
        try:
            seen.append(clock.now())
            # SQLite has one writer at a time: there, others wait until the trial is over.
            if connection.vendor == "postgresql":
                seen.append(enrol(scenario, friend, cause="by_hand"))
                seen.append(advance())
        finally:
            connection.close()

    monkeypatch.setattr(play, "advance", meanwhile)
    future = clock.now() + timedelta(days=100)
    run(scenario, NEXT, start=future)
    assert abs((seen[1] - clock.real_now()).total_seconds()) < 30
    if connection.vendor == "postgresql":
        assert seen[2] is not None and seen[3] == 1
        assert StepVisit.objects.count() == 0 and friend.enrolments.get().status == "waiting"
