"""Two people at one scenario: both drafts are kept, an autosave never covers a newer one, a lock holds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linesteps.accounts.models import Account
from linesteps.admin.scenarios.form import ScenarioForm
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from tests.admin.builders import make_scenario, make_user, send

pytestmark = [pytest.mark.django_db, pytest.mark.fault("A-02")]

EDITOR = ("view_scenario", "change_scenario", "publish_scenario")


def signed_in(*permissions: str) -> tuple[Client, Any]:
    client, user = Client(), make_user(*permissions)
    client.force_login(user)
    return client, user


def fields(scenario: Scenario, text: str, **more: Any) -> dict[str, Any]:
    """What the builder posts."""
    return {
        "name": "Welcome",
        "account": scenario.account_id,
        "re_entry": "restart",
        "inside": "move",
        "deleted": "",
        "triggers-count": "1",
        "triggers-0-type": "by_hand",
        "triggers-0-id": "t",
        "triggers-0-order": "0",
        "triggers-0-deleted": "",
        "steps-json": json.dumps([send(text, step_id="only")]),
        **more,
    }


def loaded(scenario: Scenario) -> dict[str, str]:
    """What the page of somebody who opens the scenario now sends along."""
    revision = Scenario.objects.get(pk=scenario.pk).latest_revision
    return {
        "loaded_revision_id": str(revision.pk),
        "loaded_revision_created_at": revision.created_at.isoformat(),
    }


def edit(client: Client, scenario: Scenario, data: dict[str, Any], **headers: str) -> Any:
    return client.post(reverse("linesteps_scenarios:edit", args=[scenario.pk]), data, headers=headers)


def texts(scenario: Scenario) -> list[str]:
    """The text of every draft, oldest first."""
    drafts = scenario.revisions.order_by("created_at", "pk")
    return [plain(one.as_object().steps)[0]["value"]["messages"][0]["value"]["text"] for one in drafts]


def test_both_drafts_of_two_editors_are_kept_and_either_can_be_restored(account: Account) -> None:
    scenario = make_scenario(account, send("First", step_id="only"), publish=True)
    (one, _), (other, _user) = signed_in(*EDITOR), signed_in(*EDITOR)
    seen = loaded(scenario)
    edit(one, scenario, fields(scenario, "Hers", **seen))
    edit(other, scenario, fields(scenario, "His", **seen))
    assert texts(scenario) == ["First", "Hers", "His"]
    scenario.refresh_from_db()
    assert plain(scenario.steps)[0]["value"]["messages"][0]["value"]["text"] == "First"
    hers = scenario.revisions.order_by("created_at", "pk")[1]
    page = one.get(reverse("linesteps_scenarios:revisions_revert", args=[scenario.pk, hers.pk]))
    assert "Hers" in str(plain(page.context["form"].instance.steps))
    history = one.get(reverse("linesteps_scenarios:history", args=[scenario.pk])).content.decode()
    assert "text Hers → His" in history


def test_autosave_does_not_cover_what_somebody_else_saved_meanwhile(account: Account) -> None:
    scenario = make_scenario(account, send("First", step_id="only"))
    (one, _), (other, _user) = signed_in(*EDITOR), signed_in(*EDITOR)
    seen = loaded(scenario)
    edit(one, scenario, fields(scenario, "Hers", **seen))
    answer = edit(other, scenario, fields(scenario, "His", **seen), accept="application/json")
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "invalid_revision"
    assert texts(scenario) == ["First", "Hers"]


def test_autosave_that_began_before_a_publication_does_not_take_it_back(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = make_scenario(account, send("First", step_id="only"))
    client, user = signed_in(*EDITOR)
    revision = scenario.save_revision(user=user, changed=True, clean=False)
    checks = ScenarioForm.is_valid

    def published_meanwhile(form: ScenarioForm) -> bool:
        monkeypatch.setattr(ScenarioForm, "is_valid", checks)
        Scenario.objects.get(pk=scenario.pk).latest_revision.publish(user=user)
        return checks(form)

    monkeypatch.setattr(ScenarioForm, "is_valid", published_meanwhile)
    data = fields(scenario, "Later", overwrite_revision_id=str(revision.pk))
    answer = edit(client, scenario, data, accept="application/json")
    assert answer.status_code == 200
    scenario.refresh_from_db()
    assert scenario.live
    assert scenario.current_version is not None
    assert plain(scenario.steps)[0]["value"]["messages"][0]["value"]["text"] == "First"
    # The published draft stays what it was, too.
    assert texts(scenario)[-2:] == ["First", "Later"]
    assert answer.json()["revision_id"] != revision.pk


def test_publishing_while_somebody_else_holds_the_lock_is_refused_and_loses_nothing(account: Account) -> None:
    scenario = make_scenario(account, send("First", step_id="only"), publish=True)
    _locker, holder = signed_in(*EDITOR, "lock_scenario")
    editor, _user = signed_in(*EDITOR)
    Scenario.objects.filter(pk=scenario.pk).update(locked=True, locked_by=holder)
    version = scenario.current_version
    answer = edit(editor, scenario, fields(scenario, "Mine", **{"action-publish": "1"}))
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "could not be saved as it is locked" in html
    # What was typed is still on the page.
    assert "Mine" in html
    scenario.refresh_from_db()
    assert scenario.current_version == version
    assert texts(scenario) == ["First"]


def test_holder_of_the_lock_goes_on(account: Account) -> None:
    scenario = make_scenario(account, send("First", step_id="only"), publish=True)
    client, holder = signed_in(*EDITOR, "lock_scenario")
    Scenario.objects.filter(pk=scenario.pk).update(locked=True, locked_by=holder)
    edit(client, scenario, fields(scenario, "Mine", **{"action-publish": "1"}))
    scenario.refresh_from_db()
    assert scenario.current_version.number == 2
