"""What happened to a friend, newest first, put together from all facts in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linesteps.admin.friends.paging import Asked, Entry, Place, Timeline
from linesteps.admin.friends.timeline_runs import STEP, how_it_went, runs_of, visits_of
from linesteps.admin.friends.told import ACTIVITIES, told
from linesteps.calls.models import Call
from linesteps.calls.result import in_words as in_words_of_call
from linesteps.followers.models import Activity, Attribute, Follower
from linesteps.staff.models import StaffNotice
from linesteps.testsend.models import SentTest
from linesteps.tracking.models import Click

#: How many entries one page of the history shows.
PAGE = 50
#: Told by another source, with more detail.
_TOLD_ELSEWHERE = (
    "link_clicked",
    "entered",
    "left",
    "finished",
    "start_scenario",
    "end_others",
    "facts_changed",
    "call_answered",
)
#: What an editor may want to see alone.
KINDS: dict[str, Any] = {
    "messages": gettext_lazy("Messages"),
    "taps": gettext_lazy("Taps and answers"),
    "facts": gettext_lazy("Tags and attributes"),
    "scenarios": gettext_lazy("Scenarios"),
    "events": gettext_lazy("Events of the site"),
    "friend": gettext_lazy("Added and blocked"),
}


def timeline(
    follower: Follower, *, before: Place | None = None, limit: int = PAGE, only: str = ""
) -> Timeline:
    """The newest ``limit`` entries, or those from a place on. Nine queries, however long it is.

    Args:
        follower: whose.
        before: the ``older`` of the page before.
        limit: entries of a page.
        only: one of ``KINDS``, or empty for all.
    """
    asked = Asked(
        at=before.at if before else None, rows=limit + 1 + (before.skip if before else 0), only=only
    )
    found = [
        *_activities(follower, asked),
        *(visits_of(follower, asked) if only in {"", "messages", "scenarios"} else ()),
        *(_clicks(follower, asked) if only in {"", "taps"} else ()),
        *(runs_of(follower, asked) if only in {"", "scenarios"} else ()),
        *(_tests(follower, asked) if only in {"", "messages"} else ()),
        *(_notices(follower, asked) if only in {"", "messages"} else ()),
        *(_calls(follower, asked) if only in {"", "scenarios"} else ()),
    ]
    # Stable: what is of one moment and rank keeps the order of its source, page for page.
    found.sort(key=lambda entry: (entry.at, entry.rank), reverse=True)
    if before is not None:
        found = found[before.skip :]
    page = found[:limit]
    if len(found) <= limit:
        return Timeline(entries=page, older=None)
    at = page[-1].at
    skip = len([entry for entry in page if entry.at == at])
    if before is not None and before.at == at:
        skip += before.skip
    return Timeline(entries=page, older=Place(at=at, skip=skip))


def _activities(follower: Follower, asked: Asked) -> Iterator[Entry]:
    rows = Activity.objects.filter(follower=follower)
    if asked.only:
        kinds = ACTIVITIES.get(asked.only, ())
        rows = rows.filter(kind__in=kinds) if kinds else rows.none()
    else:
        rows = rows.exclude(kind__in=_TOLD_ELSEWHERE)
    attributes = {one.key: one for one in Attribute.objects.filter(account=follower.account_id)}
    for activity in asked.newest(rows, "at"):
        icon, text, detail = told(activity, attributes)
        yield Entry(at=activity.at, icon=icon, text=text, detail=detail)


def _clicks(follower: Follower, asked: Asked) -> Iterator[Entry]:
    rows = Click.objects.filter(follower=follower, is_counted=True).select_related("link")
    for click in asked.newest(rows, "at"):
        link = click.link
        if link.url:
            is_vouched = click.known_by == Click.KnownBy.LIFF
            yield Entry(
                at=click.at,
                icon="link",
                text=_("Tapped a link"),
                detail=link.url,
                status=str(click.get_known_by_display()) if is_vouched else "",
                scenario_id=link.scenario_id,
            )
        else:
            text = _("Answered “%(label)s”") % {"label": link.label}
            yield Entry(at=click.at, icon="pick", text=text, scenario_id=link.scenario_id)


def _notices(follower: Follower, asked: Asked) -> Iterator[Entry]:
    rows = StaffNotice.objects.filter(follower=follower).select_related("scenario")
    for notice in asked.newest(rows, "created_at"):
        yield Entry(
            at=notice.created_at,
            icon="mail",
            text=_("E-mail to staff: “%(subject)s”") % {"subject": notice.subject},
            detail=notice.scenario.name if notice.scenario else "",
            status=str(notice.get_status_display()),
            is_trouble=notice.status in {StaffNotice.Status.FAILED, StaffNotice.Status.UNCLEAR},
            rank=STEP,
        )


def _calls(follower: Follower, asked: Asked) -> Iterator[Entry]:
    # What systems are told by themselves is what stands here anyway.
    rows = (
        Call.objects.filter(follower=follower, kind="").select_related("scenario", "endpoint").defer("body")
    )
    for call in asked.newest(rows, "created_at"):
        why = in_words_of_call(call.status_code, call.fault) if call.status != Call.Status.DONE else ""
        yield Entry(
            at=call.created_at,
            icon="site",
            text=_("Told another system: “%(name)s”") % {"name": call.endpoint.name},
            detail=call.scenario.name if call.scenario else "",
            status=" ".join(part for part in (str(call.get_status_display()), why) if part),
            is_trouble=call.status == Call.Status.FAILED,
            rank=STEP,
            scenario_id=call.scenario_id,
        )


def _tests(follower: Follower, asked: Asked) -> Iterator[Entry]:
    rows = SentTest.objects.filter(follower=follower).select_related("dispatch", "scenario")
    for test in asked.newest(rows, "at"):
        status, is_trouble = how_it_went(test.dispatch, follower.account)
        yield Entry(
            at=test.at,
            icon="mail",
            text=_("Test of “%(name)s”") % {"name": test.step_title},
            detail=test.scenario.name if test.scenario else "",
            status=status,
            is_trouble=is_trouble,
        )
