"""One form of a new scenario makes one scenario, whoever posts it and however often."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from linesteps.accounts.models import Account
from linesteps.scenarios.models import Scenario
from tests.admin.builders import make_account, make_user
from tests.admin.test_scenario_publishing import post_data

ADD = "linesteps_scenarios:add"


def form(account: Account, key: uuid.UUID, **changes: Any) -> dict[str, Any]:
    return {**post_data("Hello", account), "creation_key": str(key), **changes}


@pytest.mark.django_db
def test_form_of_a_new_scenario_carries_a_name_of_its_own(admin: Client, account: Account) -> None:
    first, second = (admin.get(reverse(ADD)).content.decode() for _ in range(2))
    key = first.partition('name="creation_key" value="')[2][:36]
    assert uuid.UUID(key)
    assert key not in second


@pytest.mark.django_db
def test_button_pressed_after_autosave_created_the_scenario_saves_that_one(
    admin: Client, account: Account
) -> None:
    key = uuid.uuid4()
    autosave = admin.post(
        reverse(ADD), form(account, key, name="Half"), headers={"accept": "application/json"}
    )
    assert autosave.json()["success"] is True
    button = admin.post(reverse(ADD), form(account, key, name="Whole"))
    assert button.status_code == 302
    scenario = Scenario.objects.get()
    assert scenario.get_latest_revision_as_object().name == "Whole"


@pytest.mark.django_db
def test_copy_is_made_once(admin: Client, account: Account) -> None:
    admin.post(reverse(ADD), form(account, uuid.uuid4(), name="Original"))
    original = Scenario.objects.get()
    address, key = reverse("linesteps_scenarios:copy", args=[original.pk]), uuid.uuid4()
    for name in ("Copy", "Copy, finished"):
        assert admin.post(address, form(account, key, name=name)).status_code == 302
    assert Scenario.objects.count() == 2
    copy = Scenario.objects.exclude(pk=original.pk).get()
    assert copy.get_latest_revision_as_object().name == "Copy, finished"


@pytest.mark.django_db
def test_two_forms_make_two_scenarios(admin: Client, account: Account) -> None:
    for _number in range(2):
        admin.post(reverse(ADD), form(account, uuid.uuid4()))
        # As old pages and other tools post it.
        admin.post(reverse(ADD), form(account, uuid.uuid4(), creation_key=""))
    assert Scenario.objects.count() == 4


@pytest.mark.django_db
def test_post_of_a_form_that_made_a_scenario_needs_the_right_to_change_it(account: Account) -> None:
    key = uuid.uuid4()
    author, other = Client(), Client()
    author.force_login(make_user("add_scenario", "change_scenario"))
    author.post(reverse(ADD), form(account, key, name="Mine"))
    other.force_login(make_user("add_scenario"))
    other.post(reverse(ADD), form(account, key, name="Taken over"))
    assert Scenario.objects.get().get_latest_revision_as_object().name == "Mine"


@pytest.mark.django_db(transaction=True)
def test_autosave_and_button_at_the_same_moment_make_one_scenario() -> None:
    account, user = make_account(), make_user("add_scenario", "change_scenario")
    barrier, statuses = threading.Barrier(4), []
    key = uuid.uuid4()

    def post(number: int) -> None:
        client = Client()
        client.force_login(user)
        barrier.wait()
        statuses.append(client.post(reverse(ADD), form(account, key, name=f"Post {number}")).status_code)
        connections.close_all()

    threads = [threading.Thread(target=post, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [302] * 4
    assert Scenario.objects.count() == 1
