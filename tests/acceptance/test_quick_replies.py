"""Quick replies on a phone: what comes of a tap."""

from __future__ import annotations

from typing import Any

from linesteps.admin.friends.timeline import timeline
from linesteps.testing.build import branch, buttons, clicked, path, send, wait
from linesteps.testing.shop import Shop


def asked(*replies: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    step = send("When would you like to come?", id="asked")
    step["value"]["quick_replies"] = [{"type": kind, "value": value} for kind, value in replies]
    return step


def items_of(shop: Shop, friend: str) -> list[dict[str, Any]]:
    return [item["action"] for item in shop.messages_to(friend)[0]["quickReply"]["items"]]


def test_an_answer_takes_its_path_at_once(shop: Shop) -> None:
    shop.publish(
        steps=[
            asked(("answer", {"label": "Lunch"}), ("answer", {"label": "Dinner"})),
            branch(path([clicked("asked", 2)], [send("Dinner, then")]), wait_hours=48),
        ]
    )
    friend = shop.add_friend()
    shop.line.tap(shop.there, friend, items_of(shop, friend)[1])
    shop.settle()
    assert shop.texts_to(friend)[-1] == "Dinner, then"


def test_a_chosen_date_counts_as_an_answer_and_stands_in_the_history(shop: Shop) -> None:
    shop.publish(
        steps=[
            asked(("date_time", {"label": "Choose", "mode": "datetime"})),
            wait(hours=1),
            branch(path([clicked("asked", 1)], [send("See you")]), otherwise=[send("Not yet?")]),
        ]
    )
    friend = shop.add_friend()
    [picker] = items_of(shop, friend)
    shop.line.tap(shop.there, friend, picker, params={"datetime": "2026-12-01T19:30"})
    shop.settle()
    shop.pass_time(hours=2)
    assert shop.texts_to(friend)[-1] == "See you"
    told = {(entry.text, entry.detail) for entry in timeline(shop.follower(friend)).entries}
    assert ("Chose a date or time", "2026-12-01 19:30") in told
    assert any("Choose" in text for text, _detail in told)


def test_a_date_chosen_by_a_button_of_a_message_counts_as_an_answer_and_stands_in_the_history(
    shop: Shop,
) -> None:
    message = buttons("When shall we meet?", ("Choose a day", ""), ("Not now", ""))
    message["value"]["buttons"][0]["value"]["mode"] = "date"
    shop.publish(
        steps=[
            send(message, id="asked"),
            branch(path([clicked("asked", 1)], [send("See you")]), wait_hours=48),
        ]
    )
    friend = shop.add_friend()
    [picker, answer] = shop.messages_to(friend)[0]["template"]["actions"]
    assert (picker["type"], picker["mode"], answer["type"]) == ("datetimepicker", "date", "postback")
    shop.line.tap(shop.there, friend, picker, params={"date": "2026-12-24"})
    shop.settle()
    assert shop.texts_to(friend)[-1] == "See you"
    told = {(entry.text, entry.detail) for entry in timeline(shop.follower(friend)).entries}
    assert ("Chose a date or time", "2026-12-24") in told
