"""Publications that were planned: with a page, or for a time; done in the page's own commit or by the worker."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.signals import pre_delete
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, WorkflowState
from wagtail.signals import page_published, workflow_approved

from linesteps import bulk, conf
from linesteps.failpoints import failpoint
from linesteps.scenarios.compiler import ScenarioHasProblems
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.page_wait import PageWait, going_live
from linesteps.scenarios.publishing import note_refusal

logger = logging.getLogger("linesteps.following")

#: So many of each kind at a time.
_BATCH = 100


def connect() -> None:
    """Listen to Wagtail, once; before ``published.connect``, so that a page starts what goes live with it."""
    page_published.connect(_on_publication, dispatch_uid="linesteps.together")
    workflow_approved.connect(_on_approval, dispatch_uid="linesteps.together")
    pre_delete.connect(_on_delete, sender=Page, dispatch_uid="linesteps.together")


def publish_planned() -> int:
    """Do what is due and was not done yet; returns how many publications were looked at.

    Pages publish what waits for them by themselves. Here comes what was lost when a process died in between, and
    scenarios whose own time has come: no scheduled job of the site is needed for them.
    """
    due = due_now()
    done = 0
    for rows, order, act in (
        (due["page_waits"], "asked_at", _publish_with_page),
        (due["planned"], "approved_go_live_at", _publish_on_time),
        (due["expired"], "expire_at", _expire),
    ):
        keys = rows.order_by(order, "pk").values_list("pk", flat=True)[:_BATCH]
        done += sum(_tried(act, pk) for pk in list(keys))
    return done


def due_now() -> dict[str, models.QuerySet[Any]]:
    """What is due, by what kind of plan it is; asked by the tick."""
    kind = ContentType.objects.get_for_model(Scenario, for_concrete_model=False)
    return {
        "page_waits": PageWait.objects.due(),
        "planned": Revision.objects.filter(content_type=kind, approved_go_live_at__lt=timezone.now()),
        "expired": Scenario.objects.filter(live=True, expire_at__lt=timezone.now()),
    }


def _tried(act: Callable[[int], bool], pk: int) -> bool:
    """Whether it was done. Code of the site takes part in publishing, and must not hold up others or the page."""
    try:
        return act(pk)
    except Exception:
        # It stays due, and is tried again each minute.
        logger.exception("A planned publication failed (%s %s).", act.__name__, pk)
        return False


# -- with a page --


def _on_publication(sender: Any, instance: Page, **more: Any) -> None:
    """In the transaction of the page, if it has one: both are published, or neither."""
    if not instance.live:
        return
    for scenario_id in list(PageWait.objects.filter(page_id=instance.pk).values_list("pk", flat=True)):
        _tried(_publish_with_page, scenario_id)


def _publish_with_page(scenario_id: int) -> bool:
    """Publish what waits, once; False if somebody else did meanwhile."""
    with transaction.atomic():
        rows = bulk.lock(PageWait.objects.filter(pk=scenario_id, page__live=True), limit=1)
        if not rows:
            return False
        failpoint("together.before_publish")
        _publish(rows[0])
        PageWait.objects.filter(pk=scenario_id).delete()
        failpoint("together.before_commit")
    failpoint("together.after_commit")
    return True


def _publish(wait: PageWait) -> None:
    scenario = Scenario.objects.select_related("account").get(pk=wait.scenario_id)
    try:
        with transaction.atomic(), going_live(wait.page_id), translation.override(conf.language()):
            # Whoever asked was allowed to when they asked, as with a planned time.
            scenario.publish(
                wait.revision,
                user=wait.asked_by,
                log_action="linesteps.publish_with_page",
                skip_permission_checks=True,
            )
    except ScenarioHasProblems as refused:
        note_refusal(scenario, wait.revision, str(refused))


def _on_delete(sender: Any, instance: Page, **more: Any) -> None:
    """A page that is deleted never goes live: whoever waits for it is told."""
    for wait in PageWait.objects.filter(page_id=instance.pk).select_related("scenario__account"):
        with translation.override(conf.language()):
            text = _("The page “%(title)s” was deleted.") % {"title": instance.title}
        note_refusal(wait.scenario, wait.revision, text)


# -- approved together --


def _on_approval(sender: Any, instance: WorkflowState, user: Any = None, **more: Any) -> None:
    """Whoever approves a page approves the scenarios that wait for it, too, where it is theirs to approve."""
    page = instance.content_object
    if user is None or not isinstance(page, Page):
        return
    for scenario in _in_review_with(page):
        try:
            with transaction.atomic(), going_live(page.pk), translation.override(conf.language()):
                _approve(scenario, user)
        except ScenarioHasProblems as refused:
            note_refusal(scenario, scenario.latest_revision, str(refused))


def _in_review_with(page: Page) -> list[Scenario]:
    kind = ContentType.objects.get_for_model(Scenario, for_concrete_model=False)
    states = WorkflowState.objects.filter(base_content_type=kind, status=WorkflowState.STATUS_IN_PROGRESS)
    keys = [int(key) for key in states.values_list("object_id", flat=True)]
    rows = Scenario.objects.filter(pk__in=keys).select_related("account", "latest_revision")
    # Wagtail publishes the newest draft when it is approved.
    return [row for row in rows if row.latest_revision.content.get("publish_with") == page.pk]


def _approve(scenario: Scenario, user: Any) -> None:
    state = scenario.current_workflow_task_state
    # Who approves publishes, too: Wagtail asks for both.
    if state is None or not user.has_perm("linesteps.publish_scenario"):
        return
    task = state.task.specific
    if any(name == "approve" for name, *_words in task.get_actions(scenario, user)):
        task.on_action(state, user, "approve")


# -- at a time --


def _publish_on_time(revision_id: int) -> bool:
    """As Wagtail's ``publish_scheduled``, which may run beside it: ``Scenario.publish`` keeps it to once."""
    revision = Revision.objects.filter(pk=revision_id, approved_go_live_at__lt=timezone.now()).first()
    if revision is None:
        return False
    with translation.override(conf.language()):
        revision.publish(log_action="wagtail.publish.scheduled")
    return True


def _expire(scenario_id: int) -> bool:
    with transaction.atomic():
        rows = bulk.lock(due_now()["expired"].filter(pk=scenario_id), limit=1)
        if not rows:
            return False
        rows[0].unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True
