"""What happened to a friend, newest first, put together from all facts in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linesteps import clock
from linesteps.admin.friends.told import told
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.followers.models import Activity, Attribute, Follower
from linesteps.messages.shown.line import in_a_line
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import in_words
from linesteps.scenarios.models import ScenarioVersion
from linesteps.staff.models import StaffNotice
from linesteps.testsend.models import SentTest
from linesteps.tracking.models import Click

#: How many entries one page of the history shows.
PAGE = 50
#: Told by another source, with more detail.
_TOLD_ELSEWHERE = ("link_clicked", "entered", "left", "start_scenario", "end_others")
#: Steps that are no news to an editor, or tell of themselves by what they change.
_UNTOLD = ("wait", "jump", "end", "tag", "attribute", "start_scenario", "end_others", "notify_staff")
_CAUSES = {
    "friend_added": gettext_noop("added as a friend"),
    "keyword": gettext_noop("a keyword"),
    "link_clicked": gettext_noop("a tapped link"),
    "menu_tapped": gettext_noop("a tap on the rich menu"),
    "tag_added": gettext_noop("a tag"),
    "coupon_used": gettext_noop("a used coupon"),
    "by_hand": gettext_noop("by hand"),
    "start_scenario": gettext_noop("a step of another scenario"),
    "existing_friends": gettext_noop("started for existing friends"),
    "code": gettext_noop("the site's program"),
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the history.

    Args:
        at: when.
        icon: one of Wagtail's icons.
        text: what, in one sentence.
        detail: more of it, such as the words that were sent.
        status: how the sending went, in words.
        is_trouble: whether somebody should look at it.
        rank: what came later of things that happened at the same moment.
    """

    at: datetime
    icon: str
    text: str
    detail: str = ""
    status: str = ""
    is_trouble: bool = False
    rank: int = 0


#: Ranks: what set a run off, its start, its steps by number, its end.
_START, _STEP, _END = 1, 2, 1_000_000


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """A page of the history; ``older`` is where the next page begins, if there is one."""

    entries: list[Entry]
    older: datetime | None


def timeline(follower: Follower, *, before: datetime | None = None, limit: int = PAGE) -> Timeline:
    """The newest ``limit`` entries, or those older than ``before``. Eight queries, however long it is."""
    found = [
        *_activities(follower, before, limit),
        *_visits(follower, before, limit),
        *_clicks(follower, before, limit),
        *_runs(follower, before, limit),
        *_tests(follower, before, limit),
        *_notices(follower, before, limit),
    ]
    found.sort(key=lambda entry: (entry.at, entry.rank), reverse=True)
    older = found[limit - 1].at if len(found) > limit else None
    return Timeline(entries=found[:limit], older=older)


def _before(rows: Any, field: str, before: datetime | None, limit: int) -> Any:
    if before is not None:
        rows = rows.filter(**{f"{field}__lt": before})
    return rows.order_by(f"-{field}", "-id")[: limit + 1]


def _activities(follower: Follower, before: datetime | None, limit: int) -> Iterator[Entry]:
    rows = Activity.objects.filter(follower=follower).exclude(kind__in=_TOLD_ELSEWHERE)
    names = dict(Attribute.objects.filter(account=follower.account_id).values_list("key", "name"))
    for activity in _before(rows, "at", before, limit):
        icon, text, detail = told(activity, names)
        yield Entry(at=activity.at, icon=icon, text=text, detail=detail)


def _clicks(follower: Follower, before: datetime | None, limit: int) -> Iterator[Entry]:
    rows = Click.objects.filter(follower=follower, is_counted=True).select_related("link")
    for click in _before(rows, "at", before, limit):
        link = click.link
        if link.url:
            yield Entry(at=click.at, icon="link", text=_("Tapped a link"), detail=link.url)
        else:
            text = _("Answered “%(label)s”") % {"label": link.label}
            yield Entry(at=click.at, icon="pick", text=text)


def _runs(follower: Follower, before: datetime | None, limit: int) -> Iterator[Entry]:
    # The newest runs by their start; a run whose end is older than `before` began before it, too.
    runs = Enrolment.objects.filter(follower=follower).select_related("scenario").order_by("-entered_at")
    for run in runs[: 2 * limit]:
        params = {"name": run.scenario.name}
        if before is None or run.entered_at < before:
            cause = _(_CAUSES[run.cause]) if run.cause in _CAUSES else run.cause
            text = _("Started “%(name)s”") % params
            yield Entry(
                at=run.entered_at,
                icon="tasks",
                text=text,
                detail=_("Because of: %(cause)s") % {"cause": cause},
                rank=_START,
            )
        if run.status == Enrolment.Status.STUCK:
            if before is None or run.arrived_at < before:
                text = _("Cannot go on in “%(name)s”") % params
                yield Entry(at=run.arrived_at, icon="warning", text=text, detail=run.trouble, is_trouble=True)
        elif run.ended_at is not None and (before is None or run.ended_at < before):
            if run.status == Enrolment.Status.COMPLETED:
                yield Entry(
                    at=run.ended_at, icon="circle-check", text=_("Finished “%(name)s”") % params, rank=_END
                )
            else:
                text = _("Left “%(name)s”") % params
                reason = run.get_left_reason_display()
                yield Entry(at=run.ended_at, icon="logout", text=text, detail=reason, rank=_END)


