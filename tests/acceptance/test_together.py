"""A page and a scenario that go live together: by hand, at a planned time, by approval; never twice, never half."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    ModelLogEntry,
    Page,
    Revision,
    Workflow,
    WorkflowTask,
)

from linesteps import tick
from linesteps.failpoints import arm, times_reached
from linesteps.following.together import publish_planned
from linesteps.scenarios.carry_over import Inside
from linesteps.scenarios.compiler import ScenarioHasProblems
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.page_wait import PageWait
from linesteps.testing.build import send, trigger, wait
from linesteps.testing.shop import Shop
from tests.faults.children import dies_at
from tests.library import card_of, make_home, make_image, make_page

# Wagtail leaves the temporary files of new renditions to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


@pytest.fixture(autouse=True)
def public(settings: Any) -> None:
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"


@pytest.fixture
def page(shop: Shop) -> Iterator[Any]:
    """A page that is drawn and not published."""
    shop.account.notify_emails = "boss@fish.example"
    shop.account.save()
    page = make_page(make_home(), "Winter menu")
    page.image = make_image()
    page.save()
    page.unpublish()
    page.refresh_from_db()
    yield page


def draw(shop: Shop, page: Page, *steps: Any, **values: Any) -> Scenario:
    return shop.draw(steps=list(steps or [send("Winter is here")]), publish_with=page, **values)


def publish(scenario: Scenario) -> None:
    scenario.save_revision().publish()
    scenario.refresh_from_db()


def versions(scenario: Scenario) -> int:
    scenario.refresh_from_db()
    return scenario.versions.count()


def later(monkeypatch: pytest.MonkeyPatch, **time: float) -> None:
    moment = timezone.now() + timedelta(**time)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_scenario_waits_for_its_page_and_shows_it_as_it_was_published(shop: Shop, page: Any) -> None:
    starts = trigger("page_published", page=page.pk, which="page", type="", when="first", at_most=9)
    scenario = draw(shop, page, send(card_of(page)), triggers=[trigger(), starts])
    friend = shop.add_friend()
    publish(scenario)
    assert (scenario.live, versions(scenario)) == (False, 0)
    assert PageWait.objects.get().page_id == page.pk
    shop.settle()
    assert shop.texts_to(friend) == []

    page.title = "Winter menu, new"
    page.save_revision().publish()
    assert (versions(scenario), scenario.live, scenario.publish_with) == (1, True, None)
    assert not PageWait.objects.exists()
    shop.settle()
    # It starts by the very page that it waited for.
    sent = [*shop.line.messages_of(shop.there, friend)]
    assert "Winter menu, new" in str(sent[-1].message)

    page.save_revision().publish()
    shop.settle()
    assert versions(scenario) == 1 and len(shop.line.messages_of(shop.there, friend)) == len(sent)
    actions = list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True))
    assert [one for one in actions if "page" in one] == [
        "linesteps.wait_for_page",
        "linesteps.publish_with_page",
    ]


def test_change_of_a_running_scenario_goes_out_at_the_planned_time_of_the_page(
    shop: Shop, page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [send("Autumn"), wait(days=3, id="w")]
    scenario = shop.publish(steps=steps)
    friend = shop.add_friend()
    page.go_live_at = timezone.now() + timedelta(hours=2)
    page.save_revision().publish()
    drawn: Any = scenario
    drawn.steps, drawn.publish_with, drawn.inside = [send("Winter"), *steps], page, Inside.END
    publish(scenario)
    assert (versions(scenario), scenario.live) == (1, True)
    assert shop.run_of(friend).status == "waiting"
    later(monkeypatch, hours=3)
    call_command("publish_scheduled", verbosity=0)
    page.refresh_from_db()
    assert page.live and versions(scenario) == 2
    # The choice about the people inside is that of the moment when it was planned.
    assert shop.run_of(friend).left_reason == "ended"
    assert publish_planned() == 0


@pytest.mark.fault("E-10")
@pytest.mark.parametrize(
    ("point", "how"),
    [
        ("together.before_publish", "raise"),
        ("scenarios.after_carry_over", "raise"),
        ("together.before_commit", "kill"),
        ("together.after_commit", "kill"),
    ],
)
def test_page_is_not_held_up_and_the_worker_does_what_was_left(
    shop: Shop, page: Any, point: str, how: str
) -> None:
    scenario = draw(shop, page)
    publish(scenario)
    revision = page.save_revision()
    if how == "kill":
        assert dies_at(point, revision.publish)
    else:
        with arm(point):
            revision.publish()
            assert times_reached(point) == 1
    page.refresh_from_db()
    assert page.live
    is_done = point == "together.after_commit"
    assert (versions(scenario), scenario.live, PageWait.objects.count()) == (is_done, is_done, not is_done)
    assert ("publish_planned" in tick.due_seldom()) is not is_done
    assert (publish_planned(), versions(scenario), scenario.live) == (not is_done, 1, True)
    assert (publish_planned(), versions(scenario)) == (0, 1)
    assert "publish_planned" not in tick.due_seldom()


def test_scenario_that_fails_its_checks_then_stays_and_people_are_told(shop: Shop, page: Any) -> None:
    scenario = draw(shop, page)
    publish(scenario)
    shop.account.is_active = False
    shop.account.save()
    page.save_revision().publish()
    page.refresh_from_db()
    assert page.live and (versions(scenario), scenario.live) == (0, False)
    assert "not in use" in scenario.attention and not PageWait.objects.exists()
    assert [(one.to, "was not published" in one.subject) for one in mail.outbox] == [
        (["boss@fish.example"], True)
    ]
    assert "not in use" in ModelLogEntry.objects.get(action="linesteps.publish_refused").data["problems"]
    assert publish_planned() == 0
    shop.account.is_active = True
    shop.account.save()
    # The page is out already, so nothing is waited for.
    publish(scenario)
    assert scenario.live


def test_what_is_wrong_is_said_when_it_is_planned_already(shop: Shop, page: Any) -> None:
    broken = draw(shop, page, send(""))
    with pytest.raises(ScenarioHasProblems):
        broken.save_revision().publish()
    both = draw(shop, page, go_live_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(ScenarioHasProblems, match="not both"):
        both.save_revision().publish()
    assert not PageWait.objects.exists()


def test_approving_the_page_approves_the_scenario_where_it_is_the_same_persons_to_approve(
    shop: Shop, page: Any
) -> None:
    users = [get_user_model().objects.create_user(name, f"{name}@x.jp", "x") for name in ("boss", "editor")]
    group = Group.objects.create(name="Bosses")
    users[0].groups.add(group)
    group.permissions.add(Permission.objects.get(codename="publish_scenario"))
    publishes = Permission.objects.get(codename="publish_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=group, page=page.get_root(), permission=publishes)
    for name, mine in (("Page", group), ("Scenario", group), ("Others", Group.objects.create(name="Others"))):
        workflow = Workflow.objects.create(name=name)
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.add(mine)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    mine, foreign = draw(shop, page), draw(shop, page, name="Foreign")
    for one, name in ((mine, "Scenario"), (foreign, "Others"), (page, "Page")):
        one.save_revision()
        Workflow.objects.get(name=name).start(one, users[1])
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, users[0], "approve")
    page.refresh_from_db()
    assert page.live and (versions(mine), versions(foreign)) == (1, 0)
    assert mine.live and foreign.workflow_in_progress
    # Whoever approves the other one later need not wait for a page that is out.
    state = foreign.current_workflow_task_state
    state.task.specific.on_action(state, users[0], "approve")
    assert (versions(foreign), foreign.live) == (1, True)


def test_plan_ends_with_the_page_or_when_it_is_taken_back(shop: Shop, page: Any) -> None:
    scenario = draw(shop, page)
    publish(scenario)
    scenario.unpublish()
    assert not PageWait.objects.exists()
    publish(scenario)
    page.delete()
    scenario.refresh_from_db()
    assert "was deleted" in scenario.attention and len(mail.outbox) == 1
    assert not PageWait.objects.exists()
    scenario.latest_revision.refresh_from_db()
    publish(scenario)
    assert scenario.live


def test_scenario_goes_live_and_ends_at_its_time_without_a_job_of_the_site(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, end = (timezone.now() + timedelta(hours=hours) for hours in (1, 3))
    scenario = shop.draw(steps=[send("Hi")], go_live_at=start, expire_at=end)
    publish(scenario)
    assert publish_planned() == 0
    later(monkeypatch, hours=2)
    assert "publish_planned" in tick.due_seldom()
    stale = Revision.objects.get(pk=scenario.latest_revision_id)
    assert publish_planned() == 1
    assert (versions(scenario), scenario.live) == (1, True)
    # Wagtail's own command had read it, too, and comes second.
    stale.publish(log_action="wagtail.publish.scheduled")
    assert versions(scenario) == 1
    assert ModelLogEntry.objects.filter(action="wagtail.publish.scheduled").count() == 1
    later(monkeypatch, hours=2)
    assert publish_planned() == 1
    scenario.refresh_from_db()
    assert (scenario.live, scenario.expired, publish_planned()) == (False, True, 0)
