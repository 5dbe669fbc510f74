"""What a trial tells: messages, times, ways and why."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from django.utils import translation

from linesteps.accounts.models import Account
from linesteps.followers.models import Attribute, Follower, Tag
from linesteps.simulator.shown import show
from linesteps.testing.build import (
    branch,
    clicked,
    condition,
    jump,
    path,
    send,
    set_to,
    split,
    tag,
    tagged,
    wait,
    wait_for,
)
from tests.integration.simulator.trying import COUPON, NEXT, START, TOKYO, drawn, kinds, run, sc5, texts, told


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


def test_liff_links_are_shown_and_tapped_like_others(account: Account) -> None:
    account.login_channel_id, account.liff_id, account.link_kind = "2000000001", "2000000001-abcd1234", "liff"
    account.save()
    steps = [
        send("See https://example.com/a today", id=COUPON),
        branch(path([clicked(COUPON)], [send("You tapped")]), otherwise=[send("Not yet")], wait_hours=24),
    ]
    found = run(drawn(account, *steps), {"act": "tap", "message": 0, "link": 0})
    ((_number, bubble),) = found.events[1].bubbles
    assert bubble.message["text"] == "See https://example.com/a today"
    told = str(found.to_json())
    assert "liff.line.me" not in told and "You tapped" in told


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


def test_jump_is_told(account: Account) -> None:
    found = run(drawn(account, send("Again", id="a"), wait(days=1), jump("a")), NEXT)
    assert texts(found) == ["Again", "Again"] and "passed" in kinds(found)


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