def _visits(follower: Follower, before: datetime | None, limit: int) -> Iterator[Entry]:
    rows = StepVisit.objects.filter(follower=follower).exclude(kind__in=_UNTOLD)
    rows = rows.select_related("dispatch", "scenario", "enrolment").defer(
        "dispatch__recipients", "dispatch__messages"
    )
    visits = list(_before(rows, "left_at", before, limit))
    graphs = graphs_of({visit.enrolment.version_id for visit in visits})
    for visit in visits:
        config = node_config(graphs, visit.enrolment.version_id, visit.step_id)
        where = visit.scenario.name
        if config.get("paths"):
            text = _("Took the path “%(path)s”") % {"path": _path_label(config, visit.port)}
            yield Entry(at=visit.left_at, icon="resubmit", text=text, detail=where, rank=_STEP + visit.seq)
        elif visit.kind == "send":
            yield _sending(visit, config, where)
        else:
            text = label_of(config) or visit.kind.replace("_", " ")
            yield Entry(at=visit.left_at, icon="arrow-right", text=text, detail=where, rank=_STEP + visit.seq)


def _notices(follower: Follower, before: datetime | None, limit: int) -> Iterator[Entry]:
    rows = StaffNotice.objects.filter(follower=follower).select_related("scenario")
    for notice in _before(rows, "created_at", before, limit):
        yield Entry(
            at=notice.created_at,
            icon="mail",
            text=_("E-mail to staff: “%(subject)s”") % {"subject": notice.subject},
            detail=notice.scenario.name if notice.scenario else "",
            status=str(notice.get_status_display()),
            is_trouble=notice.status in {StaffNotice.Status.FAILED, StaffNotice.Status.UNCLEAR},
            rank=_STEP,
        )


def _tests(follower: Follower, before: datetime | None, limit: int) -> Iterator[Entry]:
    rows = SentTest.objects.filter(follower=follower).select_related("dispatch", "scenario")
    for test in _before(rows, "at", before, limit):
        status, is_trouble = _how_it_went(test.dispatch)
        yield Entry(
            at=test.at,
            icon="mail",
            text=_("Test of “%(name)s”") % {"name": test.step_title},
            detail=test.scenario.name if test.scenario else "",
            status=status,
            is_trouble=is_trouble,
        )


def _sending(visit: StepVisit, config: Mapping[str, Any], where: str) -> Entry:
    status, is_trouble = _how_it_went(visit.dispatch) if visit.dispatch else ("", False)
    return Entry(
        at=visit.left_at,
        icon="mail",
        text=_("Message “%(name)s”") % {"name": label_of(config) or "…"},
        detail=where,
        status=status,
        is_trouble=is_trouble,
        rank=_STEP + visit.seq,
    )


def _how_it_went(dispatch: Dispatch) -> tuple[str, bool]:
    """The state of a send in words, and whether somebody should look at it."""
    status = str(dispatch.get_status_display())
    if dispatch.reason and dispatch.status != Dispatch.Status.ACCEPTED:
        status = f"{status}: {in_words(dispatch.reason)}"
    if dispatch.status == Dispatch.Status.NEW and dispatch.due_at > clock.now():
        at = date_format(timezone.localtime(dispatch.due_at), "SHORT_DATETIME_FORMAT")
        status = _("%(status)s Next try: %(at)s") % {"status": status, "at": at}
    return status, dispatch.status in {Dispatch.Status.REJECTED, Dispatch.Status.UNCLEAR}


def graphs_of(version_ids: set[int]) -> dict[int, Mapping[str, Any]]:
    """The stored graphs of versions, in one query."""
    return dict(ScenarioVersion.objects.filter(pk__in=version_ids).values_list("pk", "graph"))


def node_config(graphs: Mapping[int, Mapping[str, Any]], version_id: int, step_id: str) -> Mapping[str, Any]:
    """A step's compiled config; empty for a step that is not there."""
    node = graphs.get(version_id, {}).get("nodes", {}).get(step_id) or {}
    config: Mapping[str, Any] = node.get("config") or {}
    return config


def label_of(config: Mapping[str, Any]) -> str:
    """How an editor would call a compiled step: its name, else its first words."""
    if config.get("name"):
        return str(config["name"])
    messages = config.get("messages") or []
    return Truncator(in_a_line(messages[0])).chars(40) if messages else ""


def _path_label(config: Mapping[str, Any], port: str) -> str:
    for path in config.get("paths") or []:
        if path.get("port") == port:
            return str(path.get("label") or port)
    return _("Everyone else")
