"""What scenarios did with a friend: starts and ends, messages, paths; a part of the history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.friends.paging import Asked, Entry
from linesteps.admin.friends.steps import graphs_of, label_of, node_config, path_label, words_of
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.followers.models import Follower
from linesteps.outbox.models import UNSETTLED, Dispatch
from linesteps.outbox.paused import why_silent
from linesteps.outbox.reasons import in_words

#: Steps that are no news to an editor, or tell of themselves by what they change.
_UNTOLD = (
    "wait",
    "jump",
    "end",
    "tag",
    "attribute",
    "start_scenario",
    "end_others",
    "notify_staff",
    "call_webhook",
)
_CAUSES = {
    "friend_added": gettext_noop("added as a friend"),
    "keyword": gettext_noop("a keyword"),
    "link_clicked": gettext_noop("a tapped link"),
    "menu_tapped": gettext_noop("a tap on the rich menu"),
    "tag_added": gettext_noop("a tag"),
    "tag_removed": gettext_noop("a tag that was taken off"),
    "attribute_changed": gettext_noop("a changed attribute"),
    "message_received": gettext_noop("a message"),
    "postback": gettext_noop("a tapped button"),
    "coupon_received": gettext_noop("a received coupon"),
    "coupon_used": gettext_noop("a used coupon"),
    "page_visited": gettext_noop("a page of the site"),
    "form_submitted": gettext_noop("a form of the site"),
    "document_downloaded": gettext_noop("a downloaded document"),
    "page_published": gettext_noop("a published page"),
    "video_watched": gettext_noop("a video watched to its end"),
    "event": gettext_noop("an event of the site"),
    "account_linked": gettext_noop("a linked account"),
    "beacon": gettext_noop("a beacon"),
    "membership": gettext_noop("the LINE membership"),
    "date_attribute": gettext_noop("a date of the friend"),
    "recurring": gettext_noop("the calendar"),
    "entered_segment": gettext_noop("coming into a segment"),
    "left_segment": gettext_noop("leaving a segment"),
    "by_hand": gettext_noop("by hand"),
    "api": gettext_noop("another program"),
    "start_scenario": gettext_noop("a step of another scenario"),
    "existing_friends": gettext_noop("started for existing friends"),
    "code": gettext_noop("the site's program"),
}


#: Ranks: what set a run off, its start, its steps by number, its end.
START, STEP, END = 1, 2, 1_000_000


def runs_of(follower: Follower, asked: Asked) -> Iterator[Entry]:
    """Starts, ends, and runs that cannot go on."""
    # The newest runs by their start; a run whose end is older than a moment began before it, too.
    # Of a one-off send there is nothing to tell but the message.
    runs = Enrolment.objects.filter(follower=follower, scenario__is_broadcast=False)
    runs = runs.select_related("scenario").order_by("-entered_at")
    if asked.at is not None:
        runs = runs.filter(entered_at__lte=asked.at)
    for run in runs[: 2 * asked.rows]:
        params, scenario_id = {"name": run.scenario.name}, run.scenario_id
        if asked.covers(run.entered_at):
            cause = _(_CAUSES[run.cause]) if run.cause in _CAUSES else run.cause
            text = _("Started “%(name)s”") % params
            yield Entry(
                at=run.entered_at,
                icon="tasks",
                text=text,
                detail=_("Because of: %(cause)s") % {"cause": cause},
                rank=START,
                scenario_id=scenario_id,
            )
        if run.status == Enrolment.Status.STUCK:
            if asked.covers(run.arrived_at):
                text = _("Cannot go on in “%(name)s”") % params
                yield Entry(
                    at=run.arrived_at,
                    icon="warning",
                    text=text,
                    detail=run.trouble,
                    is_trouble=True,
                    scenario_id=scenario_id,
                )
        elif run.ended_at is not None and asked.covers(run.ended_at):
            if run.status == Enrolment.Status.COMPLETED:
                text = _("Finished “%(name)s”") % params
                yield Entry(
                    at=run.ended_at, icon="circle-check", text=text, rank=END, scenario_id=scenario_id
                )
            else:
                text = _("Left “%(name)s”") % params
                reason = run.get_left_reason_display()
                yield Entry(
                    at=run.ended_at,
                    icon="logout",
                    text=text,
                    detail=reason,
                    rank=END,
                    scenario_id=scenario_id,
                )


def visits_of(follower: Follower, asked: Asked) -> Iterator[Entry]:
    """Messages that were sent, paths that were taken, and other steps."""
    rows = StepVisit.objects.filter(follower=follower).exclude(kind__in=_UNTOLD)
    if asked.only:
        rows = rows.filter(kind="send") if asked.only == "messages" else rows.exclude(kind="send")
    rows = rows.select_related("dispatch", "scenario", "enrolment").defer(
        "dispatch__recipients", "dispatch__messages"
    )
    visits = list(asked.newest(rows, "left_at"))
    graphs = graphs_of({visit.enrolment.version_id for visit in visits})
    for visit in visits:
        config = node_config(graphs, visit.enrolment.version_id, visit.step_id)
        where = visit.scenario.name
        if config.get("paths"):
            text = _("Took the path “%(path)s”") % {"path": path_label(config, visit.port)}
            yield Entry(
                at=visit.left_at,
                icon="resubmit",
                text=text,
                detail=where,
                rank=STEP + visit.seq,
                scenario_id=visit.scenario_id,
            )
        elif visit.kind == "send":
            yield _sending(visit, config, where, follower.account)
        else:
            text = words_of(visit.kind, config)
            yield Entry(
                at=visit.left_at,
                icon="arrow-right",
                text=text,
                detail=where,
                rank=STEP + visit.seq,
                scenario_id=visit.scenario_id,
            )


def _sending(visit: StepVisit, config: Mapping[str, Any], where: str, account: Account) -> Entry:
    status, is_trouble = how_it_went(visit.dispatch, account) if visit.dispatch else ("", False)
    return Entry(
        at=visit.left_at,
        icon="mail",
        text=_("Message “%(name)s”") % {"name": label_of(config) or "…"},
        detail=where,
        status=status,
        is_trouble=is_trouble,
        rank=STEP + visit.seq,
        scenario_id=visit.scenario_id,
    )


def how_it_went(dispatch: Dispatch, account: Account) -> tuple[str, bool]:
    """The state of a send in words, and whether somebody should look at it."""
    status = str(dispatch.get_status_display())
    is_due = dispatch.due_at <= clock.now()
    # What held it up before is over, and says nothing of what does now.
    silence = why_silent(account) if is_due and dispatch.status in UNSETTLED else ""
    if silence:
        status = f"{status}: {silence}"
    elif dispatch.reason and dispatch.status != Dispatch.Status.ACCEPTED:
        status = f"{status}: {in_words(dispatch.reason)}"
    if dispatch.status == Dispatch.Status.NEW and not is_due:
        at = date_format(timezone.localtime(dispatch.due_at), "SHORT_DATETIME_FORMAT")
        status = _("%(status)s Next try: %(at)s") % {"status": status, "at": at}
    return status, dispatch.status in {Dispatch.Status.REJECTED, Dispatch.Status.UNCLEAR}
