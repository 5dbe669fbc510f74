"""The filters of the list of scenarios."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from wagtail.models import Workflow, WorkflowState

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.scenarios.operation import STATUSES, status_of
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import trigger
from tests.admin.builders import make_account, make_scenario, make_user, send

pytestmark = pytest.mark.django_db


def in_every_status(account: Account) -> dict[str, Scenario]:
    """A scenario for each status of one account; the account's own pause is another test."""
    made = {
        name: make_scenario(account, send(name), name=name) for name in ("draft", "in-review", "scheduled")
    }
    published = ("live", "live-changed", "paused", "closing", "unpublished", "ended")
    made |= {name: make_scenario(account, send(name), name=name, publish=True) for name in published}
    for name in ("paused", "closing", "ended"):
        Scenario.objects.filter(pk=made[name].pk).update(state=name)
    made["live-changed"].steps = [send("Other")]
    made["live-changed"].save_revision(changed=True, clean=False)
    made["unpublished"].unpublish()
    revision = made["scheduled"].latest_revision
    revision.approved_go_live_at = clock.now() + timedelta(days=1)
    revision.save()
    workflow = Workflow.objects.create(name="Review")
    of_scenarios = ContentType.objects.get_for_model(Scenario)
    WorkflowState.objects.create(
        content_type=of_scenarios,
        base_content_type=of_scenarios,
        object_id=str(made["in-review"].pk),
        workflow=workflow,
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    return made


def test_status_filter_finds_what_the_list_calls_so(admin: Client, account: Account) -> None:
    in_every_status(account)
    stopped = make_account(name="Stopped", channel_id="777", paused_at=clock.now())
    make_scenario(stopped, send("x"), name="attention", publish=True)
    url = reverse("linesteps_scenarios:list")
    seen = set()
    for name, status in STATUSES.items():
        rows = admin.get(f"{url}?status={name}").context["object_list"]
        assert [row.name for row in rows] == [name]
        assert [status_of(row) for row in rows] == [status]
        seen.add(name)
    both = admin.get(f"{url}?status=live&status=draft").context["object_list"]
    assert {row.name for row in both} == {"live", "draft"}
    assert seen == set(STATUSES)


def test_start_filter_asks_the_newest_draft(admin: Client, account: Account) -> None:
    by_hand = make_scenario(account, send("Hi"), name="By hand", publish=True)
    changed = make_scenario(account, send("Hi"), name="Changed", publish=True)
    changed.triggers = [trigger("tag_added", tag="VIP")]
    changed.save_revision(changed=True, clean=False)
    url = reverse("linesteps_scenarios:list")
    found = {
        kind: [row.pk for row in admin.get(f"{url}?start={kind}").context["object_list"]]
        for kind in ("by_hand", "tag_added", "keyword")
    }
    assert found == {"by_hand": [by_hand.pk], "tag_added": [changed.pk], "keyword": []}


def test_editor_filter_finds_what_somebody_ever_edited(
    admin: Client, admin_user: Any, account: Account
) -> None:
    other = make_user("change_scenario")
    mine, theirs = make_scenario(account, name="Mine"), make_scenario(account, name="Theirs")
    mine.save_revision(user=admin_user, changed=True, clean=False)
    mine.save_revision(user=other, changed=True, clean=False)
    theirs.save_revision(user=other, changed=True, clean=False)
    url = reverse("linesteps_scenarios:list")
    assert [row.name for row in admin.get(f"{url}?editor={admin_user.pk}").context["object_list"]] == ["Mine"]
    both = admin.get(f"{url}?editor={other.pk}").context["object_list"]
    assert {row.name for row in both} == {"Mine", "Theirs"}
