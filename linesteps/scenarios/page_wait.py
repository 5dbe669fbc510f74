"""Publications that wait for a page: made ready by somebody who may publish, done when the page goes live."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail.models import Page

from linesteps.messages.referred import standing_in

#: The page that is going live in this very moment: nothing waits for it any more.
_going_live: ContextVar[int | None] = ContextVar("linesteps_going_live", default=None)


class PageWaitQuerySet(models.QuerySet["PageWait"]):
    """Questions about publications that wait."""

    def due(self) -> PageWaitQuerySet:
        """Those whose page went live since, whoever saw it: its own publication, or nobody."""
        return self.filter(page__live=True, page__last_published_at__gte=models.F("asked_at"))


class PageWait(models.Model):
    """One revision of a scenario that goes live together with a page; the row goes in the same commit."""

    scenario = models.OneToOneField(
        "linesteps.Scenario", on_delete=models.CASCADE, related_name="page_wait", primary_key=True
    )
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    #: As Wagtail tells the time of pages.
    asked_at = models.DateTimeField()

    objects = PageWaitQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.scenario_id} with page {self.page_id}"


def is_awaited(page: Page) -> bool:
    """Whether a publication of the page is still to come: it is no longer, or not yet, as its draft says."""
    return not page.live or bool(page.has_unpublished_changes)


def awaited_page(drawn: Any) -> Page | None:
    """The page that ``drawn`` waits for if it is published now; ``None`` if it goes live at once.

    Args:
        drawn: a draft as an object, a form's instance, or a sketch from the browser.
    """
    pk = getattr(drawn, "publish_with_id", None)
    if pk is None or pk == _going_live.get():
        return None
    page = Page.objects.filter(pk=pk).first()
    return page if page is not None and is_awaited(page) else None


def planned_time(page: Page) -> datetime | None:
    """When Wagtail will publish the page by itself; ``None`` if somebody has to."""
    revision = page.revisions.filter(approved_go_live_at__isnull=False).first()
    return revision.approved_go_live_at if revision is not None else None


@contextmanager
def as_if_live(drawn: Any) -> Iterator[None]:
    """Inside, the page that ``drawn`` waits for is what its draft says, and live: so it will be then."""
    page = awaited_page(drawn)
    with standing_in(Page, _as_it_will_be(page)) if page is not None else nullcontext():
        yield


def _as_it_will_be(page: Page) -> Page:
    planned = page.revisions.filter(approved_go_live_at__isnull=False).first()
    draft: Page = planned.as_object() if planned is not None else page.get_latest_revision_as_object()
    draft.live = True
    return draft


@contextmanager
def going_live(page_id: int) -> Iterator[None]:
    """Inside, nothing waits for this page: it is live now."""
    token = _going_live.set(page_id)
    try:
        yield
    finally:
        _going_live.reset(token)


def wait_for(scenario_id: int, revision: Any, page: Page, user: Any) -> None:
    """Note that the revision goes live with the page; whatever waited before does not any more."""
    PageWait.objects.update_or_create(
        scenario_id=scenario_id,
        defaults={"revision": revision, "page_id": page.pk, "asked_by": user, "asked_at": timezone.now()},
    )


def stop_waiting(scenario_id: int) -> bool:
    """Forget it; returns whether something waited."""
    return bool(PageWait.objects.filter(scenario_id=scenario_id).delete()[0])
