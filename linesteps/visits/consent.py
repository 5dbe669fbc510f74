"""Saying yes, saying no, and taking a yes back: with a trace, and with what follows from it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linesteps import clock, doorbell
from linesteps.accounts.models import Account
from linesteps.followers.models import Activity, Follower
from linesteps.visits.models import PageVisit, VisitConsent

#: Whoever said no is not asked again for so long.
ASKED_AGAIN_AFTER = timedelta(days=180)
#: What is written into the history of visits, and goes when the yes is taken back.
VISIT_KINDS = ("page_visited", "document_downloaded")


def notice_of(account: Account) -> str:
    """What friends read before they answer: the account's own words, or ours in the reader's language."""
    own = account.visits_notice.strip()
    return own or _(
        "If you agree, %(shop)s can see which pages of this site you open, what you download and which forms you "
        "send, and fit its LINE messages to it. Nothing is passed on to others. You can take it back at any time."
    ) % {"shop": account.name}


def may_ask(follower: Follower) -> bool:
    """Whether the question may be asked: not of somebody who said no lately."""
    recent = clock.now() - ASKED_AGAIN_AFTER
    return not VisitConsent.objects.filter(follower=follower, is_given=False, at__gt=recent).exists()


def allow(follower: Follower, *, source: str, notice: str = "") -> None:
    """Keep the yes.

    Args:
        source: one of ``VisitConsent.Source``.
        notice: what was read.
    """
    moment = clock.now()
    with transaction.atomic():
        said = {"is_given": True, "at": moment, "source": source, "notice": notice}
        known = VisitConsent.objects.filter(follower=follower, is_given=True)
        if known.update(notice=notice or ""):
            # Said before, in another browser: nothing new for the history.
            return
        VisitConsent.objects.update_or_create(follower=follower, defaults=said)
        Activity.of(follower, "visits_allowed", moment, source=source).save()
        doorbell.ring("drain_inbox")


def refuse(follower: Follower, *, source: str, notice: str = "") -> None:
    """Keep the no. Visits and downloads that were known are deleted; every browser is nobody's from now on."""
    moment = clock.now()
    with transaction.atomic():
        was_given = VisitConsent.objects.filter(follower=follower, is_given=True).exists()
        said = {"is_given": False, "at": moment, "source": source, "notice": notice}
        VisitConsent.objects.update_or_create(follower=follower, defaults=said)
        PageVisit.objects.filter(follower=follower).delete()
        Activity.objects.filter(follower=follower, kind__in=VISIT_KINDS).delete()
        kind = "visits_withdrawn" if was_given else "visits_refused"
        Activity.of(follower, kind, moment, source=source).save()
        doorbell.ring("drain_inbox")
