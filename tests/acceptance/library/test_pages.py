"""Cards from pages say what the page says."""

from __future__ import annotations

import gc
import json
from typing import Any

import pytest

from linesteps.following.models import ChangedSource
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.versions import ScenarioVersion
from linesteps.testing.build import message
from linesteps.testing.shop import Shop
from tests.acceptance.library.linking import publish
from tests.library import (
    card_of,
    change_page,
    from_pages,
    linked,
    make_home,
    make_image,
    make_page,
)

# Wagtail leaves the temporary files of new renditions to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


def columns(message: dict[str, Any]) -> list[dict[str, Any]]:
    return list(message["template"]["columns"])


def test_card_says_what_the_page_says_and_the_next_one_what_it_says_then(shop: Shop) -> None:
    page = make_page(make_home(), "Mackerel")
    publish(shop, card_of(page))
    first = shop.add_friend("First")
    shop.pass_time(days=1, hours=1)
    second = shop.add_friend("Second")
    change_page(page, title="Tuna", lead="Caught at noon")
    shop.pass_time(days=1, hours=1)
    before, after = (columns(shop.messages_to(friend)[1])[0] for friend in (first, second))
    assert (before["title"], before["text"]) == ("Mackerel", "Caught this morning")
    assert (after["title"], after["text"]) == ("Tuna", "Caught at noon")
    assert after["actions"][0]["label"] == "Read more"
    assert shop.tap_link(second) == "https://fish.example/mackerel/"


def test_a_product_card_says_what_its_page_says(shop: Shop) -> None:
    page = make_page(make_home(), "Mackerel")
    card = {"page": page.pk, "price": "¥480", "buttons": []}
    scenario = publish(shop, message("product_cards", cards=[card], more={}, colour="teal", alt_text=""))
    friend = shop.add_friend()
    change_page(page, title="Tuna", lead="Caught at noon")
    shop.pass_time(days=2)
    [flex] = shop.messages_to(friend)[1:]
    said = json.dumps(flex, ensure_ascii=False)
    for words in ("Tuna", "Caught at noon", "¥480", "Read more"):
        assert words in said
    assert "Mackerel" not in said and flex["altText"] == "Tuna"
    assert shop.tap_link(friend) == "https://fish.example/mackerel/"
    page.unpublish()
    later = shop.add_friend()
    shop.pass_time(days=2)
    scenario.refresh_from_db()
    assert shop.messages_to(later) == [] and scenario.state == Scenario.State.PAUSED


def test_words_that_were_typed_stay_when_the_page_changes(shop: Shop) -> None:
    page = make_page(make_home(), "Mackerel")
    publish(shop, card_of(page, title="For you"))
    friend = shop.add_friend()
    change_page(page, title="Tuna", lead="Caught at noon")
    shop.pass_time(days=2)
    card = columns(shop.messages_to(friend)[1])[0]
    assert (card["title"], card["text"]) == ("For you", "Caught at noon")


def test_page_with_a_new_address_is_linked_there(shop: Shop) -> None:
    page = make_page(make_home(), "Mackerel")
    publish(shop, card_of(page))
    friend = shop.add_friend()
    change_page(page, slug="saba")
    shop.pass_time(days=2)
    assert shop.tap_link(friend) == "https://fish.example/saba/"


@pytest.mark.parametrize("goes_by", ["unpublish", "delete"])
def test_scenario_pauses_before_it_sends_a_link_that_leads_nowhere(shop: Shop, goes_by: str) -> None:
    page = make_page(make_home(), "Mackerel")
    scenario = publish(shop, card_of(page))
    friend = shop.add_friend()
    getattr(page, goes_by)()
    shop.pass_time(days=2)
    scenario.refresh_from_db()
    assert shop.texts_to(friend) == ["Welcome"]
    assert scenario.state == Scenario.State.PAUSED
    assert "paused" in scenario.attention


def test_resumed_scenario_goes_on_where_people_stood_once_the_page_is_back(shop: Shop) -> None:
    from linesteps.engine.operate import operate

    page = make_page(make_home(), "Mackerel")
    scenario = publish(shop, card_of(page))
    friend = shop.add_friend()
    page.unpublish()
    shop.pass_time(days=2)
    change_page(page, lead="Back again")
    shop.settle()
    operate(scenario, Scenario.State.ACTIVE)
    shop.pass_time(days=2)
    assert columns(shop.messages_to(friend)[1])[0]["text"] == "Back again"


def test_newest_pages_come_and_go_by_themselves(shop: Shop) -> None:
    home = make_home()
    old, _middle = make_page(home, "Old"), make_page(home, "Middle")
    for page in (old, _middle):
        page.save_revision().publish()
    row = from_pages(home, shows="newest", most=2, button="Look")
    publish(shop, linked(row))
    friend = shop.add_friend()
    make_page(home, "Newest").save_revision().publish()
    shop.settle()
    _middle.unpublish()
    shop.pass_time(days=2)
    cards = columns(shop.messages_to(friend)[1])
    assert [card["title"] for card in cards] == ["Newest", "Old"]
    assert {card["actions"][0]["label"] for card in cards} == {"Look"}


def test_picture_of_the_page_is_cut_for_the_card(shop: Shop) -> None:
    page = make_page(make_home(), "Mackerel")
    image = make_image()
    publish(shop, card_of(page, image=image.pk))
    friend = shop.add_friend()
    shop.pass_time(days=2)
    assert "fill-1024x678" in columns(shop.messages_to(friend)[1])[0]["thumbnailImageUrl"]
    gc.collect()


def test_many_changes_of_one_page_are_followed_once(shop: Shop) -> None:
    page = make_page(make_home(), "Mackerel")
    publish(shop, card_of(page))
    for number in range(5):
        change_page(page, lead=f"Take {number}")
    assert ChangedSource.objects.count() == 1
    shop.settle()
    assert ScenarioVersion.objects.count() == 2


def test_page_that_cannot_be_read_holds_up_no_other(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    home = make_home()
    bad, good = make_page(home, "Bad"), make_page(home, "Good")
    publish(shop, card_of(bad))
    publish(shop, card_of(good), name="Second")
    friend = shop.add_friend()

    def says(page: Any) -> dict[str, Any]:
        if page.slug == "bad":
            raise RuntimeError("a bug of the site")
        return {"text": "Fresh"}

    monkeypatch.setattr(type(good), "linesteps_card", says, raising=False)
    for page in (bad, good):
        change_page(page, lead="New")
    shop.pass_time(days=2)
    cards = [columns(one)[0] for one in shop.messages_to(friend) if "template" in one]
    assert [(card["title"], card["text"]) for card in cards] == [
        ("Bad", "Caught this morning"),
        ("Good", "Fresh"),
    ]
    assert "cannot be followed" in caplog.text
    assert ChangedSource.objects.get().key == bad.pk
