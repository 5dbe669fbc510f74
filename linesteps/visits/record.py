"""Writing down what a friend did on the site: once for one act, and never more than can be true."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from wagtail.models import Page

from linesteps import clock, doorbell
from linesteps.failpoints import failpoint
from linesteps.followers.models import Activity, Follower
from linesteps.visits.models import PageVisit, VisitConsent
from linesteps.visits.pages import place_of

#: The same page, or the same document, within this time is the same visit.
SAME_VISIT = timedelta(minutes=30)
#: Different pages of one friend within ``SAME_VISIT``; nobody reads more, but a script may open more.
MOST_VISITS = 60
#: Forms and downloads of one friend within the same time.
MOST_ACTS = 30


def record_visit(follower: Follower, page: Page) -> bool:
    """Write down that the friend came to a page; False when it was the same visit, or one too many."""
    moment = clock.now()
    with transaction.atomic():
        _hold(follower, moment)
        recent = PageVisit.objects.filter(follower=follower, at__gt=moment - SAME_VISIT)
        pages = list(recent.values_list("page_id", flat=True)[:MOST_VISITS])
        if page.pk in pages or len(pages) == MOST_VISITS:
            return False
        PageVisit.objects.create(follower=follower, page=page, at=moment)
        _tell(follower, "page_visited", moment, url=page.full_url or "", **place_of(page))
        failpoint("visits.before_commit")
    return True


def record_download(follower: Follower, document: Any) -> bool:
    """Write down that the friend got a document; parts of one download, as viewers ask for, count once."""
    moment = clock.now()
    with transaction.atomic():
        _hold(follower, moment)
        recent = _recent(follower, "document_downloaded", moment)
        if len(recent) >= MOST_ACTS or any(one.get("document") == document.pk for one in recent):
            return False
        _tell(
            follower,
            "document_downloaded",
            moment,
            document=document.pk,
            title=document.title,
            filename=document.filename,
        )
        failpoint("visits.before_commit")
    return True


def record_form(follower: Follower, page: Page, *, key: str) -> bool:
    """Write down that the friend sent a form; False for a submission that is known, or one too many.

    What was written into the form stays where Wagtail keeps it.

    Args:
        key: names this one submission, at most 100 characters.
    """
    moment = clock.now()
    with transaction.atomic():
        _hold(follower, moment)
        if len(_recent(follower, "form_submitted", moment)) >= MOST_ACTS:
            return False
        if Activity.objects.filter(follower=follower, key=key).exists():
            return False
        _tell(follower, "form_submitted", moment, key, **place_of(page))
        failpoint("visits.before_commit")
    return True


def _hold(follower: Follower, moment: datetime) -> None:
    """One act of a friend at a time: what is counted before the commit stays true at it."""
    rows = VisitConsent.objects.select_for_update(no_key=True).filter(follower=follower)
    if not rows.first():
        # Known by the site's own login: the first act is the first that we hear of it.
        said = {"is_given": True, "at": moment, "source": VisitConsent.Source.LOGIN}
        VisitConsent.objects.get_or_create(follower=follower, defaults=said)


def _recent(follower: Follower, kind: str, moment: datetime) -> list[Any]:
    rows = Activity.objects.filter(follower=follower, at__gt=moment - SAME_VISIT, kind=kind)
    return list(rows.values_list("data", flat=True)[:MOST_ACTS])


def _tell(follower: Follower, kind: str, moment: datetime, key: str = "", **data: Any) -> None:
    Activity(follower=follower, kind=kind, at=moment, key=key, data=data).save()
    doorbell.ring("drain_inbox")
