"""Start conditions for everything that LINE and the site's facts tell, through the emulator."""

from __future__ import annotations

import gc
from typing import Any

import pytest

import linesteps
from linesteps.engine.models import Enrolment
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Attribute
from linesteps.followers.tags import add_tag, remove_tag
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import Plain, message, send, set_to, tag, trigger
from linesteps.testing.shop import Shop
from tests.contract.finished_messages import finished_messages
from tests.integration.coupons.making import card, own_coupon

WELCOME = [send("Started")]


def starts(shop: Shop, *triggers: Plain, **values: object) -> Scenario:
    return shop.publish(steps=WELCOME, triggers=list(triggers), **values)


def started(shop: Shop, friend: str) -> int:
    return Enrolment.objects.filter(follower=shop.follower(friend), scenario__name="Scenario").count()


def test_tag_that_is_taken_off_starts_once(shop: Shop) -> None:
    starts(shop, trigger("tag_removed", tag="trial"))
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "trial", "hand")
    shop.settle()
    assert shop.texts_to(friend) == []
    assert remove_tag(shop.follower(friend), "trial", "hand")
    assert not remove_tag(shop.follower(friend), "trial", "hand")
    shop.settle()
    assert shop.texts_to(friend) == ["Started"]


def test_tag_that_a_step_takes_off_starts_another_scenario(shop: Shop) -> None:
    starts(shop, trigger("tag_removed", tag="trial"))
    shop.publish(steps=[tag("trial"), tag(remove=("trial",))], name="Other")
    assert shop.texts_to(shop.add_friend()) == ["Started"]


@pytest.mark.parametrize(
    ("before", "after", "values", "expected"),
    [
        ("", "", ["gold"], 1),
        ("", "", ["gold", "gold"], 1),
        ("", "", ["gold", "silver"], 2),
        ("", "gold", ["silver", "gold", "gold"], 1),
        ("silver", "gold", ["gold", "silver", "gold"], 1),
        ("silver", "", ["gold", "silver"], 0),
        ("silver", "", ["silver", "gold"], 1),
    ],
)
def test_attribute_starts_by_its_change(
    shop: Shop, before: str, after: str, values: list[str], expected: int
) -> None:
    Attribute.objects.create(account=shop.account, key="rank", name="Rank")
    starts(
        shop,
        trigger("attribute_changed", attribute="rank", before=before, after=after),
        can_repeat=True,
    )
    friend = shop.add_friend()
    for value in values:
        set_attribute(shop.follower(friend), "rank", value, "hand")
        shop.settle()
    assert started(shop, friend) == expected


def test_attribute_that_a_step_sets_starts_another_scenario(shop: Shop) -> None:
    Attribute.objects.create(account=shop.account, key="rank", name="Rank")
    starts(shop, trigger("attribute_changed", attribute="rank", before="", after="gold"))
    shop.publish(steps=[set_to("rank", "gold"), set_to("rank", "gold")], name="Other")
    assert shop.texts_to(shop.add_friend()) == ["Started"]


@pytest.mark.parametrize(
    ("kinds", "expected"), [([], 4), (["image"], 1), (["sticker", "location"], 2), (["text"], 1)]
)
def test_message_starts_by_its_kind(shop: Shop, kinds: list[str], expected: int) -> None:
    starts(shop, trigger("message_received", kinds=kinds), can_repeat=True)
    friend = shop.add_friend()
    shop.line.send_image(shop.there, friend, b"\xff\xd8\xff")
    shop.settle()
    for act in (shop.line.send_sticker, shop.line.send_location):
        act(shop.there, friend)
        shop.settle()
    shop.say(friend, "Hello")
    assert started(shop, friend) == expected


def test_message_is_answered_for_free(shop: Shop) -> None:
    starts(shop, trigger("message_received", kinds=["sticker"]))
    friend = shop.add_friend()
    shop.line.send_sticker(shop.there, friend)
    shop.settle()
    assert [one.endpoint for one in shop.line.sends] == ["reply"]


@pytest.mark.parametrize(
    ("said", "expected"), [("予約 したい", True), ("よやく", False), ("ﾖﾔｸ明日", True), ("明日予約", False)]
)
def test_keyword_can_be_asked_for_at_the_beginning(shop: Shop, said: str, expected: bool) -> None:
    starts(shop, trigger("keyword", words="予約\nヨヤク", match="begins"))
    friend = shop.add_friend()
    shop.say(friend, said)
    assert bool(started(shop, friend)) == expected


@pytest.mark.parametrize(
    ("match", "data", "expected"),
    [
        ("is", "action=reserve", True),
        ("is", "action=reserve&id=1", False),
        ("begins", "action=reserve&id=1", True),
        ("begins", "ACTION=reserve", False),
    ],
)
def test_button_of_another_program_starts_by_its_data(
    shop: Shop, match: str, data: str, expected: bool
) -> None:
    starts(shop, trigger("postback", data="action=reserve", match=match))
    friend = shop.add_friend()
    shop.line.happen(shop.there, friend, "postback", postback={"data": data})
    shop.settle()
    assert bool(started(shop, friend)) == expected


