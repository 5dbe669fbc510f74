"""Every start condition, through the emulator, and who may enter again."""

from __future__ import annotations

import pytest

from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment
from linesteps.followers.tags import add_tag, remove_tag
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import Plain, send, trigger, wait
from linesteps.testing.shop import Shop

WELCOME = [send("Started")]


def starts(shop: Shop, *triggers: Plain, **values: object) -> Scenario:
    return shop.publish(steps=WELCOME, triggers=list(triggers), **values)


def runs_of(shop: Shop, friend: str) -> int:
    return Enrolment.objects.filter(follower=shop.follower(friend)).count()


@pytest.mark.parametrize(
    ("words", "match", "said", "expected"),
    [
        ("予約", "is", "予約", True),
        ("予約", "is", " 予約\n", True),
        ("予約", "is", "予約したい", False),
        ("予約", "contains", "明日の予約したい", True),
        ("hello\nbooking", "is", "BOOKING", True),
        ("ABC", "is", "ａｂｃ", True),
        ("ｶﾞｿﾘﾝ", "is", "ガソリン", True),
        ("ガソリン", "contains", "ﾚｷﾞｭﾗｰｶﾞｿﾘﾝ", True),
        ("straße", "is", "STRASSE", True),
        ("予約", "is", "予約?", False),
    ],
)
def test_keyword_starts_whatever_its_case_and_width(
    shop: Shop, words: str, match: str, said: str, expected: bool
) -> None:
    starts(shop, trigger("keyword", words=words, match=match))
    friend = shop.add_friend()
    shop.say(friend, said)
    assert shop.texts_to(friend) == ["Started"] * expected


def test_keyword_is_answered_for_free(shop: Shop) -> None:
    starts(shop, trigger("keyword", words="hi", match="is"))
    friend = shop.add_friend()
    shop.pass_time(hours=1)
    shop.say(friend, "hi")
    assert [one.endpoint for one in shop.line.sends] == ["reply"]


def test_sticker_is_no_keyword(shop: Shop) -> None:
    starts(shop, trigger("keyword", words="hi", match="contains"))
    friend = shop.add_friend()
    shop.line.send_sticker(shop.there, friend)
    shop.settle()
    assert shop.texts_to(friend) == []


def test_tag_starts_wherever_it_comes_from_and_once(shop: Shop) -> None:
    starts(shop, trigger("tag_added", tag="VIP"))
    friend = shop.add_friend()
    follower = shop.follower(friend)
    assert add_tag(follower, "other", "hand") and add_tag(follower, " VIP ", "code")
    assert not add_tag(follower, "VIP", "code")
    shop.settle()
    assert shop.texts_to(friend) == ["Started"]


def test_tapped_link_starts_another_scenario(shop: Shop) -> None:
    shop.publish(name="first", steps=[send("https://example.com/fish/1 https://example.com/meat")])
    starts(shop, trigger("link_clicked", url="https://example.com/fish/"), name="second")
    friend = shop.add_friend()
    shop.tap_link(friend, 1)
    assert len(shop.texts_to(friend)) == 1
    shop.tap_link(friend, 0)
    assert shop.texts_to(friend)[1:] == ["Started"]


@pytest.mark.parametrize(("when", "expected"), [("any", [1, 2]), ("first", [1, 1]), ("again", [0, 1])])
def test_being_added_starts_the_first_time_or_again(shop: Shop, when: str, expected: list[int]) -> None:
    starts(shop, trigger("friend_added", when=when))
    friend = shop.add_friend()
    first = runs_of(shop, friend)
    shop.pass_time(days=1)
    shop.block(friend)
    shop.pass_time(days=1)
    shop.unblock(friend)
    assert [first, runs_of(shop, friend)] == expected


def test_by_hand_starts_by_hand_only(shop: Shop) -> None:
    scenario = starts(shop, trigger("by_hand"))
    friend = shop.add_friend()
    shop.say(friend, "hi")
    assert shop.texts_to(friend) == []
    assert enrol(scenario, shop.follower(friend), cause="by_hand") is not None
    shop.settle()
    assert shop.texts_to(friend) == ["Started"]


@pytest.mark.parametrize("can_repeat", [False, True])
def test_second_start_counts_only_after_the_first_run_and_if_allowed(shop: Shop, can_repeat: bool) -> None:
    shop.publish(
        steps=[send("Started"), wait(days=1)],
        triggers=[trigger("keyword", words="hi", match="is")],
        can_repeat=can_repeat,
    )
    friend = shop.add_friend()
    shop.say(friend, "hi")
    shop.say(friend, "hi")
    assert runs_of(shop, friend) == 1
    shop.pass_time(days=2)
    shop.say(friend, "hi")
    assert runs_of(shop, friend) == (2 if can_repeat else 1)


def test_two_start_conditions_that_hold_at_once_start_one_run(shop: Shop) -> None:
    starts(
        shop,
        trigger("keyword", words="hi", match="is"),
        trigger("keyword", words="h", match="contains"),
        can_repeat=True,
    )
    friend = shop.add_friend()
    shop.say(friend, "hi")
    assert shop.texts_to(friend) == ["Started"]


@pytest.mark.parametrize("state", [Scenario.State.CLOSING, Scenario.State.PAUSED, Scenario.State.ENDED])
def test_scenario_out_of_operation_takes_in_nobody(shop: Shop, state: str) -> None:
    scenario = starts(shop, trigger())
    Scenario.objects.filter(pk=scenario.pk).update(state=state)
    assert shop.texts_to(shop.add_friend()) == []


def test_unpublished_scenario_takes_in_nobody_and_lets_those_inside_finish(shop: Shop) -> None:
    scenario = shop.publish(steps=[wait(days=1), send("Hi")])
    inside = shop.add_friend()
    scenario.unpublish()
    late = shop.add_friend()
    shop.pass_time(days=3)
    assert (shop.texts_to(inside), shop.texts_to(late)) == (["Hi"], [])


def test_paused_scenario_stands_still_and_goes_on_when_resumed(shop: Shop) -> None:
    scenario = shop.publish(steps=[wait(days=1), send("Hi")])
    friend = shop.add_friend()
    Scenario.objects.update(state=Scenario.State.PAUSED)
    shop.pass_time(days=3)
    assert shop.texts_to(friend) == []
    Scenario.objects.filter(pk=scenario.pk).update(state=Scenario.State.ACTIVE)
    shop.settle()
    assert shop.texts_to(friend) == ["Hi"]


def test_activity_of_one_account_starts_nothing_of_another(shop: Shop) -> None:
    from linesteps.testing.fake_line import FakeLine

    starts(shop, trigger("keyword", words="hi", match="is"))
    with FakeLine() as line:
        other = Shop(line, shop.virtual, channel_id="2")
        stranger = other.add_friend()
        other.say(stranger, "hi")
        assert Enrolment.objects.count() == 0


def test_removed_tag_can_start_again_if_allowed(shop: Shop) -> None:
    starts(shop, trigger("tag_added", tag="VIP"), can_repeat=True)
    friend = shop.add_friend()
    for _ in range(2):
        add_tag(shop.follower(friend), "VIP", "hand")
        shop.settle()
        remove_tag(shop.follower(friend), "VIP", "hand")
        shop.settle()
    assert shop.texts_to(friend) == ["Started", "Started"]
