"""The tracked image: off until its notice was accepted; and what a step's results say of who saw it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.results.counted import counted
from linesteps.checklist.look import look
from linesteps.checklist.seen import Seen
from linesteps.insight.models import CountedUnit
from linesteps.testing.build import branch, buttons, condition, message, path, send
from tests.admin.builders import make_scenario

pytestmark = pytest.mark.django_db


def flex() -> dict[str, Any]:
    words = {"type": "text", "text": "Fish"}
    bubble = {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": [words]}}
    return message("flex", alt_text="Fish", code=json.dumps(bubble))


def page(account: Account) -> str:
    return reverse("linesteps_accounts:view_image", args=[account.pk])


def test_notice_is_read_in_both_languages_with_samples_for_the_privacy_notice(
    admin: Client, account: Account
) -> None:
    for language, words in (("en", "What you owe your friends"), ("ja", "友だちに知らせること")):
        html = admin.get(page(account), headers={"accept-language": language}).content.decode()
        assert words in html
        assert "1ピクセル" in html and "one pixel" in html


def test_image_is_off_until_somebody_accepts_the_notice(admin: Client, account: Account) -> None:
    assert not account.has_view_image
    refused = admin.post(page(account), {})
    assert refused.status_code == 422
    assert "Tick that you have read" in refused.content.decode()
    account.refresh_from_db()
    assert not account.has_view_image


def test_who_accepted_and_when_is_kept_and_it_can_be_switched_off(admin: Client, account: Account) -> None:
    secret = Account.objects.values_list("channel_secret", flat=True).get(pk=account.pk)
    assert admin.post(page(account), {"is_accepted": "1"}).status_code == 302
    account.refresh_from_db()
    assert account.has_view_image and account.view_image_by is not None
    assert str(account.view_image_by) in admin.get(page(account)).content.decode()
    edit = admin.get(reverse("linesteps_accounts:edit", args=[account.pk])).content.decode()
    assert "The tracked image is on since" in edit
    assert admin.post(page(account), {"off": "1"}).status_code == 302
    account.refresh_from_db()
    assert not account.has_view_image
    told = ModelLogEntry.objects.filter(action="linesteps.view_image").order_by("pk")
    assert [entry.data["is_on"] for entry in told] == [True, False]
    assert Account.objects.values_list("channel_secret", flat=True).get(pk=account.pk) == secret


def test_checklist_says_that_the_image_makes_messages_personal(account: Account) -> None:
    account.view_image_at = clock.now()
    account.save()
    scenario = make_scenario(account, send(flex(), id="first"), send("Words"))
    [row] = [row for row in look(Seen(scenario)) if row.check.name == "signs"]
    [finding] = row.findings
    assert "1 message carries the tracked image" in finding.text and finding.step_id == "first"


def asks(sign: str) -> dict[str, Any]:
    asked = condition("seen", step="first", sign=sign, days=None, is_absent=False)
    return branch(path([asked], [send("Yes")]), id="fork")


def test_checklist_says_what_the_asked_message_can_tell(account: Account) -> None:
    look_here = buttons("Fish", ("Here", "https://example.com/"), ("Yes", ""))
    scenario = make_scenario(account, send(look_here, id="first"), asks("any"))
    [row] = [row for row in look(Seen(scenario)) if row.check.name == "signs"]
    [finding] = row.findings
    assert "a tap on one of its 2 links and buttons" in finding.text
    assert finding.step_id == "fork"
    weak = make_scenario(account, send("Only words", id="first"), asks("opened"))
    [row] = [row for row in look(Seen(weak)) if row.check.name == "signs"]
    assert "only what they do in the chat later" in row.findings[0].text


def test_builder_tells_it_at_the_step(admin: Client, account: Account) -> None:
    from linesteps.admin.builder.describe import Sketch, describe

    steps = [send("Only words", id="first"), asks("opened")]
    found = describe(Sketch.of(account, 1, steps, []), steps, [])
    assert "only what they do in the chat later" in found["cards"]["fork"]["hint"]
    assert found["cards"]["first"]["hint"] == ""


def unit(account: Account, scenario: Any, **values: Any) -> CountedUnit:
    day = clock.now().date()
    given = {"number": 1, "told_at": clock.now(), "month": day.replace(day=1)}
    return CountedUnit.objects.create(
        account=account,
        scenario=scenario,
        step_id="first",
        first_sent_on=day,
        last_sent_on=day,
        **given | values,
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"saw": 320, "tapped": 41}, "LINE counts: 320 saw it, 41 opened a link"),
        ({"saw": 20}, "LINE counts: 20 saw it. Numbers below 20 people are hidden by LINE."),
        ({}, "LINE hides its count, since fewer than 20 people saw it. This does not mean nobody."),
        ({"told_at": None}, "LINE has not told its count yet."),
        ({"number": None, "told_at": None}, "Not counted by LINE: the 1,000 names"),
    ],
)
def test_hidden_numbers_of_line_are_said_to_be_hidden(
    admin: Client, account: Account, values: dict[str, Any], words: str
) -> None:
    scenario = make_scenario(account, send("Hi", id="first"), publish=True)
    unit(account, scenario, **values)
    [month] = counted(scenario.pk, "first")
    assert month.words.startswith(words.rstrip("."))
    html = admin.get(
        reverse("linesteps_scenarios:results_step", args=[scenario.pk, "first"])
    ).content.decode()
    assert month.words in html
