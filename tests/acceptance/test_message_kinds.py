"""Every kind of message through the real sender, as the emulated LINE takes it."""

from __future__ import annotations

import gc
import json
import re
from typing import Any

import pytest

from linesteps.accounts.models import Account
from linesteps.engine.models import StepVisit
from linesteps.messages.kind import registry
from linesteps.messages.models import Coupon
from linesteps.messages.registration import register_coupon
from linesteps.messages.stream import MAX_MESSAGES
from linesteps.stats.scope import Scope
from linesteps.stats.taps import taps
from linesteps.testing.build import branch, clicked, message, path, send, trigger, wait
from linesteps.testing.shop import Shop
from tests.contract.finished_designs import finished_designs
from tests.contract.finished_messages import finished_messages

#: LINE's type of each kind, and the template's where it is one.
SENT_AS = {
    **dict.fromkeys(finished_designs(0), "flex"),
    "audio": "audio",
    "buttons": "buttons",
    "cards": "carousel",
    "confirm": "confirm",
    "coupon": "coupon",
    "flex": "flex",
    "image": "image",
    "image_carousel": "image_carousel",
    "library": "buttons",
    "location": "location",
    "own_coupon": "flex",
    "rich_message": "imagemap",
    "rich_video": "imagemap",
    "sticker": "sticker",
    "text": "text",
    "video": "video",
}
# Wagtail leaves the temporary files of new renditions to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


@pytest.fixture(autouse=True)
def public(settings: Any) -> None:
    """By https, as LINE wants all that it fetches."""
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"


def test_every_kind_is_sent_and_taken_by_line(shop: Shop) -> None:
    values = finished_messages(shop.account)
    assert {kind.name for kind in registry} == set(values) == set(SENT_AS)
    # LINE takes only those that it knows.
    Coupon.objects.update(line_coupon_id="")
    register_coupon(Coupon.objects.get())
    names = sorted(values)
    groups = [names[start : start + MAX_MESSAGES] for start in range(0, len(names), MAX_MESSAGES)]
    steps = []
    for group in groups:
        one = send(*(message(name, **values[name]) for name in group))
        one["value"]["sender_name"] = "Chef Taro"
        steps += [one, wait(hours=1)]
    shop.publish(steps=steps)
    gc.collect()
    friend = shop.add_friend("花子")
    # There are more kinds than anybody gets sends in a day.
    Account.objects.update(hold_per_day=None, hold_per_week=None)
    shop.pass_time(hours=len(groups))
    arrived = shop.messages_to(friend)
    assert [one.get("template", one)["type"] for one in arrived] == [SENT_AS[name] for name in names]
    assert all(one["sender"] == {"name": "Chef Taro"} for one in arrived)
    # No token is left, and each link is the friend's own.
    assert "{{" not in json.dumps(arrived)
    assert len(set(shop.links_to(friend))) == len(shop.links_to(friend)) > 0
    assert StepVisit.objects.filter(dispatch__status="accepted").count() == len(groups)


def test_taps_on_several_cards_are_told_apart_in_branches_and_results(shop: Shop) -> None:
    values = finished_messages(shop.account)
    scenario = shop.publish(
        steps=[
            send(message("cards", **values["cards"]), id="cards"),
            wait(days=1),
            branch(
                path([clicked("cards", 5)], [send("More about tuna")]),
                path([clicked("cards", 6)], [send("Tuna it is")]),
                otherwise=[send("Still thinking?")],
            ),
        ]
    )
    gc.collect()
    reader, buyer, other = shop.add_friend("Reader"), shop.add_friend("Buyer"), shop.add_friend("Other")

    def columns(friend: str) -> Any:
        [carousel] = shop.messages_to(friend)
        return carousel["template"]["columns"]

    # By the address: PostgreSQL gives keys back in an order of its own.
    def tap(friend: str, action: Any) -> None:
        shop.tap_link(friend, shop.links_to(friend).index(action["uri"]))

    tap(reader, columns(reader)[1]["actions"][0])
    shop.line.tap(shop.there, buyer, columns(buyer)[1]["actions"][1])
    shop.settle()
    tap(other, columns(other)[0]["defaultAction"])
    shop.pass_time(days=2)
    assert [shop.texts_to(one)[-1] for one in (reader, buyer, other)] == [
        "More about tuna",
        "Tuna it is",
        "Still thinking?",
    ]
    links = taps(Scope(scenario_ids=(scenario.pk,)), "cards", shop.account.zone).links
    assert [(link.label, link.people) for link in links] == [
        ("1. Mackerel", 1),
        ("1. Mackerel – More", 0),
        ("1. Mackerel – I want it", 0),
        ("2. Tuna", 0),
        ("2. Tuna – More", 1),
        ("2. Tuna – I want it", 1),
    ]


def test_who_watched_a_video_to_its_end_takes_their_path(shop: Shop) -> None:
    values = finished_messages(shop.account)
    shop.publish(
        steps=[
            send(message("video", **values["video"]), id="first_film"),
            branch(path([clicked("first_film", 1)], [send("Did you like it?")]), wait_hours=48),
        ]
    )
    gc.collect()
    watcher, other = shop.add_friend("Watcher"), shop.add_friend("Other")
    [film] = shop.messages_to(watcher)
    assert re.fullmatch(r"ls:\d+:first\.film:0", film["trackingId"])
    shop.line.watch_video(shop.there, watcher, film["trackingId"])
    shop.settle()
    assert shop.texts_to(watcher)[-1] == "Did you like it?"
    assert len(shop.texts_to(other)) == 1


def test_a_video_of_somebody_else_only_stands_in_the_history(shop: Shop) -> None:
    friend = shop.add_friend()
    shop.line.watch_video(shop.there, friend, "campaign-7")
    shop.settle()
    activity = shop.follower(friend).activities.get(kind="video_watched")
    assert activity.data["videoPlayComplete"]["trackingId"] == "campaign-7"


def test_taps_on_areas_of_a_picture_are_counted_and_words_start_what_waits_for_them(shop: Shop) -> None:
    values = finished_messages(shop.account)
    scenario = shop.publish(
        steps=[send(message("rich_message", **values["rich_message"]), id="rich"), wait(days=1)]
    )
    shop.publish(steps=[send("Until eight")], triggers=[trigger("keyword", words="Open today?", match="is")])
    reader, asker = shop.add_friend("Reader"), shop.add_friend("Asker")
    [picture] = shop.messages_to(asker)
    assert picture["baseSize"] == {"width": 1040, "height": 780}
    shop.tap_link(reader, 0)
    shop.line.tap(shop.there, asker, picture["actions"][1])
    shop.settle()
    assert shop.texts_to(asker)[-1] == "Until eight"
    links = taps(Scope(scenario_ids=(scenario.pk,)), "rich", shop.account.zone).links
    assert [(link.label, link.people) for link in links] == [("1. Fish", 1)]
