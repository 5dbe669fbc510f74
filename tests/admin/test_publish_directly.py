"""A POST without the dialog meets the same checklist; so does approval. What goes to review may be unfinished."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask
from wagtail.test.utils.form_data import nested_form_data, streamfield

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.checklist.look import ask
from linesteps.checklist.models import OpenedLink, hash_of
from linesteps.engine.advance import advance
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment, Intake
from linesteps.messages.models import Coupon
from linesteps.scenarios.models import Scenario
from linesteps.simulator.models import SimulationCase
from linesteps.testing.build import message, send, wait
from linesteps.testing.fake_line import FakeLine
from tests.admin.builders import make_account, make_friend, make_scenario, make_user
from tests.admin.test_scenario_publishing import post_data
from tests.unit.test_link_opening import Server

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    """A web server on this machine; the network is asked, but LINE is not there."""
    settings.LINESTEPS_NETWORK_CHECKS = True
    settings.LINESTEPS_OPEN_PRIVATE_LINKS = True
    settings.LINESTEPS_API_BASE_URL = "http://127.0.0.1:9"
    server = Server({"/good": 200})
    yield server
    server.stop()


def fields(scenario: Scenario, *steps: Any, **extra: Any) -> dict[str, Any]:
    """What the page posts: the stream as the builder keeps it, and the fields of the dialog."""
    base = post_data("x", scenario.account, **extra)
    data = {name: value for name, value in base.items() if not name.startswith("steps")}
    return {**data, "steps-json": json.dumps(list(steps))}


def publish(client: Client, scenario: Scenario, *steps: Any, **extra: Any) -> str:
    """Post to publish; returns the page that comes back, empty when it was published."""
    data = {**fields(scenario, *steps, **extra), "action-publish": "action-publish"}
    answer = client.post(reverse("linesteps_scenarios:edit", args=[scenario.pk]), data)
    scenario.refresh_from_db()
    assert (answer.status_code == 302) == scenario.live
    return "" if scenario.live else answer.content.decode()


def test_link_that_does_not_open_refuses_and_is_opened_for_the_post(
    admin: Client, account: Account, server: Server
) -> None:
    scenario = make_scenario(account)
    html = publish(admin, scenario, send(f"{server.url}/gone", id="a", name="Card"))
    assert "does not open (404)" in html
    assert '<a href="#block-a-section">1. Card</a>' in html
    assert server.asked


def test_link_that_was_mended_is_opened_again(admin: Client, account: Account, server: Server) -> None:
    scenario = make_scenario(account)
    step = send(f"{server.url}/good")
    OpenedLink.objects.create(
        url=f"{server.url}/good",
        url_hash=hash_of(f"{server.url}/good"),
        status_code=404,
        opened_at=clock.real_now() - timedelta(minutes=2),
    )
    assert publish(admin, scenario, step) == ""


def test_slow_link_does_not_hold_the_post_up_for_long(
    admin: Client, account: Account, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(_handler: Any) -> None:
        time.sleep(3)

    monkeypatch.setattr("linesteps.admin.scenarios.form.ask", _ask_within(1.0))
    other = Server({"/slow": slow})
    try:
        scenario = make_scenario(account)
        began = time.monotonic()
        assert publish(admin, scenario, send(f"{other.url}/slow")) == ""
        assert time.monotonic() - began < 6
    finally:
        other.stop()


def _ask_within(seconds: float) -> Any:
    return lambda seen: ask(seen, seconds=seconds)


def test_refused_token_refuses(admin: Client, settings: Any) -> None:
    settings.LINESTEPS_NETWORK_CHECKS = True
    with FakeLine() as line:
        line.add_account()
        account = make_account(channel_access_token="wrong", api_base_url=line.base_url)
        html = publish(admin, make_scenario(account), send("Hi"))
    assert "refuses the access token" in html


def test_account_out_of_use_refuses(admin: Client, account: Account) -> None:
    scenario = make_scenario(account)
    Account.objects.update(is_active=False)
    assert "not in use" in publish(admin, scenario, send("Hi"))


def test_coupon_that_ends_too_early_refuses(admin: Client, account: Account) -> None:
    now = clock.now()
    row = Coupon.objects.create(
        account=account,
        title="10% off",
        valid_from=now - timedelta(days=1),
        valid_until=now + timedelta(days=2),
        line_coupon_id="c",
    )
    steps = [wait(days=3), send(message("coupon", coupon=row.pk), id="last", name="Coupon")]
    html = publish(admin, make_scenario(account), *steps)
    assert "before its earliest send" in html and '<a href="#block-last-section">2. Coupon</a>' in html


def test_missing_coupon_refuses(admin: Client, account: Account) -> None:
    html = publish(admin, make_scenario(account), send(message("coupon", coupon=None)))
    assert "No coupon is chosen" in html


def test_trial_that_comes_out_differently_refuses(admin: Client, account: Account) -> None:
    scenario = make_scenario(account)
    SimulationCase.objects.create(
        scenario=scenario,
        name="Once",
        persona={},
        start=clock.now(),
        script=[],
        expected=[[0, "a", ["Hello"]]],
    )
    assert "comes out differently" in publish(admin, scenario, send("Hi", id="a"))


def test_missing_start_condition_refuses(admin: Client, account: Account) -> None:
    none = nested_form_data({"triggers": streamfield([])})
    scenario = make_scenario(account)
    data = {**fields(scenario, send("Hi"))}
    data = {name: value for name, value in data.items() if not name.startswith("triggers")}
    data |= {**none, "action-publish": "1"}
    answer = admin.post(reverse("linesteps_scenarios:edit", args=[scenario.pk]), data)
    assert "no start condition" in answer.content.decode()


def test_empty_message_refuses(admin: Client, account: Account) -> None:
    assert "There is no message yet" in publish(admin, make_scenario(account), send())


@pytest.fixture
def inside(account: Account) -> Scenario:
    """A live scenario with somebody at a wait."""
    scenario = make_scenario(
        account, send("A", id="a"), wait(days=3, id="w"), send("B", id="b"), publish=True
    )
    enrol(scenario, make_friend(account), cause="by_hand")
    advance()
    return scenario


def test_people_at_a_deleted_step_refuse_until_there_is_an_answer(admin: Client, inside: Scenario) -> None:
    before = inside.current_version
    url = reverse("linesteps_scenarios:edit", args=[inside.pk])
    steps = [send("A", id="a"), send("B", id="b")]
    data = {**fields(inside, *steps), "action-publish": "1"}
    answer = admin.post(url, data)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "Say what becomes of them" in html and '<a href="#ls-publish">People inside</a>' in html
    inside.refresh_from_db()
    assert inside.current_version == before
    answer = admin.post(url, {**data, "deleted": "next"})
    assert answer.status_code == 302
    assert Enrolment.objects.get().step_id == "b"


@pytest.mark.parametrize(("choice", "status"), [("move", "waiting"), ("finish", "waiting"), ("end", "left")])
def test_choice_for_people_inside_is_posted_with_the_form(
    admin: Client, inside: Scenario, choice: str, status: str
) -> None:
    before = inside.current_version
    steps = [send("A", id="a"), wait(days=9, id="w"), send("B", id="b")]
    assert publish(admin, inside, *steps, inside=choice) == ""
    run = Enrolment.objects.get()
    assert run.status == status
    assert (run.version == inside.current_version) == (choice == "move")
    assert inside.current_version != before


def test_warnings_let_it_through_and_entries_are_remembered(admin: Client, account: Account) -> None:
    scenario = make_scenario(account)
    steps = [step for number in range(4) for step in (send(f"Hurry {number}"), wait(hours=1))]
    assert publish(admin, scenario, *steps, entries_per_day="12.5") == ""
    assert scenario.entries_per_day == 12.5


def test_draft_is_saved_whatever_the_list_says(admin: Client, account: Account, server: Server) -> None:
    scenario = make_scenario(account)
    url = reverse("linesteps_scenarios:edit", args=[scenario.pk])
    assert admin.post(url, fields(scenario, send(f"{server.url}/gone"))).status_code == 302
    assert server.asked == []


# -- review --


@pytest.fixture
def review(account: Account) -> Any:
    """A scenario whose changes a boss approves; returns (editor, boss, scenario)."""
    workflow = Workflow.objects.create(name="Check")
    task = GroupApprovalTask.objects.create(name="Boss")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    WorkflowContentType.objects.create(
        workflow=workflow, content_type=ContentType.objects.get_for_model(Scenario)
    )
    users = [make_user("change_scenario"), make_user("change_scenario", "publish_scenario")]
    task.groups.add(users[1].groups.get())
    clients = []
    for user in users:
        client = Client()
        client.force_login(user)
        clients.append(client)
    return (*clients, make_scenario(account))


def approve(client: Client, scenario: Scenario) -> Any:
    state = scenario.current_workflow_task_state
    url = reverse("linesteps_scenarios:workflow_action", args=[scenario.pk, "approve", state.pk])
    return client.post(url, {"comment": ""})


def submit(client: Client, scenario: Scenario, *steps: Any) -> Any:
    data = {**fields(scenario, *steps), "action-submit": "action-submit"}
    return client.post(reverse("linesteps_scenarios:edit", args=[scenario.pk]), data)


def test_unfinished_scenario_goes_to_review_and_is_not_approved(review: Any) -> None:
    editor, boss, scenario = review
    assert submit(editor, scenario, send("")).status_code == 302
    scenario.refresh_from_db()
    assert scenario.workflow_in_progress and not scenario.live
    answer = approve(boss, scenario)
    assert "There is no text yet" in boss.get(answer["Location"]).content.decode()
    scenario.refresh_from_db()
    assert scenario.workflow_in_progress and not scenario.live


def test_approval_opens_the_links_first(review: Any, server: Server) -> None:
    editor, boss, scenario = review
    submit(editor, scenario, send(f"{server.url}/gone"))
    assert server.asked == []
    answer = approve(boss, scenario)
    assert "does not open (404)" in boss.get(answer["Location"]).content.decode()
    assert server.asked
    scenario.refresh_from_db()
    assert not scenario.live


def test_sound_scenario_is_approved(review: Any, server: Server) -> None:
    editor, boss, scenario = review
    submit(editor, scenario, send(f"{server.url}/good"))
    approve(boss, scenario)
    scenario.refresh_from_db()
    assert scenario.live


def test_unfinished_scenario_can_be_sent_back_with_edits(review: Any) -> None:
    editor, boss, scenario = review
    submit(editor, scenario, send(""))
    data = {
        **fields(scenario, send("")),
        "action-workflow-action": "true",
        "workflow-action-name": "reject",
        "workflow-action-extra-data": '{"comment": "Write something"}',
    }
    assert boss.post(reverse("linesteps_scenarios:edit", args=[scenario.pk]), data).status_code == 302
    scenario.refresh_from_db()
    assert not scenario.live and not scenario.workflow_in_progress


def test_editor_without_the_right_to_publish_cannot_post_it(review: Any) -> None:
    editor, _boss, scenario = review
    data = {**fields(scenario, send("Hi")), "action-publish": "action-publish"}
    editor.post(reverse("linesteps_scenarios:edit", args=[scenario.pk]), data)
    scenario.refresh_from_db()
    assert not scenario.live


# -- existing friends --


def existing(scenario: Scenario) -> str:
    return reverse("linesteps_scenarios:existing_friends", args=[scenario.pk])


def test_question_about_existing_friends_comes_after_publishing_if_wanted(
    admin: Client, account: Account
) -> None:
    scenario = make_scenario(account)
    data = {**fields(scenario, send("Hi")), "action-publish": "1", "then_existing_friends": "1"}
    answer = admin.post(reverse("linesteps_scenarios:edit", args=[scenario.pk]), data)
    assert answer["Location"] == existing(scenario)
    data.pop("then_existing_friends")
    answer = admin.post(reverse("linesteps_scenarios:edit", args=[scenario.pk]), data)
    assert answer["Location"] == reverse("linesteps_scenarios:list")


def test_question_says_how_many_and_what_it_costs_and_changes_nothing(
    admin: Client, account: Account
) -> None:
    account.quota_limit, account.quota_used, account.quota_at = 200, 199, clock.now()
    account.save()
    scenario = make_scenario(account, send("Hi"), publish=True)
    for number in range(3):
        make_friend(account, f"F{number}")
    enrol(scenario, make_friend(account, "Inside"), cause="by_hand")
    html = admin.get(existing(scenario)).content.decode()
    assert "3 people are friends already and would start “Welcome” now." in html
    assert "1 messages are left this month." in html and "more than is left" in html
    assert not Intake.objects.exists()


def test_answer_starts_them(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    make_friend(account)
    answer = admin.post(existing(scenario), follow=True)
    assert "1 friend starts “Welcome” now." in answer.content.decode()
    assert Intake.objects.get().requested_by is not None
    admin.post(existing(scenario))
    assert Intake.objects.count() == 1
    assert "They are starting now" in admin.get(existing(scenario)).content.decode()


def test_only_who_may_publish_may_start_existing_friends(account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    make_friend(account)
    client = Client()
    client.force_login(make_user("change_scenario", "view_follower"))
    for answer in (client.get(existing(scenario)), client.post(existing(scenario))):
        assert answer.status_code in {302, 403}
    assert not Intake.objects.exists()


def test_nobody_starts_a_scenario_that_is_not_live(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"))
    make_friend(account)
    assert "Nobody can start now" in admin.get(existing(scenario)).content.decode()
    admin.post(existing(scenario))
    assert not Intake.objects.exists()


def test_nothing_happens_without_anybody(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    assert "nobody left" in admin.get(existing(scenario)).content.decode()
    admin.post(existing(scenario))
    assert not Intake.objects.exists()
