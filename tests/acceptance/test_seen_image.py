"""The tracked image: a sign that an account may switch on, and what it costs and never does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from linesteps import clock
from linesteps.outbox.models import Dispatch
from linesteps.privacy.erase import erase
from linesteps.privacy.export import personal_data
from linesteps.scenarios.compiler import compile_scenario
from linesteps.testing.build import Plain, branch, message, path, send, wait
from linesteps.testing.shop import Shop
from linesteps.tracking.models import Sighting
from tests.acceptance.test_seen import asks, seen

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


@pytest.fixture(autouse=True)
def public(settings: Any) -> None:
    """By https, as LINE wants all that it fetches."""
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"


def flex(words: str = "Fish") -> Plain:
    bubble = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": words}]},
    }
    return message("flex", alt_text="Fish", code=json.dumps(bubble))


def with_image(shop: Shop) -> None:
    shop.account.view_image_at = clock.now()
    shop.account.save()


def test_tracked_image_is_loaded_once_and_is_a_sign(shop: Shop) -> None:
    with_image(shop)
    shop.publish(steps=asks(flex(), seen(sign="image")))
    reader, other = shop.add_friend("Reader"), shop.add_friend("Other")
    assert shop.look(reader) == [200]
    assert shop.look(reader) == []
    row = Sighting.objects.get()
    assert (row.follower, row.step_id, row.source) == (shop.follower(reader), "first", "image")
    shop.pass_time(days=2)
    assert (shop.texts_to(reader)[-1], shop.texts_to(other)[-1]) == ("Yes", "No")


def test_branch_that_waits_goes_on_as_soon_as_the_image_is_loaded(shop: Shop) -> None:
    with_image(shop)
    asked = branch(path([seen()], [send("Seen")]), otherwise=[send("Not yet")], wait_hours=5)
    shop.publish(steps=[send(flex(), id="first"), asked])
    reader, other = shop.add_friend("Reader"), shop.add_friend("Other")
    shop.pass_time(hours=1)
    shop.look(reader)
    assert shop.texts_to(reader)[-1] == "Seen"
    assert shop.texts_to(other) == ["Fish"]
    shop.pass_time(hours=5)
    assert shop.texts_to(other)[-1] == "Not yet"


def test_account_without_the_notice_sends_no_image(shop: Shop) -> None:
    shop.publish(steps=asks(flex(), seen(sign="opened")))
    friend, _other = shop.add_friend(), shop.add_friend()
    assert "/v/" not in str(shop.messages_to(friend))
    assert shop.look(friend) == []


def test_image_makes_the_message_personal_and_is_gone_as_soon_as_it_is_switched_off(shop: Shop) -> None:
    with_image(shop)
    scenario = shop.publish(steps=[wait(hours=1), send(flex(), id="first")])
    config = compile_scenario(scenario).graph.nodes["first"].config
    assert "view.image" in json.dumps(config)
    [one, two] = [shop.add_friend("A"), shop.add_friend("B")]
    shop.account.refresh_from_db()
    shop.pass_time(hours=2)
    assert set(Dispatch.objects.values_list("endpoint", flat=True)) == {"push"}
    assert shop.messages_to(one) != shop.messages_to(two)
    shop.account.view_image_at = None
    shop.account.save()
    [three, _four] = [shop.add_friend("C"), shop.add_friend("D")]
    shop.pass_time(hours=2)
    assert "/v/" not in str(shop.messages_to(three))
    assert Dispatch.objects.latest("pk").endpoint == "multicast"


def test_message_that_would_be_too_big_with_the_image_goes_without(shop: Shop) -> None:
    with_image(shop)
    bubble = {
        "type": "bubble",
        "body": {
            "type": "box",
            "layout": "vertical",
            "contents": [{"type": "text", "text": "x" * 1000} for _number in range(29)],
        },
    }
    # As near to 30 KB as it goes without the image.
    fill = 30_000 - len(json.dumps(bubble, separators=(",", ":"))) - 40
    bubble["body"]["contents"].append({"type": "text", "text": "y" * fill})
    shop.publish(steps=[send(message("flex", alt_text="Fish", code=json.dumps(bubble)), id="first")])
    friend = shop.add_friend()
    assert shop.texts_to(friend) == ["Fish"]
    assert "/v/" not in str(shop.messages_to(friend))


def test_erased_person_leaves_nothing_that_says_who_saw_it(shop: Shop) -> None:
    with_image(shop)
    shop.publish(steps=asks(flex(), seen()))
    friend = shop.add_friend()
    shop.look(friend)
    follower = shop.follower(friend)
    [row] = personal_data(follower)["sighting"]
    assert row["source"] == "image" and row["step_id"] == "first"
    url = shop.line.messages_of(shop.there, friend)[0].message
    erase(follower.pk)
    assert not follower.activities.exists()
    # The count stays; the person behind it is nobody, and a late look of their phone is none of theirs.
    Sighting.objects.all().delete()
    path_ = "/line/v/" + str(url).split("/v/")[1].split("'")[0]
    assert shop.client.get(path_, headers={"user-agent": "LINE/15"}).status_code == 200
    assert not Sighting.objects.exists()