def test_coupon_that_is_received_starts_once(shop: Shop) -> None:
    coupon, other = own_coupon(shop, receipts="once"), own_coupon(shop, title="Winter")
    starts(shop, trigger("coupon_received", coupon=coupon.pk), can_repeat=True)
    shop.publish(
        steps=[send(card(coupon)), send(card(other))],
        triggers=[trigger("keyword", words="coupon", match="is")],
        name="Other",
        can_repeat=True,
    )
    friend = shop.add_friend()
    shop.say(friend, "coupon")
    assert started(shop, friend) == 1
    # The same ticket is shown again.
    shop.say(friend, "coupon")
    assert started(shop, friend) == 1


# Wagtail leaves the temporary files of new renditions to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_video_that_is_watched_to_its_end_starts(shop: Shop, settings: Any) -> None:
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"
    film = finished_messages(shop.account)["video"]
    other = shop.publish(steps=[send(message("video", **film))], name="Film")
    # Pillow leaves its file to the collector.
    gc.collect()
    starts(shop, trigger("video_watched", scenario=str(other.pk)))
    friend = shop.add_friend()
    shop.line.watch_video(shop.there, friend, "campaign-7")
    shop.settle()
    assert started(shop, friend) == 0
    [sent] = [one for one in shop.messages_to(friend) if one["type"] == "video"]
    shop.line.watch_video(shop.there, friend, sent["trackingId"])
    shop.settle()
    assert started(shop, friend) == 1


@pytest.mark.parametrize(
    ("comparison", "value", "properties", "expected"),
    [
        ("is", "Book", {"what": "book"}, True),
        ("is", "3", {"what": 3.0}, True),
        ("is", "true", {"what": True}, True),
        ("is", "book", {}, False),
        ("is_not", "book", {"what": "pen"}, True),
        ("is_not", "book", {}, False),
        ("is_not", "book", {"what": ["pen", "book"]}, False),
        ("contains", "oo", {"what": ["pen", "book"]}, True),
        ("at_least", "3000", {"what": 3000}, True),
        ("at_least", "3000", {"what": "2999.5"}, False),
        ("at_most", "10", {"what": "many"}, False),
        # As the condition of the same name compares, too.
        ("is", "ｂｏｏｋ", {"what": "Book"}, True),
        ("is", "はい", {"what": True}, True),
        ("at_least", "3,000", {"what": "3000.00"}, True),
        ("at_most", "2026-12-24", {"what": "2026-12-23T21:00:00+09:00"}, True),
        ("is", "book", {"what": None}, False),
    ],
)
def test_event_of_the_site_starts_by_its_name_and_what_it_says(
    shop: Shop, comparison: str, value: str, properties: dict[str, Any], expected: bool
) -> None:
    part = {"type": "item", "value": {"name": "what", "comparison": comparison, "value": value}, "id": "1"}
    starts(shop, trigger("event", name="purchase", parts=[part]))
    friend = shop.add_friend()
    linesteps.track(shop.follower(friend), "cart_updated", properties)
    linesteps.track(shop.follower(friend), "purchase", properties)
    shop.settle()
    assert bool(started(shop, friend)) == expected


def test_event_that_is_told_twice_starts_once(shop: Shop) -> None:
    starts(shop, trigger("event", name="purchase", parts=[]), can_repeat=True)
    friend = shop.add_friend()
    for _ in range(2):
        linesteps.track(shop.follower(friend), "purchase", key="order-1")
        shop.settle()
    assert started(shop, friend) == 1


@pytest.mark.parametrize(("result", "expected"), [("ok", True), ("failed", False)])
def test_linked_account_starts_if_it_worked(shop: Shop, result: str, expected: bool) -> None:
    starts(shop, trigger("account_linked"))
    friend = shop.add_friend()
    shop.line.happen(shop.there, friend, "accountLink", link={"result": result, "nonce": "n"})
    shop.settle()
    assert bool(started(shop, friend)) == expected


@pytest.mark.parametrize(
    ("hardware", "when", "expected"),
    [
        ("", "enter", True),
        ("D41D8CD98F", "enter", True),
        ("0000000000", "enter", False),
        ("", "banner", False),
    ],
)
def test_beacon_starts_those_who_come_near(shop: Shop, hardware: str, when: str, expected: bool) -> None:
    starts(shop, trigger("beacon", hardware=hardware, when=when))
    friend = shop.add_friend()
    shop.line.happen(shop.there, friend, "beacon", beacon={"hwid": "d41d8cd98f", "type": "enter"})
    shop.settle()
    assert bool(started(shop, friend)) == expected


@pytest.mark.parametrize(
    ("when", "plan", "expected"), [("joined", None, True), ("joined", 2, False), ("left", None, False)]
)
def test_membership_starts_who_joins(shop: Shop, when: str, plan: int | None, expected: bool) -> None:
    starts(shop, trigger("membership", when=when, plan=plan))
    friend = shop.add_friend()
    joined = {"type": "joined", "membershipId": 3189}
    shop.line.happen(shop.there, friend, "membership", membership=joined)
    shop.settle()
    assert bool(started(shop, friend)) == expected
