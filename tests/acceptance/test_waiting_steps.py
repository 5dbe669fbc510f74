"""Steps that wait for a sign or for a date of the friend."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linesteps.engine.models import Enrolment
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Attribute
from linesteps.followers.tags import add_tag
from linesteps.scenarios.compiler import problems
from linesteps.steps.kind import registry
from linesteps.testing.build import (
    Plain,
    buttons,
    clicked,
    condition,
    end,
    send,
    tagged,
    trigger,
    wait,
    wait_date,
    wait_for,
)
from linesteps.testing.shop import Shop

LINK = "https://example.com/"
REPLY = condition("replied", since="here", days=None, is_absent=False)


def waits(*events: Plain, **length: int) -> list[Plain]:
    return [
        send(LINK, id="first"),
        wait_for(*events, happened=[send("Thanks")], otherwise=[send("Reminder")], **(length or {"days": 3})),
        send("Both"),
    ]


def after_first(shop: Shop, friend: str) -> list[str]:
    return shop.texts_to(friend)[1:]


def test_tap_is_followed_at_once_and_only_once(shop: Shop) -> None:
    shop.publish(steps=waits(clicked("first")))
    friend = shop.add_friend()
    shop.pass_time(hours=5)
    assert after_first(shop, friend) == []
    shop.tap_link(friend)
    assert after_first(shop, friend) == ["Thanks", "Both"]
    shop.pass_time(days=5)
    assert after_first(shop, friend) == ["Thanks", "Both"]


def test_when_the_time_is_up_the_other_path_is_taken(shop: Shop) -> None:
    shop.publish(steps=waits(clicked("first"), hours=6))
    friend = shop.add_friend()
    shop.pass_time(hours=5, minutes=59)
    assert after_first(shop, friend) == []
    shop.pass_time(minutes=2)
    assert after_first(shop, friend) == ["Reminder", "Both"]
    shop.tap_link(friend, 0)
    assert after_first(shop, friend) == ["Reminder", "Both"]


def test_who_tapped_before_goes_on_without_a_wait(shop: Shop) -> None:
    first = send(LINK, id="first")
    shop.publish(
        steps=[first, wait_for(REPLY, days=1), wait_for(clicked("first"), happened=[send("Thanks")])]
    )
    friend = shop.add_friend()
    shop.tap_link(friend)
    shop.say(friend, "Hello")
    assert after_first(shop, friend) == ["Thanks"]


def test_reply_counts_only_after_the_step_was_reached(shop: Shop) -> None:
    shop.publish(steps=[wait(hours=1), *waits(REPLY)])
    friend = shop.add_friend()
    shop.say(friend, "Hello")
    shop.pass_time(hours=2)
    assert after_first(shop, friend) == []
    shop.say(friend, "It is good")
    assert after_first(shop, friend) == ["Thanks", "Both"]


def test_answer_button_is_a_reply_and_a_link_is_none(shop: Shop) -> None:
    question = send(buttons("?", ("Look", LINK), ("Fish", "")), id="first")
    shop.publish(steps=[question, wait_for(REPLY, happened=[send("Thanks")])])
    friend = shop.add_friend()
    shop.tap_link(friend)
    assert after_first(shop, friend) == []
    shop.tap_button(friend, "Fish")
    assert after_first(shop, friend) == ["Thanks"]


def test_tag_that_is_put_on_ends_the_wait(shop: Shop) -> None:
    shop.publish(steps=waits(tagged("VIP")))
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "other", "hand")
    shop.settle()
    assert after_first(shop, friend) == []
    add_tag(shop.follower(friend), "VIP", "hand")
    shop.settle()
    assert after_first(shop, friend) == ["Thanks", "Both"]


def test_first_of_several_signs_counts(shop: Shop) -> None:
    shop.publish(steps=waits(clicked("first"), tagged("VIP")))
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "VIP", "hand")
    shop.settle()
    assert after_first(shop, friend) == ["Thanks", "Both"]


def test_form_of_a_wait_does_not_ask_for_what_does_not_happen() -> None:
    events = registry.get("wait_for").block().child_blocks["events"].child_blocks
    assert {"clicked_link", "replied", "tag"} <= set(events)
    for name in ("clicked_link", "replied", "tag"):
        fields = set(events[name].child_blocks)
        # The browser draws by the layout, and fails at a field that is not there.
        assert (
            "is_absent" not in fields
            and set(events[name].meta.form_layout.get_sorted_block_names()) == fields
        )


def test_wait_has_a_length(shop: Shop) -> None:
    for length in ({"days": 0}, {"days": 367}):
        [found] = problems(shop.draw(steps=waits(tagged("VIP"), **length)))
        assert "366" in str(found.problem.message)


def birthday(shop: Shop) -> None:
    Attribute.objects.create(account=shop.account, key="birthday", name="Birthday", type="date")


def dated(**values: object) -> list[Plain]:
    return [
        send("Hi"),
        wait_date("birthday", reached=[send("The day")], otherwise=[send("Unknown"), end()], **values),  # type: ignore[arg-type]
        send("Behind"),
    ]


@pytest.mark.parametrize(
    ("known", "values", "expected"),
    [
        ("2026-11-25", {"days": 0}, "11-25 10:00"),
        ("2026-11-25", {"days": 2}, "11-23 10:00"),
        ("2026-11-25", {"days": 2, "direction": "after", "at": "19:30:00"}, "11-27 19:30"),
        # It begins on 22 November at 10:00 sharp.
        ("2026-11-22", {"days": 0}, "11-22 10:00"),
        ("1990-12-01", {"days": 3, "every_year": True}, "11-28 10:00"),
        ("2000-02-29", {"days": 0, "every_year": True}, "02-28 10:00"),
        ("1990-01-02", {"days": 5, "every_year": True, "at": "20:00:00"}, "12-28 20:00"),
        ("1990-11-22", {"days": 0, "every_year": True, "at": "20:00:00"}, "11-22 20:00"),
        ("1990-11-20", {"days": 3, "direction": "after", "every_year": True}, "11-23 10:00"),
    ],
)
def test_day_is_counted_from_the_date_in_the_accounts_zone(
    shop: Shop, known: str, values: dict[str, object], expected: str
) -> None:
    birthday(shop)
    shop.publish(steps=dated(**values), triggers=[trigger("keyword", words="hi", match="is")])
    friend = shop.add_friend()
    set_attribute(shop.follower(friend), "birthday", known, "hand")
    shop.say(friend, "hi")
    shop.pass_time(days=120)
    found = {text: f"{at:%m-%d %H:%M}" for at, text in shop.arrivals(friend)}
    assert found == {"Hi": "11-22 10:00", "The day": expected, "Behind": expected}


@pytest.mark.parametrize("known", [None, "2026-11-21", "1990-12-01"])
def test_date_that_is_unknown_or_over_has_a_path_of_its_own(shop: Shop, known: str | None) -> None:
    birthday(shop)
    shop.publish(steps=dated(), triggers=[trigger("keyword", words="hi", match="is")])
    friend = shop.add_friend()
    if known:
        set_attribute(shop.follower(friend), "birthday", known, "hand")
    shop.say(friend, "hi")
    assert shop.texts_to(friend) == ["Hi", "Unknown"]


def test_path_that_is_left_empty_goes_on_at_once(shop: Shop) -> None:
    birthday(shop)
    shop.publish(steps=[wait_date("birthday"), send("Behind")])
    assert shop.texts_to(shop.add_friend()) == ["Behind"]


def test_date_that_is_changed_while_waiting_counts(shop: Shop) -> None:
    birthday(shop)
    shop.publish(steps=dated(), triggers=[trigger("keyword", words="hi", match="is")])
    friend = shop.add_friend()
    set_attribute(shop.follower(friend), "birthday", "2026-12-24", "hand")
    shop.say(friend, "hi")
    shop.pass_time(days=1)
    set_attribute(shop.follower(friend), "birthday", "2026-11-30", "hand")
    shop.settle()
    shop.pass_time(days=10)
    assert [f"{at:%m-%d}" for at, text in shop.arrivals(friend) if text == "The day"] == ["11-30"]


def test_date_must_be_a_date_of_the_account(shop: Shop) -> None:
    Attribute.objects.create(account=shop.account, key="rank", name="Rank")
    for key, word in (("", "Choose"), ("rank", "type “Date”"), ("nothing", "type “Date”")):
        [found] = problems(shop.draw(steps=[wait_date(key)]))
        assert word in str(found.problem.message)


def test_block_during_the_wait_and_return_go_on_waiting(shop: Shop) -> None:
    shop.publish(steps=waits(clicked("first")), re_entry="resume")
    friend = shop.add_friend()
    shop.pass_time(hours=1)
    shop.block(friend)
    shop.pass_time(hours=1)
    shop.unblock(friend)
    assert shop.run_of(friend).status == Enrolment.Status.WAITING
    shop.tap_link(friend, 0)
    assert after_first(shop, friend) == ["Thanks", "Both"]


def test_pause_gives_the_time_back(shop: Shop) -> None:
    from linesteps.engine.operate import operate

    scenario = shop.publish(steps=waits(clicked("first"), hours=6))
    friend = shop.add_friend()
    shop.pass_time(hours=1)
    operate(scenario, "paused")
    shop.pass_time(days=1)
    operate(scenario, "active")
    run = shop.run_of(friend)
    assert run.due_at is not None and shop.virtual is not None
    assert run.due_at - shop.virtual.at == timedelta(hours=5)
