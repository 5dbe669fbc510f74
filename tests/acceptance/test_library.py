"""Messages of the library and cards from pages, from a change to what arrives on the phone."""

from __future__ import annotations

import gc
import json
from typing import Any

import pytest

from linesteps.following.models import ChangedSource
from linesteps.following.publish_message import MessageHasProblems, publish_message
from linesteps.library.models import WrittenMessage
from linesteps.messages.models import Coupon
from linesteps.scenarios.carry_over import Inside
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.versions import ScenarioVersion
from linesteps.testing.build import branch, message, path, send, tagged, wait
from linesteps.testing.shop import Shop
from tests.contract.finished_messages import finished_messages
from tests.library import (
    card_of,
    change_page,
    from_pages,
    linked,
    make_home,
    make_image,
    make_page,
    rewrite,
    written,
)

# Wagtail leaves the temporary files of new renditions to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


@pytest.fixture(autouse=True)
def public(settings: Any) -> None:
    """By https, as LINE wants all that it fetches."""
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"


def publish(shop: Shop, *parts: Any, **values: Any) -> Scenario:
    """A welcome, and the parts the day after."""
    return shop.publish(
        steps=[send("Welcome"), wait(days=1, id="wait"), send(*parts, id="later"), wait(days=9)], **values
    )


def columns(message: dict[str, Any]) -> list[dict[str, Any]]:
    return list(message["template"]["columns"])


# -- the library


def test_people_inside_get_the_new_words_once_the_message_is_published(shop: Shop) -> None:
    row = written("Open from 9")
    scenario = publish(shop, linked(row))
    early, due_at = shop.add_friend("Early"), None
    due_at = shop.run_of(early).due_at
    row.message = [message("text", text="Open from 8")]
    row.save()
    assert scenario.versions.count() == 1, "Saving alone changes nothing."
    publish_message(row)
    run = shop.run_of(early)
    scenario.refresh_from_db()
    assert (run.version.number, run.due_at, run.step_id) == (2, due_at, "wait")
    assert scenario.current_version == run.version
    shop.pass_time(days=2)
    assert shop.texts_to(early) == ["Welcome", "Open from 8"]
    assert not ChangedSource.objects.exists()


def test_message_that_was_sent_already_is_not_sent_again(shop: Shop) -> None:
    row = written("Open from 9")
    publish(shop, linked(row))
    friend = shop.add_friend()
    shop.pass_time(days=2)
    rewrite(row, "Open from 8")
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["Welcome", "Open from 9"]


def test_copy_stays_as_it_is_when_the_library_changes(shop: Shop) -> None:
    row = written("Open from 9")
    copied = {**row.sent(), "id": "copy"}
    publish(shop, copied)
    friend = shop.add_friend()
    rewrite(row, "Open from 8")
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["Welcome", "Open from 9"]


def test_draft_that_somebody_is_writing_has_no_part_in_it(shop: Shop) -> None:
    row = written("Open from 9")
    scenario = publish(shop, linked(row))
    friend = shop.add_friend()
    drawn: Any = scenario.get_latest_revision_as_object()
    drawn.steps = [send("Half a thought")]
    drawn.save_revision()
    rewrite(row, "Open from 8")
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["Welcome", "Open from 8"]
    scenario.refresh_from_db()
    assert scenario.get_latest_revision_as_object().steps[0].value["messages"][0].value["text"] == (
        "Half a thought"
    )


def test_people_who_finish_an_older_version_get_the_new_words_of_their_own_steps(shop: Shop) -> None:
    row = written("Open from 9")
    scenario = publish(shop, linked(row))
    old = shop.add_friend("Old")
    drawn: Any = scenario
    drawn.steps = [send("Hello"), wait(days=1, id="wait"), send("Come in", linked(row), id="later")]
    drawn.inside = Inside.FINISH
    shop.publish(scenario)
    new = shop.add_friend("New")
    rewrite(row, "Open from 8")
    shop.pass_time(days=2)
    assert shop.texts_to(old) == ["Welcome", "Open from 8"]
    assert shop.texts_to(new) == ["Hello", "Come in", "Open from 8"]


def test_message_deep_in_a_branch_is_found(shop: Shop) -> None:
    row = written("Open from 9")
    inside = send(linked(row), id="deep")
    shop.publish(
        steps=[
            send("Welcome"),
            wait(days=1),
            branch(
                path([tagged("vip", is_absent=True)], [branch(path([tagged("x", is_absent=True)], [inside]))])
            ),
        ]
    )
    friend = shop.add_friend()
    rewrite(row, "Open from 8")
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["Welcome", "Open from 8"]


def test_change_that_a_scenario_could_not_send_is_refused_and_changes_nothing(shop: Shop) -> None:
    mine = Shop(shop.line, shop.virtual, channel_id="2")
    row = written("Ten percent", account=None)
    first, second = publish(shop, linked(row)), publish(mine, linked(row))
    coupon = Coupon.objects.get(pk=finished_messages(shop.account)["coupon"]["coupon"])
    row.message = [message("coupon", coupon=coupon.pk)]
    row.save()
    with pytest.raises(MessageHasProblems) as refused:
        publish_message(row)
    assert "belongs to another LINE Official Account" in str(refused.value)
    row.refresh_from_db()
    assert row.sent()["value"]["text"] == "Ten percent"
    assert [one.versions.count() for one in (first, second)] == [1, 1]
    gc.collect()


def test_scenario_with_a_problem_elsewhere_still_gets_the_change(shop: Shop) -> None:
    row = written("Open from 9")
    coupon = Coupon.objects.get(pk=finished_messages(shop.account)["coupon"]["coupon"])
    shop.publish(
        steps=[
            send("Welcome"),
            wait(days=1),
            send(linked(row)),
            wait(days=20),
            send(message("coupon", coupon=coupon.pk)),
        ]
    )
    friend = shop.add_friend()
    Coupon.objects.update(closed_at=shop.virtual.at)
    rewrite(row, "Open from 8")
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["Welcome", "Open from 8"]
    gc.collect()


def test_publishing_the_same_words_again_makes_no_version(shop: Shop) -> None:
    row = written("Open from 9")
    scenario = publish(shop, linked(row))
    publish_message(row)
    shop.settle()
    assert scenario.versions.count() == 1


def test_linking_the_very_words_that_stood_there_is_a_version_that_follows(shop: Shop) -> None:
    row = written("Open from 9")
    scenario = publish(shop, "Open from 9")
    drawn: Any = scenario
    drawn.steps = [send("Welcome"), wait(days=1, id="wait"), send(linked(row), id="later"), wait(days=9)]
    shop.publish(scenario)
    friend = shop.add_friend()
    rewrite(row, "Open from 8")
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["Welcome", "Open from 8"]


def test_scenario_that_was_published_at_the_very_same_moment_is_caught_up_with(shop: Shop) -> None:
    row = written("Open from 9")
    publish(shop, linked(row))
    friend = shop.add_friend()
    # As if the scenario's transaction had read the library before this one was committed.
    WrittenMessage.objects.filter(pk=row.pk).update(
        published={"type": "text", "value": {"text": "Open from 8"}}
    )
    ChangedSource.objects.create(kind="library", key=row.pk, changed_at=shop.virtual.at)
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["Welcome", "Open from 8"]


# -- pages


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
