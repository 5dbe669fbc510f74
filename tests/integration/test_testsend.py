"""Tests of single steps: they reach the testers' phones, and no figure ever."""

from __future__ import annotations

import gc
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import ModelLogEntry

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.builder.describe import Sketch
from linesteps.admin.friends.timeline import timeline
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.followers.models import Activity, Follower
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.models import Scenario
from linesteps.stats.figures import figures
from linesteps.testing.build import buttons, message, send, step, trigger, wait
from linesteps.testing.shop import Shop
from linesteps.testsend.draft_step import NotReady
from linesteps.testsend.limits import PER_EDITOR, PER_TESTER, TooManyTests, left_for
from linesteps.testsend.models import SentTest
from linesteps.testsend.send_test import CannotSend, send_test
from linesteps.tracking.models import Click
from tests.contract.finished_messages import finished_messages

pytestmark = pytest.mark.django_db(transaction=True)

STEP = "11111111-1111-4111-8111-111111111111"
HELLO = "Hello {{ display_name|you }}, see https://example.com/shop"


@pytest.fixture
def editor(transactional_db: None) -> Any:
    return get_user_model().objects.create_user("editor", password="x")


@pytest.fixture
def scenario(shop: Shop) -> Scenario:
    """Live, with another text than the draft."""
    return shop.publish(steps=[send("As published", id=STEP)], triggers=[trigger("by_hand")])


def register(shop: Shop, name: str) -> tuple[str, Follower]:
    person = shop.add_friend(name)
    Follower.objects.filter(line_user_id=person).update(is_tester=True)
    return person, shop.follower(person)


def draft(scenario: Scenario, *steps: Any) -> Sketch:
    """Steps as they stand in the browser, not saved."""
    return Sketch.of(scenario.account, scenario.pk, list(steps), [trigger("by_hand")])


def test_unsaved_draft_reaches_the_tester_as_a_friend_would_get_it(
    shop: Shop, scenario: Scenario, editor: Any
) -> None:
    person, tester = register(shop, "花子")
    receipt = send_test(scenario, draft(scenario, send(HELLO, id=STEP)), STEP, [tester.pk], user=editor)
    shop.settle()
    (text,) = shop.texts_to(person)
    assert text.startswith("Hello 花子, see http") and "/line/l/" in text
    (sent,) = receipt.sent
    sent.dispatch.refresh_from_db()
    assert sent.dispatch.status == Dispatch.Status.ACCEPTED and sent.dispatch.endpoint == "push"
    assert sent.dispatch.is_test and sent.dispatch.scenario_id is None


def test_several_testers_get_their_own_names(shop: Shop, scenario: Scenario, editor: Any) -> None:
    people = [register(shop, name) for name in ("花子", "太郎")]
    ids = [tester.pk for _person, tester in people]
    send_test(scenario, draft(scenario, send("Dear {{ display_name|you }}", id=STEP)), STEP, ids, user=editor)
    shop.settle()
    assert [shop.texts_to(person) for person, _tester in people] == [["Dear 花子"], ["Dear 太郎"]]


@pytest.mark.fault("A-03")
def test_test_is_never_counted_in_any_figure(shop: Shop, scenario: Scenario, editor: Any) -> None:
    person, tester = register(shop, "花子")
    asked = buttons("Which?", ("Shop", "https://example.com/shop"), ("Fish", ""))
    before = figures(scenario)
    activities = Activity.objects.count()
    send_test(scenario, draft(scenario, send(HELLO, asked, id=STEP)), STEP, [tester.pk], user=editor)
    shop.settle()
    assert shop.tap_link(person, 0) == "https://example.com/shop"
    shop.tap_button(person, "Fish")
    assert figures(scenario) == before
    assert not StepVisit.objects.exists() and not Enrolment.objects.exists() and not Click.objects.exists()
    # The button's answer came back, and means nothing.
    assert [one.kind for one in Activity.objects.order_by("pk")[activities:]] == ["postback_received"]
    assert shop.messages_to(person)[1]["template"]["actions"][1]["data"] == "ls:test"


