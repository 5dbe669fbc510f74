"""Whether the friend opened a page of the site, or a page of a section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeGuard

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page

from linesteps import bulk
from linesteps.conditions.kind import ConditionKind, Subject, registry
from linesteps.graph import Context
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.chosen_page import (
    called,
    chosen_page_problems,
    consent_problems,
    is_section,
    page_config,
    page_fields,
)
from linesteps.visits.models import PageVisit, VisitConsent

_SINCE = (
    ("days", _("in the last days")),
    ("start", _("since the scenario began")),
    ("here", _("since coming to this step")),
)
_MAX_DAYS, _MAX_TIMES = 366, 20


class VisitedPageCondition(ConditionKind):
    """Of a friend who never agreed that visits may be known, nothing is known; that is neither yes nor no.

    A section is what stands below the page at the moment of the question: pages that were moved count
    where they are now.
    """

    name = "visited_page"
    wakes_on = frozenset({"page_visited"})
    is_event = True
    may_be_unknown = True

    def block(self) -> blocks.Block:
        """The page, since when, and how often."""
        return blocks.StructBlock(
            [
                *page_fields(_("page")),
                ("since", blocks.ChoiceBlock(choices=_SINCE, default="days", label=_("since when"))),
                (
                    "days",
                    blocks.IntegerBlock(
                        label=_("number of days"),
                        required=False,
                        default=30,
                        help_text=_("Only for “in the last days”."),
                    ),
                ),
                (
                    "times",
                    blocks.IntegerBlock(
                        label=_("times at least"),
                        required=False,
                        default=1,
                        help_text=_("Looking at the same page again within half an hour is one visit."),
                    ),
                ),
                ("is_absent", blocks.BooleanBlock(label=_("did not open it"), required=False)),
            ],
            icon="doc-empty-inverse",
            label=_("Opened a page of the site"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No page, no time, or nobody is asked for consent."""
        found = [*chosen_page_problems(value), *consent_problems(compiling)]
        if value.get("since") not in dict(_SINCE):
            found.append(Problem(message=_("Say since when a visit counts."), path=("since",)))
        days, times = value.get("days"), value.get("times")
        if value.get("since") == "days" and (not _is_number(days) or not 1 <= days <= _MAX_DAYS):
            text = gettext("Say in how many days: 1 to %(max)s.") % {"max": _MAX_DAYS}
            found.append(Problem(message=text, path=("days",)))
        if times is not None and (not _is_number(times) or not 1 <= times <= _MAX_TIMES):
            text = gettext("Say how many visits are needed: 1 to %(max)s.") % {"max": _MAX_TIMES}
            found.append(Problem(message=text, path=("times",)))
        return found

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Page, time and number."""
        return {
            **page_config(value),
            "since": value["since"],
            "days": int(value["days"]) if value["since"] == "days" else None,
            "times": int(value.get("times") or 1),
            "is_absent": bool(value.get("is_absent")),
        }

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """Of those who agreed, the time of the visit that makes the number full, counted from the newest."""
        visits = PageVisit.objects.filter(follower_id=OuterRef("follower_id"))
        if config["is_section"]:
            # Where the pages stand now; paths have a fixed length for each level, so a prefix is a section.
            path = Page.objects.filter(pk=config["page"]).values("path")
            visits = visits.filter(page__path__startswith=Subquery(path))
        else:
            visits = visits.filter(page_id=config["page"])
        last = visits.order_by("-at").values("at")[config["times"] - 1 : config["times"]]
        agreed = VisitConsent.objects.filter(
            bulk.among("follower_id", [subject.follower_id for subject in subjects]), is_given=True
        )
        rows = agreed.annotate(last=Subquery(last)).values_list("follower_id", "last")
        return {follower_id: (at,) for follower_id, at in rows}

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """Not known of those who never agreed."""
        if known is None:
            return None
        at: datetime | None = known[0]
        since = {
            "start": ctx.entered_at,
            "here": ctx.arrived_at,
            "days": ctx.now - timedelta(days=config["days"] or 0),
        }[config["since"]]
        return (at is not None and at >= since) != config["is_absent"]

    def unknown_to(self, config: Mapping[str, Any]) -> Q | None:
        """Those who never agreed."""
        agreed = VisitConsent.objects.filter(follower_id=OuterRef("pk"), is_given=True)
        return Q(~Exists(agreed))

    def summary(self, value: Mapping[str, Any]) -> str:
        """Who opened what, and how often."""
        said: dict[str, Any] = {"title": called(value), "n": _number(value.get("times"), 1)}
        if value.get("is_absent"):
            text = (
                gettext("did not open a page in “%(title)s”")
                if is_section(value)
                else gettext("did not open the page “%(title)s”")
            )
        elif said["n"] > 1:
            text = (
                ngettext(
                    "opened pages in “%(title)s” %(n)s time",
                    "opened pages in “%(title)s” %(n)s times",
                    said["n"],
                )
                if is_section(value)
                else ngettext(
                    "opened the page “%(title)s” %(n)s time",
                    "opened the page “%(title)s” %(n)s times",
                    said["n"],
                )
            )
        else:
            text = (
                gettext("opened a page in “%(title)s”")
                if is_section(value)
                else gettext("opened the page “%(title)s”")
            )
        return text % said

    def opposite(self, value: Mapping[str, Any]) -> str:
        """Without naming the page again."""
        return gettext("opened it") if value.get("is_absent") else gettext("did not open it")

    def as_soon_as(self, value: Mapping[str, Any]) -> str:
        """A visit is a moment; none is not."""
        return "" if value.get("is_absent") else gettext("Continue as soon as the page is opened")

    def until(self, value: Mapping[str, Any]) -> str:
        """The visit."""
        if is_section(value):
            return gettext("they open a page in “%(title)s”") % {"title": called(value)}
        return gettext("they open the page “%(title)s”") % {"title": called(value)}


def _is_number(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: Any, otherwise: int) -> int:
    return int(value) if _is_number(value) else otherwise


registry.register(VisitedPageCondition())
