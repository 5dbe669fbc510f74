"""Messages of the library: people inside get the new words once they are published."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from linesteps.following.models import ChangedSource
from linesteps.following.publish_message import MessageHasProblems, publish_message
from linesteps.library.models import WrittenMessage
from linesteps.messages.models import Coupon
from linesteps.scenarios.carry_over import Inside
from linesteps.testing.build import branch, message, path, send, tagged, wait
from linesteps.testing.shop import Shop
from tests.acceptance.library.linking import publish
from tests.contract.finished_messages import finished_messages
from tests.library import (
    linked,
    rewrite,
    written,
)

# Wagtail leaves the temporary files of new renditions to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


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
