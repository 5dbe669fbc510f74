"""Erasing a person (R-01), and handing over what is stored of one (R-02)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models

from linesteps.engine.models import Enrolment, StepVisit
from linesteps.fields import EncryptedTextField
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Attribute, Follower
from linesteps.followers.tags import add_tag
from linesteps.inbox.models import InboxEvent
from linesteps.outbox.models import Dispatch
from linesteps.privacy.erase import erase, finish_erasures
from linesteps.privacy.export import as_json, personal_data
from linesteps.privacy.models import Erasure
from linesteps.privacy.tables import CLEARED, DELETED, KEPT
from linesteps.running import settle_now
from linesteps.stats.figures import figures
from linesteps.testing.build import send, trigger, wait
from linesteps.testing.shop import Shop
from tests.faults.invariants import check_invariants, drain

NAME, SAID, CITY = "蛯名花子", "my secret wish", "Hachinohe"


def dump() -> str:
    """Everything that the database says, in one text."""
    said = []
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        fields = [
            one.attname for one in model._meta.concrete_fields if not isinstance(one, EncryptedTextField)
        ]
        said.append(f"{model._meta.label}: {list(model._default_manager.values_list(*fields))}")
    return "\n".join(said)


def known(shop: Shop, *steps: Any) -> tuple[str, Follower]:
    """A friend in the middle of a scenario of whom all sorts of things are known."""
    shop.publish(steps=[send("{{ display_name }}, see https://example.com/"), *steps])
    user_id = shop.add_friend(NAME)
    shop.tap_link(user_id)
    shop.say(user_id, SAID)
    friend = shop.follower(user_id)
    Attribute.objects.create(account=shop.account, key="city", name="City")
    set_attribute(friend, "city", CITY, "hand")
    add_tag(friend, "VIP", "hand")
    shop.settle()
    return user_id, friend


@pytest.mark.fault("R-01")
def test_nothing_is_left_of_an_erased_person_but_what_figures_count(shop: Shop) -> None:
    user_id, friend = known(shop, wait(days=1), send("{{ display_name }}, again"))
    before = dump()
    for trace in (user_id, NAME, SAID, CITY, "iPhone"):
        assert trace in before
    counted = figures(shop.run_of(user_id).scenario)
    erase(friend.pk)
    left = dump()
    for trace in (user_id, NAME, SAID, CITY, "iPhone", json.dumps(NAME)):
        assert trace not in left
    run = Enrolment.objects.get(follower=friend)
    assert (run.status, run.left_reason) == (Enrolment.Status.LEFT, Enrolment.LeftReason.ERASED)
    now = figures(run.scenario)
    first = next(step_id for step_id, step in counted.steps.items() if step.sent)
    assert now.steps[first] == counted.steps[first] and now.steps[first].clicked == 1
    assert (now.entered, now.left) == (counted.entered, 1)
    assert friend.clicks.filter(is_counted=True).count() == 1
    shop.pass_time(days=2)
    assert len(shop.texts_to(user_id)) == 1
    drain(shop)
    check_invariants(shop)
    # Whoever opens an old link is led on, and nothing is written down.
    shop.tap_link(user_id)
    assert friend.clicks.count() == 1


@pytest.mark.fault("R-01")
def test_a_late_webhook_does_not_bring_an_erased_person_back_but_adding_anew_does(shop: Shop) -> None:
    user_id, friend = known(shop)
    late = shop.line.event(shop.there, user_id, "message", message={"type": "text", "id": "9", "text": SAID})
    waiting = shop.line.event(
        shop.there, user_id, "message", message={"type": "text", "id": "8", "text": SAID}
    )
    webhook = shop.line.webhook(shop.there, [waiting])
    assert shop.post(webhook.body, webhook.headers) == 200
    erase(friend.pk)
    erase(friend.pk)
    webhook = shop.line.webhook(shop.there, [late])
    assert shop.post(webhook.body, webhook.headers) == 200
    settle_now()
    # The person is still a friend at LINE, and writes.
    shop.say(user_id, SAID)
    assert not Follower.objects.filter(line_user_id=user_id).exists()
    assert user_id not in dump() and SAID not in dump()
    assert InboxEvent.objects.filter(status=InboxEvent.Status.IGNORED).count() == 3
    assert shop.virtual is not None
    shop.virtual.move_by(hours=1)
    shop.block(user_id)
    assert not Follower.objects.filter(line_user_id=user_id).exists()
    shop.virtual.move_by(hours=1)
    shop.unblock(user_id)
    again = shop.follower(user_id)
    assert again.pk != friend.pk and again.is_friend
    assert Enrolment.objects.filter(follower=again).count() == 1
    assert not again.tags.exists()
    drain(shop)
    check_invariants(shop)


@pytest.mark.fault("R-01")
def test_an_untried_call_to_many_goes_out_to_the_others(shop: Shop) -> None:
    shop.publish(steps=[wait(days=1), send("Hello all")])
    ids = [shop.add_friend(f"Friend {number}") for number in range(3)]
    assert shop.virtual is not None
    shop.virtual.move_by(days=1)
    from linesteps.engine.advance import advance

    advance()
    assert Dispatch.objects.get().endpoint == "multicast"
    erase(shop.follower(ids[1]).pk)
    shop.settle()
    assert [shop.texts_to(one) for one in ids] == [["Hello all"], [], ["Hello all"]]
    assert ids[1] not in dump()
    check_invariants(shop)


@pytest.mark.fault("R-01")
def test_a_call_to_many_that_may_be_tried_again_is_cleared_when_its_end_is_known(shop: Shop) -> None:
    shop.publish(steps=[wait(days=1), send("Hello all")])
    ids = [shop.add_friend(f"Friend {number}") for number in range(3)]
    shop.line.fail("multicast", "500_after")
    shop.pass_time(days=1)
    call = Dispatch.objects.get()
    assert call.status == Dispatch.Status.RETRY
    erasure = erase(shop.follower(ids[1]).pk)
    assert erasure.due_at is not None and Dispatch.objects.get().recipients == call.recipients
    shop.pass_time(minutes=5)
    # Under the same key LINE says that it has it already.
    assert Dispatch.objects.get().status == Dispatch.Status.ACCEPTED
    finish_erasures()
    assert Erasure.objects.get().due_at is None
    assert ids[1] not in dump() and ids[0] in dump()
    assert finish_erasures() == 0
    check_invariants(shop)


@pytest.mark.fault("R-01")
def test_a_text_that_waits_to_be_tried_again_is_given_up(shop: Shop) -> None:
    shop.publish(steps=[wait(days=1), send("{{ display_name }}!")])
    user_id = shop.add_friend(NAME)
    shop.line.fail("push", "500_before", times=3)
    shop.pass_time(days=1)
    erase(shop.follower(user_id).pk)
    [call] = Dispatch.objects.all()
    assert (call.status, call.reason, call.messages) == (Dispatch.Status.CANCELLED, "erased", "[]")
    shop.pass_time(days=1)
    assert shop.texts_to(user_id) == []
    assert user_id not in dump() and NAME not in dump()


@pytest.mark.fault("R-01")
def test_what_is_being_sent_just_now_ends_first(shop: Shop) -> None:
    user_id, friend = known(shop)
    call = Dispatch.objects.get()
    Dispatch.objects.update(status=Dispatch.Status.SENDING, settled_at=None)
    assert erase(friend.pk).due_at is not None
    assert Dispatch.objects.get().messages == call.messages
    Dispatch.objects.update(status=Dispatch.Status.ACCEPTED, settled_at=call.settled_at)
    assert shop.virtual is not None
    shop.virtual.move_by(minutes=2)
    assert finish_erasures() == 1
    assert user_id not in dump() and NAME not in dump()


@pytest.mark.fault("R-01")
def test_every_table_that_knows_a_follower_says_what_becomes_of_it() -> None:
    # What a site ties to a friend in its own tables is the site's to forget.
    related = [one.related_model for one in Follower._meta.related_objects]
    tables = {model.__name__ for model in related if model._meta.app_label == "linesteps"}
    named = [*DELETED, *CLEARED, *KEPT]
    assert tables == set(named) and len(named) == len(tables)
    for name, nothing in CLEARED.items():
        fields = {one.name for one in apps.get_model("linesteps", name)._meta.concrete_fields}
        assert set(nothing) <= fields
    # Tables that are kept hold no words of anybody's.
    free = {"step_title"}
    for name in KEPT:
        for field in apps.get_model("linesteps", name)._meta.concrete_fields:
            is_text = isinstance(field, models.TextField | models.JSONField)
            assert not is_text or field.name in free, f"{name}.{field.name}"


@pytest.mark.fault("R-02")
def test_an_export_holds_every_row_that_points_to_the_person(shop: Shop) -> None:
    user_id, friend = known(shop, wait(days=1), send("Hello all"))
    other = shop.add_friend("Somebody else")
    shop.pass_time(days=1)
    data = json.loads(as_json(personal_data(friend)))
    for relation in Follower._meta.related_objects:
        model: Any = relation.related_model
        keys = list(
            model._default_manager.filter(follower=friend).order_by("pk").values_list("pk", flat=True)
        )
        assert [row["id"] for row in data[model._meta.model_name]] == keys
    assert data["friend"]["line_user_id"] == user_id and data["friend"]["display_name"] == NAME
    assert [row["value"] for row in data["followerattribute"]] == [CITY]
    assert [row["tag"]["name"] for row in data["followertag"]] == ["VIP"]
    assert [row["link"]["name"] for row in data["click"]] == ["https://example.com/"]
    assert data["stepvisit"] and len(data["stepvisit"]) == StepVisit.objects.filter(follower=friend).count()
    texts = [message["text"] for send in data["dispatch"] for message in send["messages"]]
    assert texts[0].startswith(NAME) and texts[1] == "Hello all"
    assert SAID in as_json(data)
    # Nothing of anybody else, and no right to act for the site.
    assert other not in as_json(data) and "Somebody else" not in as_json(data)
    assert "reply_token" not in as_json(data) and "retry_key" not in as_json(data)


@pytest.mark.fault("R-02")
def test_the_command_hands_out_and_erases(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    user_id, friend = known(shop)
    call_command("linesteps_friend_data", "export", user_id)
    assert json.loads(capsys.readouterr().out)["friend"]["display_name"] == NAME
    monkeypatch.setattr("builtins.input", lambda _question: "no")
    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("linesteps_friend_data", "erase", str(friend.pk))
    assert Follower.objects.known().filter(pk=friend.pk).exists()
    call_command("linesteps_friend_data", "erase", str(friend.pk), "--yes")
    assert NAME not in dump()
    with pytest.raises(CommandError, match="no friend"):
        call_command("linesteps_friend_data", "export", user_id)


def test_a_tag_in_a_trigger_does_not_bring_an_erased_person_in(shop: Shop) -> None:
    _user_id, friend = known(shop)
    erase(friend.pk)
    scenario = shop.publish(steps=[send("VIPs")], triggers=[trigger("tag_added", tag="VIP")])
    add_tag(Follower.objects.get(pk=friend.pk), "VIP", "hand")
    shop.settle()
    assert not Enrolment.objects.filter(scenario=scenario).exists()
