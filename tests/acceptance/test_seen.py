"""Who saw a message, as far as it can be known: each kind of sign, and what is not known."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linesteps import clock
from linesteps.conditions.kind import Subject
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.followers.models import Activity, Follower
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.compiler import compile_scenario, problems
from linesteps.testing.build import (
    Plain,
    branch,
    buttons,
    condition,
    message,
    path,
    send,
    trigger,
    wait,
    wait_for,
)
from linesteps.testing.shop import Shop
from linesteps.tracking.models import Sighting
from tests.contract.finished_messages import finished_messages

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
LINK = buttons("New fish", ("Look", "https://example.com/fish"))


@pytest.fixture(autouse=True)
def public(settings: Any) -> None:
    """By https, as LINE wants all that it fetches."""
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"


def seen(**value: Any) -> Plain:
    """The condition about the step “first”."""
    return condition("seen", **{"step": "first", "sign": "any", "days": None, "is_absent": False, **value})


def asks(first: Plain | str, asked: Plain, **options: Any) -> list[Plain]:
    """A message, and a day later the question."""
    return [
        send(first, id="first"),
        wait(days=1),
        branch(path([asked], [send("Yes")]), otherwise=[send("No")], **options),
    ]


def answer(shop: Shop, friend: str) -> str:
    shop.pass_time(days=2)
    return shop.texts_to(friend)[-1]


@pytest.mark.parametrize(("sign", "expected"), [("any", "Yes"), ("acted", "Yes"), ("opened", "Yes")])
def test_tap_of_the_link_is_a_sign(shop: Shop, sign: str, expected: str) -> None:
    shop.publish(steps=asks(LINK, seen(sign=sign)))
    tapper, other = shop.add_friend("Tapper"), shop.add_friend("Other")
    shop.tap_link(tapper)
    shop.pass_time(days=2)
    assert (shop.texts_to(tapper)[-1], shop.texts_to(other)[-1]) == (expected, "No")


def test_answer_button_is_a_sign(shop: Shop) -> None:
    shop.publish(steps=asks(buttons("Fish?", ("I want it", "")), seen(sign="acted")))
    friend = shop.add_friend()
    shop.tap_button(friend, "I want it")
    assert answer(shop, friend) == "Yes"


def test_video_watched_to_its_end_is_a_sign_of_its_own(shop: Shop) -> None:
    film = message("video", **finished_messages(shop.account)["video"])
    shop.publish(name="any", steps=asks(film, seen()))
    shop.publish(name="video", steps=asks(film, seen(sign="video")))
    watcher, other = shop.add_friend("Watcher"), shop.add_friend("Other")
    for one in shop.messages_to(watcher):
        shop.line.watch_video(shop.there, watcher, one["trackingId"])
    shop.pass_time(days=2)
    assert shop.texts_to(watcher)[-2:] == ["Yes", "Yes"]
    assert shop.texts_to(other)[-2:] == ["No", "No"]


def test_tap_on_a_link_beside_it_is_no_sign_that_the_video_was_watched(shop: Shop) -> None:
    film = message("video", **finished_messages(shop.account)["video"])
    steps = asks("-", seen(sign="video"))
    steps[0] = send(LINK, film, id="first")
    shop.publish(steps=steps)
    friend = shop.add_friend()
    shop.tap_link(friend)
    assert answer(shop, friend) == "No"


def test_quoting_the_message_is_a_sign_that_line_gives_by_its_id(shop: Shop) -> None:
    shop.publish(steps=[wait(hours=3), *asks(LINK, seen(sign="acted"))])
    quoter, writer = shop.add_friend("Quoter"), shop.add_friend("Writer")
    shop.pass_time(hours=4)
    shop.quote(quoter, text="This one?")
    shop.say(writer, "Good evening")
    shop.pass_time(days=3)
    assert Dispatch.objects.filter(message_ids__startswith="|").exists()
    assert shop.texts_to(quoter)[-1] == "Yes"
    assert shop.texts_to(writer)[-1] == "No"
    told = Activity.objects.get(follower=shop.follower(quoter), kind="message_received")
    assert told.data["quoted_step"] == "first"


def test_quote_of_somebody_elses_message_says_nothing(shop: Shop) -> None:
    shop.publish(steps=asks(LINK, seen(sign="acted")))
    friend, other = shop.add_friend("A"), shop.add_friend("B")
    theirs = shop.line.messages_of(shop.there, other)[0].id
    for quoted in (theirs, "1", "", "x|y", "%", "9" * 40):
        shop.line.say(shop.there, friend, "!", quoted=quoted)
    shop.settle()
    assert not Sighting.objects.exists()


def test_step_can_wait_for_a_sign(shop: Shop) -> None:
    asked = condition("seen", step="first", sign="acted", days=None)
    steps = wait_for(asked, days=3, happened=[send("Seen")], otherwise=[send("No sign")])
    shop.publish(steps=[send(LINK, id="first"), steps])
    tapper, other = shop.add_friend("Tapper"), shop.add_friend("Other")
    shop.tap_link(tapper)
    assert shop.texts_to(tapper)[-1] == "Seen"
    shop.pass_time(days=3)
    assert shop.texts_to(other)[-1] == "No sign"


def test_use_of_the_chat_since_is_a_weaker_sign(shop: Shop) -> None:
    shop.publish(name="weak", steps=asks("Only words", seen(sign="opened")))
    shop.publish(name="strong", steps=asks(LINK, seen()))
    before, after, never = (shop.add_friend(name) for name in "ABC")
    shop.pass_time(hours=1)
    shop.say(after, "Hello")
    shop.pass_time(days=2)
    assert sorted(shop.texts_to(after)[-2:]) == ["No", "Yes"]
    assert shop.texts_to(never)[-2:] == shop.texts_to(before)[-2:] == ["No", "No"]


def test_chat_before_the_message_came_is_no_sign(shop: Shop) -> None:
    shop.publish(steps=[wait(hours=2), *asks("Only words", seen(sign="opened"))])
    friend = shop.add_friend()
    shop.say(friend, "Hello")
    assert answer(shop, friend) == "No"


@pytest.mark.parametrize("is_absent", [True, False])
def test_who_never_got_the_message_takes_neither_side(shop: Shop, is_absent: bool) -> None:
    asked = seen(is_absent=is_absent)
    steps = [branch(path([asked], [send("Asked")]), otherwise=[send("No telling")]), send(LINK, id="first")]
    shop.publish(steps=steps)
    friend = shop.add_friend()
    assert shop.texts_to(friend)[0] == "No telling"


def test_no_sign_yet_is_a_side_of_its_own(shop: Shop) -> None:
    shop.publish(steps=asks(LINK, seen(is_absent=True)))
    tapper, other = shop.add_friend("Tapper"), shop.add_friend("Other")
    shop.tap_link(tapper)
    shop.pass_time(days=2)
    assert (shop.texts_to(tapper)[-1], shop.texts_to(other)[-1]) == ("No", "Yes")


def test_sign_that_is_too_old_does_not_count(shop: Shop) -> None:
    steps = asks(LINK, seen(days=2))
    steps[1] = wait(days=3)
    shop.publish(steps=steps)
    early, late = shop.add_friend("Early"), shop.add_friend("Late")
    shop.tap_link(early)
    shop.pass_time(days=2)
    shop.tap_link(late)
    shop.pass_time(days=2)
    assert (shop.texts_to(early)[-1], shop.texts_to(late)[-1]) == ("No", "Yes")


def test_sign_of_an_earlier_run_does_not_count(shop: Shop) -> None:
    start = [trigger("keyword", words="start", match="is")]
    shop.publish(steps=asks(LINK, seen()), triggers=start, can_repeat=True, re_entry="restart")
    friend = shop.add_friend()
    shop.say(friend, "start")
    shop.tap_link(friend)
    assert answer(shop, friend) == "Yes"
    shop.say(friend, "start")
    assert answer(shop, friend) == "No"


@pytest.mark.parametrize(
    ("first", "sign", "words"),
    [
        ("Only words", "any", "only what they do in the chat later can be a sign"),
        ("Only words", "acted", "no link or button"),
        (LINK, "video", "no video"),
        (LINK, "image", "is off for this LINE Official Account"),
    ],
)
def test_what_the_message_can_never_tell_is_said_before_it_is_published(
    shop: Shop, first: Any, sign: str, words: str
) -> None:
    [found] = problems(shop.draw(steps=asks(first, seen(sign=sign))))
    assert found.problem.path == ("paths", 0, "conditions", 0, "sign")
    assert words in str(found.problem.message)


@pytest.mark.parametrize("sign", ["any", "opened"])
def test_five_thousand_friends_cost_one_query(shop: Shop, sign: str) -> None:
    Follower.objects.bulk_create(
        Follower(account=shop.account, line_user_id=f"U{number:032}") for number in range(5000)
    )
    scenario = shop.draw(steps=asks(LINK, seen(sign=sign)))
    shop.publish(scenario)
    graph = compile_scenario(scenario).graph
    [asked] = [
        one["config"]
        for node in graph.nodes.values()
        for path_ in node.config.get("paths", [])
        for one in path_["conditions"]
    ]
    subjects = [
        Subject(follower_id=pk, enrolment_id=pk, entered_at=clock.now())
        for pk in Follower.objects.values_list("pk", flat=True)
    ]
    with CaptureQueriesContext(connection) as queries:
        condition_kinds.get("seen").load(asked, subjects)
    assert len(queries) == 1
