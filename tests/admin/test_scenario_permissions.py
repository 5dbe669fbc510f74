"""Who may do what to scenarios, over every address."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linesteps.accounts.models import Account
from linesteps.scenarios.models import Scenario
from tests.admin.builders import make_scenario, make_user, send
from tests.admin.test_scenario_publishing import edit, post_data

pytestmark = pytest.mark.django_db

VIEW, ADD, CHANGE = "view_scenario", "add_scenario", "change_scenario"
PUBLISH, DELETE = "publish_scenario", "delete_scenario"
LOCK, UNLOCK = "lock_scenario", "unlock_scenario"
ALL = {VIEW, ADD, CHANGE, PUBLISH, DELETE, LOCK, UNLOCK}

#: (name, method, further arguments, the permissions of which any one opens it)
ADDRESSES: list[tuple[str, str, tuple[Any, ...] | str | None, set[str]]] = [
    ("list", "get", None, {VIEW, ADD, CHANGE, DELETE}),
    ("list_results", "get", None, {VIEW, ADD, CHANGE, DELETE}),
    ("live", "get", None, {VIEW, ADD, CHANGE, DELETE}),
    ("template", "get", "sc1", {ADD}),
    ("template", "post", "sc1", {ADD}),
    ("template_file", "get", "sc1", {ADD}),
    ("save_as_template", "get", (), {ADD}),
    ("revisions_compare", "get", ("revision", "revision"), {CHANGE}),
    ("export", "get", None, {VIEW, ADD, CHANGE, PUBLISH}),
    ("add", "get", None, {ADD}),
    ("import", "get", None, {ADD}),
    ("templates", "get", None, {ADD}),
    ("preview_on_add", "get", None, {ADD}),
    ("preview_on_add", "post", None, {ADD}),
    ("edit", "get", (), {CHANGE}),
    ("edit", "post", (), {CHANGE}),
    ("preview_on_edit", "get", (), {CHANGE}),
    ("preview_on_edit", "post", (), {CHANGE}),
    ("copy", "get", (), {ADD}),
    ("inspect", "get", (), {VIEW, ADD, CHANGE, DELETE}),
    ("delete", "get", (), {DELETE}),
    ("delete", "post", (), {DELETE}),
    ("unpublish", "post", (), {PUBLISH}),
    ("history", "get", (), {ADD, CHANGE, DELETE, VIEW}),
    ("usage", "get", (), {ADD, CHANGE, DELETE, VIEW}),
    ("revisions_view", "get", ("revision",), {CHANGE}),
    ("revisions_revert", "get", ("revision",), {CHANGE}),
    ("revisions_unschedule", "post", ("revision",), {PUBLISH}),
    ("lock", "post", (), {LOCK}),
    ("unlock", "post", (), {UNLOCK}),
    ("operate", "get", ("pause",), {PUBLISH}),
    ("operate", "post", ("pause",), {PUBLISH}),
]


def client_with(*permissions: str) -> Client:
    client = Client()
    client.force_login(make_user(*permissions))
    return client


def call(
    client: Client, name: str, method: str, scenario: Scenario, more: tuple[Any, ...] | str | None
) -> int:
    arguments: list[Any] = [more] if isinstance(more, str) else []
    if more is not None and not isinstance(more, str):
        revision = scenario.latest_revision.pk
        arguments = [scenario.pk, *(revision if part == "revision" else part for part in more)]
    url = reverse(f"linesteps_scenarios:{name}", args=arguments)
    data = post_data("Hi", scenario.account) if (name, method) == ("edit", "post") else {}
    response = getattr(client, method)(url, data)
    # Wagtail answers a refusal by a redirect to the home page with a message.
    is_refused = response.status_code == 403 or response.headers.get("Location") == reverse(
        "wagtailadmin_home"
    )
    return 403 if is_refused else response.status_code


@pytest.mark.parametrize(("name", "method", "more", "openers"), ADDRESSES)
def test_address_opens_for_nobody_without_the_permission(
    name: str, method: str, more: tuple[Any, ...] | str | None, openers: set[str], account: Account
) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    without = client_with(*(ALL - openers))
    assert call(without, name, method, scenario, more) == 403
    assert call(Client(), name, method, scenario, more) in {302, 403}
    scenario.refresh_from_db()
    assert (scenario.state, scenario.live, scenario.locked) == ("active", True, False)


@pytest.mark.parametrize(("name", "method", "more", "openers"), ADDRESSES)
def test_address_opens_with_the_permission(
    name: str, method: str, more: tuple[Any, ...] | str | None, openers: set[str], account: Account
) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    permissions = set(openers)
    # Copying reads the original, too.
    permissions |= {VIEW} if name == "copy" else set()
    assert call(client_with(*permissions), name, method, scenario, more) != 403


def test_editor_without_the_permission_to_publish_saves_a_draft_only(account: Account) -> None:
    scenario = make_scenario(account, send("Hi"))
    client = client_with(CHANGE)
    edit(client, scenario, {**post_data("Hello", account), "action-publish": "1"})
    scenario.refresh_from_db()
    assert not scenario.live and scenario.current_version is None
    assert "deep-step" in scenario.latest_revision.content["steps"]


def test_editor_without_the_permission_to_publish_sees_no_buttons_for_it(account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    html = client_with(CHANGE).get(reverse("linesteps_scenarios:edit", args=[scenario.pk])).content.decode()
    assert "action-publish" not in html
    assert "/operate/" not in html
    html = (
        client_with(CHANGE, PUBLISH)
        .get(reverse("linesteps_scenarios:edit", args=[scenario.pk]))
        .content.decode()
    )
    assert "action-publish" in html
    assert "/operate/" in html


def test_viewer_gets_a_list_without_ways_to_change(account: Account) -> None:
    make_scenario(account, send("Hi"), publish=True)
    html = client_with(VIEW).get(reverse("linesteps_scenarios:list")).content.decode()
    assert "Welcome" in html
    for way in ("edit", "delete", "copy", "operate", "import", "templates"):
        assert f"/linesteps/scenarios/{way}/" not in html
