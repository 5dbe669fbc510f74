"""What the dialog for publishing asks of the server, and who may ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.checklist.models import OpenedLink, hash_of
from linesteps.engine.advance import advance
from linesteps.engine.enrol import enrol
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import branch, path, send, tagged, wait
from tests.admin.builders import make_account, make_friend, make_scenario, make_user
from tests.unit.test_link_opening import Server

pytestmark = pytest.mark.django_db

TRIGGERS = urlencode(
    {
        "triggers-count": "1",
        "triggers-0-deleted": "",
        "triggers-0-order": "0",
        "triggers-0-type": "friend_added",
        "triggers-0-id": "t1",
        "triggers-0-value-when": "any",
    }
)


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    """A web server on this machine; the network is asked, but LINE is not there."""
    settings.LINESTEPS_NETWORK_CHECKS = True
    settings.LINESTEPS_OPEN_PRIVATE_LINKS = True
    settings.LINESTEPS_API_BASE_URL = "http://127.0.0.1:9"
    server = Server({"/good": 200, "/shy": 403})
    yield server
    server.stop()


def draft(account: Account, *steps: Any, **more: Any) -> dict[str, Any]:
    """What the browser sends."""
    return {"account": str(account.pk), "scenario": None, "steps": list(steps), "triggers": TRIGGERS, **more}


def ask(client: Client, data: dict[str, Any], name: str = "look") -> Any:
    url = reverse(f"linesteps_checklist:{name}")
    return client.post(url, json.dumps(data), content_type="application/json")


def rows(answer: Any) -> dict[str, list[dict[str, Any]]]:
    return {row["name"]: row["findings"] for row in answer.json()["rows"]}


def client_of(*permissions: str) -> Client:
    client = Client()
    client.force_login(make_user(*permissions))
    return client


# -- who --


@pytest.mark.parametrize("name", ["look", "ask", "greeting", "vouch"])
def test_stranger_is_sent_away(account: Account, name: str) -> None:
    assert ask(client_of(), draft(account), name).status_code in {302, 403}
    assert ask(client_of("view_follower", "change_account"), draft(account), name).status_code in {302, 403}
    assert ask(Client(), draft(account), name).status_code == 302


@pytest.mark.parametrize("permission", ["add_scenario", "change_scenario", "publish_scenario"])
def test_who_draws_or_publishes_may_look(account: Account, permission: str) -> None:
    assert ask(client_of(permission), draft(account, send("Hi"))).status_code == 200


def test_who_may_only_add_scenarios_cannot_speak_for_the_account(account: Account) -> None:
    for name in ("greeting", "vouch"):
        assert ask(client_of("add_scenario"), {"account": account.pk, "is_off": True}, name).status_code in {
            302,
            403,
        }
    account.refresh_from_db()
    assert account.greeting_off_at is None


def test_looking_is_by_post_only(admin: Client) -> None:
    for name in ("look", "ask", "greeting", "vouch"):
        assert admin.get(reverse(f"linesteps_checklist:{name}")).status_code == 405


def test_post_from_another_site_is_refused(account: Account) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("change_scenario"))
    assert ask(client, draft(account)).status_code == 403


@pytest.mark.parametrize("body", ["", "[]", "nonsense", '{"steps": 7}', '{"account": "x", "steps": []}'])
def test_what_cannot_be_understood_is_told(admin: Client, account: Account, body: str) -> None:
    url = reverse("linesteps_checklist:look")
    assert admin.post(url, body, content_type="application/json").status_code == 400


# -- the list --


def test_list_is_that_of_the_draft_on_the_page(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("As saved"))
    answer = ask(admin, draft(account, send("", id="a"), scenario=scenario.pk))
    (finding,) = rows(answer)["content"]
    assert finding["level"] == "error" and finding["step"] == "a"
    assert finding["path"] == ["messages", 0, "text"]
    assert finding["where"].startswith("1. ")
    assert answer.json()["forecast"] is None


def test_first_answer_asks_nobody_and_says_what_is_waited_for(
    admin: Client, account: Account, server: Server
) -> None:
    answer = ask(admin, draft(account, send(f"{server.url}/good")))
    found = rows(answer)
    assert [one["level"] for one in found["links"]] == ["waiting"]
    assert [one["level"] for one in found["connection"]] == ["waiting"]
    assert server.asked == []


def test_second_answer_has_asked(admin: Client, account: Account, server: Server) -> None:
    answer = ask(admin, draft(account, send(f"{server.url}/good {server.url}/gone", id="a")), "ask")
    found = rows(answer)
    assert [(one["level"], one["step"]) for one in found["links"]] == [("error", "a")]
    # Nobody answers at LINE's address: a warning only.
    assert [one["level"] for one in found["connection"]] == ["warning"]


def test_button_says_to_how_many_nothing_is_sent(admin: Client, account: Account) -> None:
    for number in range(3):
        make_friend(account, f"F{number}")
    make_friend(make_account(), "Somebody else's")
    answer = ask(admin, draft(account, send("Hi"))).json()
    assert answer["friends"] == 3
    assert answer["publish"] == "Publish (the 3 people who are friends already get nothing)"
    assert answer["isLive"] is False and answer["live"] is None


def test_typed_entries_change_the_forecast(admin: Client, account: Account) -> None:
    steps = [wait(days=1), send("Hi")]
    none = ask(admin, draft(account, *steps)).json()["forecast"]
    typed = ask(admin, draft(account, *steps, entries_per_day="10")).json()["forecast"]
    assert none["months"][1]["total"] == 0
    assert typed["months"][1]["total"] >= 280
    assert typed["entries"] == "As written here: 10 a day."
    for nonsense in ("-4", "many", "9" * 40):
        assert ask(admin, draft(account, *steps, entries_per_day=nonsense)).status_code == 200


def test_planned_time_of_the_form_counts(admin: Client, account: Account) -> None:
    steps = [wait(until=str((clock.now() + timedelta(days=3)).date())), send("Hi")]
    later = f"{clock.now() + timedelta(days=9):%Y-%m-%d %H:%M}"
    assert rows(ask(admin, draft(account, *steps)))["dates"][0]["level"] == "ok"
    assert rows(ask(admin, draft(account, *steps, go_live_at=later)))["dates"][0]["level"] == "warning"


def test_ways_that_were_tried_in_the_drawer_count(admin: Client, account: Account) -> None:
    fork = branch(path([tagged("vip")], [send("A")]), otherwise=[send("B")], id="fork")
    assert rows(ask(admin, draft(account, fork)))["trials"][0]["level"] == "warning"
    answer = ask(admin, draft(account, fork, tried=["fork path1", "fork else"]))
    assert rows(answer)["trials"][0]["text"] == "2 of 2 paths tried."


def test_people_inside_are_counted_by_changed_and_deleted_step(admin: Client, account: Account) -> None:
    steps = [wait(days=1, id="first"), send("A", id="a", name="Letter"), wait(days=3, id="second")]
    scenario = make_scenario(account, *steps, send("B", id="b"), publish=True)
    for number in range(3):
        enrol(scenario, make_friend(account, f"F{number}"), cause="by_hand")
    advance()
    changed = [wait(days=2, id="first"), send("New words", id="a", name="Letter"), send("B", id="b")]
    answer = ask(admin, draft(account, *changed, scenario=scenario.pk)).json()
    assert answer["isLive"] is True and answer["publish"] == "Apply the changes"
    assert answer["live"]["inside"] == "3 people are inside now."
    assert [(one["kind"], one["people"]) for one in answer["live"]["changes"]] == [
        ("time", "3 people here"),
        ("content", "0 people here"),
        ("deleted", "0 people here"),
    ]
    assert answer["live"]["changes"][1]["where"] == "2. Letter"
    assert answer["live"]["atDeleted"] == 0
    gone = ask(admin, draft(account, *changed[1:], scenario=scenario.pk))
    assert gone.json()["live"]["atDeleted"] == 3
    (finding,) = rows(gone)["people"]
    assert (finding["level"], finding["field"]) == ("error", "deleted")
    answered = ask(admin, draft(account, *changed[1:], scenario=scenario.pk, deleted="next"))
    assert rows(answered)["people"][0]["level"] == "ok"


def test_number_of_queries_is_that_of_two_steps_or_of_fifty(admin: Client, account: Account) -> None:
    counts = []
    for length in (1, 25):
        steps = [step for number in range(length) for step in (send(f"{number}"), wait(days=3))]
        with CaptureQueriesContext(connection) as queries:
            assert ask(admin, draft(account, *steps)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 30


# -- saying things --


def test_greeting_is_remembered_with_who_and_when(account: Account) -> None:
    client = client_of("change_scenario")
    assert ask(client, {"account": account.pk, "is_off": True}, "greeting").json() == {"done": True}
    account.refresh_from_db()
    assert account.greeting_off_by is not None and account.greeting_off_at is not None
    greeting = rows(ask(client, draft(account, send("Hi"))))["greeting"][0]
    assert greeting["level"] == "ok" and greeting["isDone"] is True
    assert ModelLogEntry.objects.filter(action="linesteps.greeting").count() == 1
    ask(client, {"account": account.pk, "is_off": False}, "greeting")
    account.refresh_from_db()
    assert account.greeting_off_by is None and account.greeting_off_at is None
    # The secrets are as they were.
    assert account.access_token()


def test_greeting_of_an_account_that_is_not_there_is_told(admin: Client) -> None:
    assert ask(admin, {"account": 999999, "is_off": True}, "greeting").status_code == 400


def test_word_is_taken_for_a_link_that_turns_programs_away_only(
    admin: Client, account: Account, server: Server
) -> None:
    ask(admin, draft(account, send(f"{server.url}/shy {server.url}/gone")), "ask")
    assert ask(admin, {"url": f"{server.url}/shy"}, "vouch").json() == {"done": True}
    assert ask(admin, {"url": f"{server.url}/gone"}, "vouch").json() == {"done": False}
    assert ask(admin, {"url": "https://never.jp/"}, "vouch").json() == {"done": False}
    assert OpenedLink.objects.get(url_hash=hash_of(f"{server.url}/shy")).vouched_by is not None


# -- the page --


def test_page_holds_the_dialog_with_its_fields_once(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"))
    html = admin.get(reverse("linesteps_scenarios:edit", args=[scenario.pk])).content.decode()
    assert html.count("<dialog") == 1
    assert html.count('name="inside"') == 3
    assert html.count('name="deleted"') == 2
    assert html.count('name="entries_per_day"') == 1


def test_answers_about_people_are_for_one_publication_only(admin: Client, account: Account) -> None:
    scenario: Any = make_scenario(account, send("Hi"), inside="end", deleted="next", publish=True)
    page = admin.get(reverse("linesteps_scenarios:edit", args=[scenario.pk]))
    assert page.context["form"]["inside"].value() == "move"
    assert page.context["form"]["deleted"].value() == ""
    scenario.inside, scenario.deleted = "finish", "end"
    scenario.save_revision(changed=True, clean=False)
    page = admin.get(reverse("linesteps_scenarios:edit", args=[scenario.pk]))
    assert page.context["form"]["inside"].value() == "finish"
    assert Scenario.objects.get(pk=scenario.pk).live
