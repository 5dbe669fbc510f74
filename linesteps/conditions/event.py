"""Whether something that the site told of a friend happened often enough: a purchase, a visit, a booking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from heapq import heappush, heappushpop
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps import bulk, clock
from linesteps.conditions.kind import ConditionKind, Subject, registry
from linesteps.followers.event_names import EventNameBlock
from linesteps.followers.events import is_event_name
from linesteps.followers.models import Activity
from linesteps.followers.property_values import COMPARISONS, compares, in_words, is_comparable, property_of
from linesteps.graph import Context
from linesteps.messages.kind import Compiling, Problem

_SINCE = (
    ("start", _("since the scenario began")),
    ("here", _("since coming to this step")),
    ("days", _("in the last days")),
    ("ever", _("at any time")),
)
_MAX_DAYS = 3660
_MAX_COUNT = 1000
#: The clock of the batch may be a little behind the one that loads for it.
_SLACK = timedelta(hours=1)


class EventCondition(ConditionKind):
    """Of the events that ``linesteps.track`` keeps."""

    name = "event"
    wakes_on = frozenset({"event"})
    is_event = True

    def block(self) -> blocks.Block:
        """Which event, how often, since when, and what it says."""
        return blocks.StructBlock(
            [
                ("event", EventNameBlock(label=_("event"))),
                (
                    "count",
                    blocks.IntegerBlock(label=_("at least (times)"), required=False, default=1),
                ),
                ("since", blocks.ChoiceBlock(choices=_SINCE, default="start", label=_("since when"))),
                (
                    "days",
                    blocks.IntegerBlock(
                        label=_("number of days"), required=False, help_text=_("Only for “in the last days”.")
                    ),
                ),
                (
                    "property",
                    blocks.CharBlock(
                        label=_("only with this detail"),
                        required=False,
                        max_length=100,
                        help_text=_(
                            "Such as “total”: what the site tells with the event. Empty: any event counts."
                        ),
                    ),
                ),
                ("comparison", blocks.ChoiceBlock(choices=COMPARISONS, default="is", label=_("comparison"))),
                ("value", blocks.CharBlock(label=_("value"), required=False, max_length=200)),
                ("is_absent", blocks.BooleanBlock(label=_("it is not so"), required=False)),
            ],
            icon="history",
            label=_("Event of the site"),
            label_format="{event}",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No event, or numbers and values that cannot be asked for."""
        found = []
        name = str(value.get("event") or "").strip()
        if not name:
            found.append(Problem(message=_("Say which event is meant."), path=("event",)))
        elif not is_event_name(name):
            text = gettext(
                "“%(name)s” cannot name an event. Use small letters a-z, digits, _ and ., at most 60."
            )
            found.append(Problem(message=text % {"name": name}, path=("event",)))
        count = value.get("count")
        if not isinstance(count, int) or not 1 <= count <= _MAX_COUNT:
            text = gettext("Say how often at least: 1 to %(max)s times.") % {"max": _MAX_COUNT}
            found.append(Problem(message=text, path=("count",)))
        since, days = value.get("since"), value.get("days")
        if since not in dict(_SINCE):
            found.append(Problem(message=_("Say since when it counts."), path=("since",)))
        if since == "days" and (not isinstance(days, int) or not 1 <= days <= _MAX_DAYS):
            text = gettext("Say in how many days: 1 to %(max)s.") % {"max": _MAX_DAYS}
            found.append(Problem(message=text, path=("days",)))
        if value.get("comparison") not in dict(COMPARISONS):
            raise ValueError("No form offers this.")
        if _text(value.get("property")) and not _text(value.get("value")):
            found.append(Problem(message=_("Say which value is asked for."), path=("value",)))
        elif _text(value.get("property")) and not is_comparable(value["comparison"], value["value"]):
            text = gettext("Write a number, such as 3000, or a day, such as 2026-12-24.")
            found.append(Problem(message=text, path=("value",)))
        return found

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The question, without what does not count."""
        compiled: dict[str, Any] = {
            "event": value["event"].strip(),
            "count": int(value["count"]),
            "since": value["since"],
            "days": int(value["days"]) if value["since"] == "days" else None,
            "is_absent": bool(value.get("is_absent")),
        }
        if name := _text(value.get("property")):
            asked = {"name": name, "comparison": value["comparison"], "value": _text(value["value"])}
            compiled["property"] = asked
        return compiled

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """Of each friend the last time but ``count - 1``: since then it happened so often."""
        rows = Activity.objects.filter(
            bulk.among("follower_id", [subject.follower_id for subject in subjects]),
            # Written into the query itself, so that SQLite sees that the partial index fits.
            kind=bulk.literal("event"),
            data__name=config["event"],
        )
        if (first := _first(config, subjects)) is not None:
            rows = rows.filter(at__gte=first)
        asked = config.get("property")
        if asked is None and config["count"] == 1:
            return dict(rows.values_list("follower_id").annotate(last=Max("at")))
        if asked is None:
            return _nth_last(rows.values_list("follower_id", "at"), config["count"])
        fitting = (
            (follower_id, at)
            for follower_id, at, data in rows.values_list("follower_id", "at", "data")
            if compares(property_of(data, asked["name"]), asked["comparison"], asked["value"])
        )
        return _nth_last(fitting, config["count"])

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """Always known: what the site did not tell did not happen."""
        since = {
            "start": ctx.entered_at,
            "here": ctx.arrived_at,
            "days": ctx.now - timedelta(days=config["days"] or 0),
            "ever": None,
        }[config["since"]]
        is_so = known is not None and (since is None or known >= since)
        return is_so != config["is_absent"]

    def summary(self, value: Mapping[str, Any]) -> str:
        """Who, how often, since when, and with which detail."""
        count = value["count"] if isinstance(value.get("count"), int) else 1
        params = {"event": value.get("event") or "…", "n": count}
        if value.get("is_absent"):
            text = (
                gettext("without “%(event)s”") if count == 1 else gettext("“%(event)s” less than %(n)s times")
            )
        else:
            text = gettext("with “%(event)s”") if count == 1 else gettext("“%(event)s” at least %(n)s times")
        text = text % params
        since = value.get("since")
        if since == "days":
            days = value["days"] if isinstance(value.get("days"), int) else 0
            when = ngettext("%(what)s in the last %(n)s day", "%(what)s in the last %(n)s days", days)
            text = when % {"what": text, "n": days}
        elif since in {"start", "here"}:
            text = gettext("%(what)s %(when)s") % {"what": text, "when": dict(_SINCE)[since]}
        if name := _text(value.get("property")):
            only = in_words(value.get("comparison"), name, value.get("value"))
            text = gettext("%(words)s (only: %(only)s)") % {"words": text, "only": only}
        return text

    def as_soon_as(self, value: Mapping[str, Any]) -> str:
        """An event is a moment; that there is none is not."""
        return "" if value.get("is_absent") else gettext("Continue as soon as it happens")

    def until(self, value: Mapping[str, Any]) -> str:
        """The event."""
        return gettext("“%(event)s” happens") % {"event": value.get("event") or "…"}


def _text(value: Any) -> str:
    return str(value).strip() if value is not None else ""


def _first(config: Mapping[str, Any], subjects: Sequence[Subject]) -> datetime | None:
    """What happened before counts for nobody of the batch."""
    if config["since"] == "days":
        return clock.now() - timedelta(days=config["days"]) - _SLACK
    if config["since"] in {"start", "here"}:
        return min((subject.entered_at for subject in subjects), default=None)
    return None


def _nth_last(rows: Iterable[tuple[int, datetime]], count: int) -> dict[int, datetime]:
    """By follower the time of the last row but ``count - 1``; holds at most ``count`` times of each."""
    last: dict[int, list[datetime]] = {}
    for follower_id, at in rows:
        times = last.setdefault(follower_id, [])
        if len(times) < count:
            heappush(times, at)
        else:
            heappushpop(times, at)
    return {follower_id: times[0] for follower_id, times in last.items() if len(times) == count}


registry.register(EventCondition())
