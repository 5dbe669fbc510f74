"""Drafts are always saved; publishing names every problem at its step; permissions hold."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from linesteps.accounts.models import Account
from linesteps.scenarios.models import Scenario
from tests.admin.builders import branch, make_scenario, make_user, send

pytestmark = pytest.mark.django_db


def post_data(text: str, account: Account, **extra: Any) -> dict[str, Any]:
    """What a browser posts: a branch in a branch, with a send whose text may be empty."""
    message = ("text", {"text": text}, "m1")
    inner_send = ("send", {"name": "Deep", "messages": _stream([message])}, "deep-step")
    inner = ("branch", _branch([inner_send]), "inner-branch")
    outer = ("branch", _branch([inner]), "outer-branch")
    return nested_form_data(
        {
            "name": "Welcome",
            "account": account.pk,
            "re_entry": "restart",
            "inside": "move",
            "deleted": "",
            "triggers": _stream([("by_hand", {}, "t1")]),
            "steps": _stream([outer]),
            **extra,
        }
    )


def _stream(items: list[tuple[str, Any, str]]) -> dict[str, Any]:
    data = streamfield([(kind, value) for kind, value, _id in items])
    for number, (_kind, _value, item_id) in enumerate(items):
        data[str(number)]["id"] = item_id
    return data


def _branch(steps: list[Any]) -> dict[str, Any]:
    condition = ("tag", {"tag": "vip"}, "c1")
    path = {
        "deleted": "",
        "order": "0",
        "id": "p1",
        "value": {
            "label": "VIP",
            "conditions": _stream([condition]),
            "match": "all",
            "steps": _stream(steps),
        },
    }
    return {
        "name": "",
        "paths": {"count": "1", "0": path},
        "otherwise": {"steps": _stream([])},
        "wait_hours": "",
    }


def edit(client: Client, scenario: Scenario, data: dict[str, Any]) -> Any:
    return client.post(reverse("linesteps_scenarios:edit", args=[scenario.pk]), data)


def test_unfinished_draft_is_saved(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"))
    response = edit(admin, scenario, post_data("", account))
    assert response.status_code == 302
    scenario.refresh_from_db()
    assert "deep-step" in scenario.latest_revision.content["steps"]
    assert not scenario.live


def test_draft_without_name_is_saved_too(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"))
    response = edit(admin, scenario, post_data("", account, name=""))
    assert response.status_code in {200, 302}


def test_empty_new_draft_is_saved(admin: Client, account: Account) -> None:
    data = post_data("", account, triggers=_stream([]), steps=_stream([]))
    assert admin.post(reverse("linesteps_scenarios:add"), data).status_code == 302
    assert Scenario.objects.get().live is False


def test_problem_stands_deep_at_its_field(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"))
    data = {**post_data("", account), "action-publish": "1"}
    response = edit(admin, scenario, data)
    assert response.status_code == 200
    [error] = response.context["form"].errors.as_data()["steps"]
    text = json.dumps(error.as_json_data())
    branch_error = error.block_errors[0].block_errors["paths"].block_errors[0].block_errors["steps"]
    send_error = (
        branch_error.block_errors[0]
        .block_errors["paths"]
        .block_errors[0]
        .block_errors["steps"]
        .block_errors[0]
    )
    leaf = send_error.block_errors["messages"].block_errors[0].block_errors["text"]
    assert "no text yet" in leaf.messages[0], text
    scenario.refresh_from_db()
    assert not scenario.live


def test_summary_names_number_and_step_with_a_link(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"))
    response = edit(admin, scenario, {**post_data("", account), "action-publish": "1"})
    html = response.content.decode()
    assert '<a href="#block-deep-step-section">3. Deep</a>' in html
    assert "one thing needs to be mended" in html


def test_problem_of_a_container_stands_at_the_container(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"))
    data = {**post_data("x", account, steps=_stream([]), triggers=_stream([])), "action-publish": "1"}
    errors = edit(admin, scenario, data).context["form"].errors.as_data()
    assert errors["steps"][0].non_block_errors.as_data()[0].messages == [
        "There is no step yet. Add a message."
    ]
    assert "no start condition" in errors["triggers"][0].non_block_errors.as_data()[0].messages[0]


def test_finished_scenario_is_published_from_the_form(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"))
    response = edit(admin, scenario, {**post_data("Hello", account), "action-publish": "1"})
    assert response.status_code == 302
    scenario.refresh_from_db()
    assert scenario.live and scenario.current_version is not None


def test_new_scenario_with_problems_is_not_published(admin: Client, account: Account) -> None:
    data = {**post_data("", account), "action-publish": "1"}
    response = admin.post(reverse("linesteps_scenarios:add"), data)
    assert response.status_code == 200
    assert not Scenario.objects.filter(live=True).exists()


def test_problem_that_the_form_did_not_see_is_a_message_and_no_server_error(
    admin: Client, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = make_scenario(account, send("Hi"))
    monkeypatch.setattr("linesteps.admin.scenarios.form.what_refuses", lambda _scenario: [])
    response = edit(admin, scenario, {**post_data("", account), "action-publish": "1"})
    assert response.status_code == 302
    page = admin.get(response["Location"])
    assert "There is no text yet" in page.content.decode()
    scenario.refresh_from_db()
    assert not scenario.live


def test_approval_of_a_scenario_with_problems_is_refused_in_words(admin: Client, account: Account) -> None:
    from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

    workflow = Workflow.objects.create(name="Check")
    task = GroupApprovalTask.objects.create(name="Boss")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    scenario = make_scenario(account, send(""))
    user = make_user("change_scenario", "publish_scenario")
    task.groups.add(user.groups.get())
    workflow.start(scenario, user)
    state = scenario.current_workflow_task_state
    client = Client()
    client.force_login(user)
    url = reverse("linesteps_scenarios:workflow_action", args=[scenario.pk, "approve", state.pk])
    response = client.post(url, {"comment": ""})
    assert response.status_code == 302
    assert "There is no text yet" in client.get(response["Location"]).content.decode()
    scenario.refresh_from_db()
    assert not scenario.live
    assert scenario.workflow_in_progress


def test_revert_to_an_older_revision_saves_a_draft(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"))
    revision = scenario.latest_revision
    edit(admin, scenario, post_data("Two", account))
    url = reverse("linesteps_scenarios:revisions_revert", args=[scenario.pk, revision.pk])
    assert admin.get(url).status_code == 200


@pytest.mark.parametrize("is_posted_to_copy", [True, False])
def test_copy_is_a_draft_of_its_own(admin: Client, account: Account, is_posted_to_copy: bool) -> None:
    scenario = make_scenario(account, branch([send("A")]), publish=True)
    url = reverse("linesteps_scenarios:copy", args=[scenario.pk])
    page = admin.get(url)
    assert page.context["form"].instance.name == "Welcome (copy)"
    target = url if is_posted_to_copy else page.context["action_url"]
    response = admin.post(target, post_data("Copied", account, name="Second"))
    assert response.status_code == 302
    copy = Scenario.objects.get(name="Second")
    assert not copy.live and copy.current_version is None
    scenario.refresh_from_db()
    assert scenario.live


def test_preview_shows_the_conversation(admin: Client, account: Account) -> None:
    data = post_data("Hello {{ display_name|you }}, see https://example.com/a", account)
    scenario = make_scenario(account, send("Hi"))
    url = reverse("linesteps_scenarios:preview_on_edit", args=[scenario.pk])
    assert admin.post(url, data).json() == {"is_valid": True, "is_available": True}
    html = admin.get(url).content.decode()
    assert "Hello Hanako, see https://example.com/a" in html
    assert "{{" not in html
