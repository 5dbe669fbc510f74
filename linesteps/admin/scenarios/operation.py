"""What a scenario does apart from being drawn: its status in one word, and the ways to change it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linesteps.scenarios.models import READY_TO_RESUME, Scenario
from linesteps.scenarios.page_wait import PageWait, planned_time

State = Scenario.State


@dataclass(frozen=True, kw_only=True)
class Status:
    """One word, one sentence that says what it means now, and how strongly to show it."""

    word: str | Promise
    sentence: str | Promise
    is_strong: bool = False
    is_warning: bool = False


DRAFT = Status(word=_("Draft"), sentence=_("Not published yet. Nobody gets a message."))
IN_REVIEW = Status(word=_("In review"), sentence=_("Waits for approval before it is published."))
SCHEDULED = Status(word=_("Scheduled"), sentence=_("Will be published by itself."))
UNPUBLISHED = Status(
    word=_("Not published"), sentence=_("Takes in nobody. People already inside go on to the end.")
)
LIVE = Status(word=_("Live"), sentence=_("Takes in new people and sends messages."), is_strong=True)
LIVE_CHANGED = Status(
    word=_("Live, with changes not applied"),
    sentence=_("Runs as published. Your later changes take effect when you publish."),
    is_strong=True,
)
CLOSING = Status(
    word=_("Closing"), sentence=_("Takes in nobody new. People already inside go on to the end.")
)
PAUSED = Status(
    word=_("Paused"), sentence=_("Nothing is sent and nobody moves until you resume."), is_warning=True
)
ENDED = Status(word=_("Ended"), sentence=_("Over. Nothing is sent any more."))
ATTENTION = Status(
    word=_("Needs attention"),
    sentence=_("Sending is paused for the whole LINE Official Account. See its page for the reason."),
    is_warning=True,
)


#: By the name that an address gives it.
STATUSES = {
    "live": LIVE,
    "live-changed": LIVE_CHANGED,
    "attention": ATTENTION,
    "paused": PAUSED,
    "closing": CLOSING,
    "in-review": IN_REVIEW,
    "scheduled": SCHEDULED,
    "draft": DRAFT,
    "unpublished": UNPUBLISHED,
    "ended": ENDED,
}


def has_status(name: str) -> Q:
    """The condition under which ``status_of`` says this; for querysets of the list.

    Args:
        name: a key of ``STATUSES``.
    """
    over = Q(state=State.ENDED)
    runs = Q(live=True, current_version__isnull=False) & ~over
    rests = ~Q(live=True, current_version__isnull=False) & ~over
    waits = Q(is_in_review=True) | Q(is_scheduled=True)
    sends = runs & ~Q(state=State.PAUSED) & Q(account__paused_at__isnull=True)
    return {
        "live": sends & Q(state=State.ACTIVE, has_unpublished_changes=False),
        "live-changed": sends & Q(state=State.ACTIVE, has_unpublished_changes=True),
        "attention": runs & ~Q(state=State.PAUSED) & Q(account__paused_at__isnull=False),
        "paused": runs & Q(state=State.PAUSED),
        "closing": sends & Q(state=State.CLOSING),
        "in-review": rests & Q(is_in_review=True),
        "scheduled": rests & Q(is_in_review=False, is_scheduled=True),
        "draft": rests & ~waits & Q(current_version__isnull=True),
        "unpublished": rests & ~waits & Q(current_version__isnull=False),
        "ended": over,
    }[name]


def status_of(scenario: Scenario) -> Status:
    """The status as editors see it.

    Uses the annotations ``is_in_review`` and ``is_scheduled`` when a list has made them.
    """
    if scenario.state == State.ENDED:
        return ENDED
    if not scenario.live or scenario.current_version_id is None:
        if getattr(scenario, "is_in_review", None) or (
            not hasattr(scenario, "is_in_review") and scenario.pk and scenario.workflow_in_progress
        ):
            return IN_REVIEW
        if scenario.is_scheduled if hasattr(scenario, "is_scheduled") else plan_of(scenario) is not None:
            return SCHEDULED
        if scenario.attention_at is not None:
            return replace(ATTENTION, sentence=scenario.attention)
        return UNPUBLISHED if scenario.current_version_id else DRAFT
    if scenario.attention_at is not None:
        # The sentence was written when it was noticed, in the site's language.
        return replace(ATTENTION, sentence=scenario.attention)
    if scenario.state == State.PAUSED:
        return PAUSED
    if scenario.account.paused_at is not None:
        return ATTENTION
    if scenario.state == State.CLOSING:
        return CLOSING
    return LIVE_CHANGED if scenario.has_unpublished_changes else LIVE


@dataclass(frozen=True, kw_only=True)
class Plan:
    """When a draft goes live by itself, in one sentence; with the address of the page that it waits for."""

    sentence: str
    page_url: str = ""


def plan_of(scenario: Scenario) -> Plan | None:
    """What was planned for it, if anything."""
    if not scenario.pk:
        return None
    waits = PageWait.objects.filter(pk=scenario.pk).select_related("page").first()
    if waits is not None:
        names = {"page": waits.page.get_admin_display_title()}
        planned = planned_time(waits.page)
        text = gettext("Waits for the page “%(page)s” and goes live together with it.") % names
        if planned is not None:
            text += " " + gettext("The page is planned for %(time)s.") % {"time": _time(planned)}
        return Plan(sentence=text, page_url=reverse("wagtailadmin_pages:edit", args=[waits.page_id]))
    revision = scenario.revisions.filter(approved_go_live_at__isnull=False).first()
    if revision is None:
        return None
    return Plan(sentence=gettext("Goes live on %(time)s.") % {"time": _time(revision.approved_go_live_at)})


def _time(moment: datetime) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT")


@dataclass(frozen=True, kw_only=True)
class Verb:
    """A way to change the operation.

    Args:
        name: in the address.
        to: the state that it leads to.
        comes_from: the states in which it is offered.
    """

    name: str
    to: str
    comes_from: frozenset[str]
    label: Any
    icon: str
    question: Any
    done: Any


VERBS = {
    verb.name: verb
    for verb in (
        Verb(
            name="pause",
            to=State.PAUSED,
            comes_from=frozenset({State.ACTIVE, State.CLOSING}),
            label=_("Pause"),
            icon="no-view",
            question=_(
                "Nothing will be sent and nobody moves until you resume. Waits then go on with the time that "
                "was left."
            ),
            done=_("“%(name)s” is paused. Nothing is sent until you resume it."),
        ),
        Verb(
            name="close",
            to=State.CLOSING,
            comes_from=frozenset({State.ACTIVE}),
            label=_("Take in nobody new"),
            icon="lock",
            question=_("Nobody new will start. The people who are inside go on to the end."),
            done=_("“%(name)s” takes in nobody new. People inside go on to the end."),
        ),
        Verb(
            name="resume",
            to=State.ACTIVE,
            comes_from=frozenset({State.PAUSED, State.CLOSING, State.ENDED}),
            label=_("Resume"),
            icon="resubmit",
            question=_("New people can start again, and the people who are inside move on."),
            done=_("“%(name)s” runs again."),
        ),
        Verb(
            name="end",
            to=State.ENDED,
            comes_from=frozenset({State.ACTIVE, State.CLOSING, State.PAUSED}),
            label=_("End"),
            icon="cross",
            question=_("Nobody new will start, and everybody who is inside leaves at once."),
            done=_("“%(name)s” is over. Nothing is sent any more."),
        ),
    )
}


def verbs_for(scenario: Scenario) -> list[Verb]:
    """What can be done with it now; nothing before it was published."""
    if scenario.current_version_id is None:
        return []
    return [verb for verb in VERBS.values() if scenario.state in verb.comes_from]


def resume_at_once(scenario: Scenario) -> str:
    """Where a click lets it go on, if it was paused for something that is back; empty otherwise."""
    if scenario.state != State.PAUSED or scenario.paused_for != READY_TO_RESUME:
        return ""
    return reverse("linesteps_scenarios:operate", args=[scenario.pk, "resume"])