# Wagtail leaves the temporary files of new renditions to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_a_video_watched_in_a_test_counts_nobody(
    shop: Shop, scenario: Scenario, editor: Any, settings: Any
) -> None:
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"
    person, tester = register(shop, "花子")
    film = message("video", **finished_messages(shop.account)["video"])
    send_test(scenario, draft(scenario, send(film, id=STEP)), STEP, [tester.pk], user=editor)
    gc.collect()
    shop.settle()
    [arrived] = shop.messages_to(person)
    shop.line.watch_video(shop.there, person, arrived["trackingId"])
    shop.settle()
    assert not Click.objects.exists()
    assert Activity.objects.latest("pk").data["videoPlayComplete"]["trackingId"] == "ls:test"


def test_a_date_chosen_in_a_test_counts_nobody(shop: Shop, scenario: Scenario, editor: Any) -> None:
    person, tester = register(shop, "花子")
    asked = buttons("When?", ("Choose", ""))
    asked["value"]["buttons"][0]["value"]["mode"] = "date"
    send_test(scenario, draft(scenario, send(asked, id=STEP)), STEP, [tester.pk], user=editor)
    shop.settle()
    [arrived] = shop.messages_to(person)
    [picker] = arrived["template"]["actions"]
    assert (picker["type"], picker["data"]) == ("datetimepicker", "ls:test")
    shop.line.tap(shop.there, person, picker, params={"date": "2026-12-24"})
    shop.settle()
    assert not Click.objects.exists()


def test_test_is_marked_as_one_in_the_friends_history(shop: Shop, scenario: Scenario, editor: Any) -> None:
    _person, tester = register(shop, "花子")
    send_test(scenario, draft(scenario, send("Hi", id=STEP, name="Greeting")), STEP, [tester.pk], user=editor)
    shop.settle()
    (entry,) = [one for one in timeline(tester).entries if one.icon == "mail"]
    assert (entry.text, entry.detail, entry.status) == ("Test of “Greeting”", scenario.name, "Sent")
    logged = ModelLogEntry.objects.get(action="linesteps.send_test")
    assert logged.user == editor and logged.data == {"step": "Greeting", "testers": 1}


def test_only_registered_testers_of_the_account_get_it(shop: Shop, scenario: Scenario, editor: Any) -> None:
    person = shop.add_friend("No tester")
    elsewhere = Account.objects.create(
        name="Other", channel_id="9", channel_secret="s", channel_access_token="t"
    )
    stranger = Follower.objects.create(
        account=elsewhere, line_user_id="U9", status=Follower.Status.FRIEND, is_tester=True
    )
    ids = [shop.follower(person).pk, stranger.pk]
    with pytest.raises(CannotSend, match="Choose at least one tester"):
        send_test(scenario, draft(scenario, send("Hi", id=STEP)), STEP, ids, user=editor)
    assert not SentTest.objects.exists() and not Dispatch.objects.exists()


def test_blocked_testers_are_named_and_the_others_get_it(shop: Shop, scenario: Scenario, editor: Any) -> None:
    gone, blocked = register(shop, "太郎")
    person, tester = register(shop, "花子")
    shop.block(gone)
    sketch = draft(scenario, send("Hi", id=STEP))
    receipt = send_test(scenario, sketch, STEP, [blocked.pk, tester.pk], user=editor)
    shop.settle()
    assert [str(one) for one in receipt.blocked] == ["太郎"] and shop.texts_to(person) == ["Hi"]
    with pytest.raises(CannotSend, match="太郎"):
        send_test(scenario, sketch, STEP, [blocked.pk], user=editor)


