"""Approval asks the same list."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

from linesteps.accounts.models import Account
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import send
from tests.admin.builders import make_scenario, make_user
from tests.admin.publish_directly.posting import fields
from tests.unit.test_link_opening import Server

pytestmark = pytest.mark.django_db


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
