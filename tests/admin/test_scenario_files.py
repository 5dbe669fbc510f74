"""Scenarios as files and templates."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linesteps.accounts.models import Account
from linesteps.scenarios.models import Scenario
from tests.admin.builders import make_account, make_scenario, send, wait

pytestmark = pytest.mark.django_db

IMPORT = "linesteps_scenarios:import"


def upload(client: Client, account: Account, content: bytes) -> object:
    file = SimpleUploadedFile("scenarios.json", content, content_type="application/json")
    return client.post(reverse(IMPORT), {"account": account.pk, "file": file})


def test_export_is_a_download_of_the_newest_drafts(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    scenario.steps = [send("Newest")]
    scenario.save_revision(clean=False)
    make_scenario(account, send("Other"), name="Other")
    response = admin.get(reverse("linesteps_scenarios:export"), {"scenario": scenario.pk})
    assert response.headers["Content-Disposition"].startswith("attachment")
    text = response.content.decode()
    assert "Newest" in text
    assert "Other" not in text


def test_exported_file_is_imported_as_a_draft_into_another_account(admin: Client, account: Account) -> None:
    make_scenario(account, send("Hi"), wait(3), publish=True)
    content = admin.get(reverse("linesteps_scenarios:export")).content
    other = make_account(name="Second shop")
    response = upload(admin, other, content)
    made = Scenario.objects.get(account=other)
    assert response.headers["Location"] == reverse("linesteps_scenarios:edit", args=[made.pk])
    assert not made.live and made.current_version is None


@pytest.mark.parametrize("content", [b"no json", b"[]", b'{"format": "linesteps.scenarios"}', b"\xff\xfe"])
def test_broken_file_imports_nothing_and_says_where(admin: Client, account: Account, content: bytes) -> None:
    response = upload(admin, account, content)
    assert response.status_code == 200
    assert "Nothing was imported. In the file at" in response.content.decode()
    assert not Scenario.objects.exists()


def test_wrong_value_deep_in_a_file_is_named_by_its_place(admin: Client, account: Account) -> None:
    make_scenario(account, send("Hi"))
    data = json.loads(admin.get(reverse("linesteps_scenarios:export")).content)
    data["scenarios"][0]["steps"][0]["type"] = "no_such_step"
    response = upload(admin, account, json.dumps(data).encode())
    assert "scenarios[0].steps[0]" in response.content.decode()