def test_test_does_not_wait_for_quiet_hours_nor_for_a_paused_scenario(
    shop: Shop, virtual: clock.VirtualClock, editor: Any, scenario: Scenario
) -> None:
    person, tester = register(shop, "花子")
    Scenario.objects.filter(pk=scenario.pk).update(state=Scenario.State.PAUSED)
    hour = virtual.at.astimezone(shop.account.zone).hour
    virtual.move_to(virtual.at + timedelta(hours=26 - hour))
    assert shop.account.is_quiet_at(clock.now())
    send_test(scenario, draft(scenario, send("At night", id=STEP)), STEP, [tester.pk], user=editor)
    shop.settle()
    assert shop.texts_to(person) == ["At night"]


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ([send("", id=STEP)], "There is no text yet"),
        ([step("send", {"name": "", "messages": []}, STEP)], "There is no message yet"),
        ([wait(days=3, id=STEP)], "sends no message"),
        ([send("Another step")], "not there any more"),
        ([step("nothing_like_it", {}, STEP)], "not there any more"),
    ],
)
def test_step_that_is_not_ready_is_refused_in_words(
    shop: Shop, scenario: Scenario, editor: Any, steps: list[Any], reason: str
) -> None:
    _person, tester = register(shop, "花子")
    with pytest.raises(NotReady, match=reason):
        send_test(scenario, draft(scenario, *steps), STEP, [tester.pk], user=editor)
    assert not SentTest.objects.exists()


def test_paused_account_sends_no_tests_and_says_why(shop: Shop, scenario: Scenario, editor: Any) -> None:
    _person, tester = register(shop, "花子")
    Account.objects.filter(pk=shop.account.pk).update(paused_at=clock.now(), paused_reason="quota")
    fresh = Scenario.objects.get(pk=scenario.pk)
    with pytest.raises(CannotSend, match="This month's messages at LINE are used up"):
        send_test(fresh, draft(fresh, send("Hi", id=STEP)), STEP, [tester.pk], user=editor)


@pytest.mark.fault("A-03")
def test_editor_who_sends_too_many_tests_has_to_wait(
    shop: Shop, virtual: clock.VirtualClock, scenario: Scenario, editor: Any
) -> None:
    _person, tester = register(shop, "花子")
    sketch = draft(scenario, send("Hi", id=STEP))
    for _number in range(PER_EDITOR):
        send_test(scenario, sketch, STEP, [tester.pk], user=editor)
    assert left_for(editor) == 0
    virtual.move_to(virtual.at + timedelta(minutes=20))
    with pytest.raises(TooManyTests, match="40 minutes"):
        send_test(scenario, sketch, STEP, [tester.pk], user=editor)
    assert SentTest.objects.count() == PER_EDITOR
    virtual.move_to(virtual.at + timedelta(minutes=40))
    assert left_for(editor) == PER_EDITOR
    send_test(scenario, sketch, STEP, [tester.pk], user=editor)


@pytest.mark.fault("A-03")
def test_tester_is_spared_by_all_editors_together(shop: Shop, scenario: Scenario) -> None:
    _person, tester = register(shop, "花子")
    sketch = draft(scenario, send("Hi", id=STEP))
    editors = [get_user_model().objects.create_user(f"editor{number}") for number in range(3)]
    for number in range(PER_TESTER):
        send_test(scenario, sketch, STEP, [tester.pk], user=editors[number % 2])
    with pytest.raises(TooManyTests, match="花子 got 20 tests"):
        send_test(scenario, sketch, STEP, [tester.pk], user=editors[2])


def test_real_send_after_a_test_counts_as_ever(shop: Shop, scenario: Scenario, editor: Any) -> None:
    person, tester = register(shop, "花子")
    steps = [send(HELLO, id=STEP)]
    send_test(scenario, draft(scenario, *steps), STEP, [tester.pk], user=editor)
    shop.settle()
    drawn: Any = scenario
    drawn.steps = steps
    published = shop.publish(scenario)
    enrol(published, tester, cause="by_hand")
    shop.settle()
    shop.tap_link(person, -1)
    assert figures(published).steps[STEP].clicked == 1
