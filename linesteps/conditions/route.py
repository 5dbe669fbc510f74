"""By which entry route the friend came, as far as LINE told who came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps import bulk
from linesteps.accounts.models import Account
from linesteps.conditions.kind import ConditionKind, Subject, registry
from linesteps.graph import Context
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.chosen_routes import (
    called,
    chosen_ids,
    chosen_route_problems,
    identity_problems,
)
from linesteps.messages.parts.route_chooser import routes_block
from linesteps.routes.models import RouteVisit

FIRST, LAST, ANY = "first", "last", "any"
_WHICH = (
    (FIRST, _("came by one of them at first")),
    (LAST, _("came by one of them last")),
    (ANY, _("came by one of them at some time")),
)
_MAX_DAYS = 3650


class RouteCondition(ConditionKind):
    """Of a friend of whom no visit is known, nothing is known: LINE may not have told, or the link was another.

    Openings count whether or not the friend was one already; the first one is mostly that by which they were added.
    """

    name = "route"
    wakes_on = frozenset({"came_by_route", "route_opened"})
    may_be_unknown = True

    def block(self) -> blocks.Block:
        """Which routes, which of the friend's visits, and since when."""
        return blocks.StructBlock(
            [
                ("routes", routes_block(label=_("entry routes"))),
                ("which", blocks.ChoiceBlock(choices=_WHICH, default=FIRST, label=_("the friend"))),
                (
                    "days",
                    blocks.IntegerBlock(
                        label=_("within the last days"),
                        required=False,
                        min_value=1,
                        max_value=_MAX_DAYS,
                        help_text=_("Empty: however long ago."),
                    ),
                ),
                ("is_absent", blocks.BooleanBlock(label=_("did not"), required=False)),
            ],
            icon="ls-route",
            label=_("Entry route"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No route, one that cannot be asked, or no such number of days."""
        if value.get("which") not in dict(_WHICH):
            raise ValueError("No form makes this.")
        found = chosen_route_problems(value.get("routes"), compiling, ("routes",))
        if not chosen_ids(value.get("routes")):
            found.append(Problem(message=gettext("Choose at least one entry route."), path=("routes",)))
        if value.get("days") is not None and not 1 <= value["days"] <= _MAX_DAYS:
            text = gettext("Say in how many days: 1 to %(max)s.") % {"max": _MAX_DAYS}
            found.append(Problem(message=text, path=("days",)))
        return found or identity_problems(compiling, ("routes",))

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The routes by their keys."""
        return {
            "routes": sorted({int(pk) for pk in chosen_ids(value["routes"])}),
            "which": str(value["which"]),
            "days": int(value["days"]) if value.get("days") else None,
            "is_absent": bool(value.get("is_absent")),
        }

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """Of those of whom a visit is known, when the last one was that counts; ``(None,)`` if none does."""
        ids = [subject.follower_id for subject in subjects]
        theirs = RouteVisit.objects.filter(bulk.among("follower_id", ids)).order_by()
        at = Subquery(_counting(config, OuterRef("follower_id")).values("known_at")[:1])
        rows = theirs.values_list("follower_id").distinct().annotate(at=at)
        return {follower_id: (at,) for follower_id, at in rows}

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """Not known of those of whom no visit is."""
        if known is None:
            return None
        at: datetime | None = known[0]
        holds = at is not None and (config["days"] is None or at >= ctx.now - timedelta(days=config["days"]))
        return holds != config["is_absent"]

    def unknown_to(self, config: Mapping[str, Any]) -> Q | None:
        """Those of whom no visit is known."""
        return Q(~Exists(RouteVisit.objects.filter(follower_id=OuterRef("pk"))))

    def matching(self, config: Mapping[str, Any], account: Account, now: datetime) -> Q | None:
        """By the same visit."""
        counting = _counting(config, OuterRef("pk"))
        if config["days"] is not None:
            counting = counting.filter(known_at__gte=now - timedelta(days=config["days"]))
        if not config["is_absent"]:
            return Q(Exists(counting))
        theirs = RouteVisit.objects.filter(follower_id=OuterRef("pk"))
        return Q(Exists(theirs)) & Q(~Exists(counting))

    def summary(self, value: Mapping[str, Any]) -> str:
        """Who, with the names of the routes."""
        which, names = str(value.get("which")), {"names": called(value.get("routes"))}
        if value.get("is_absent"):
            texts = {
                FIRST: gettext("did not come by “%(names)s” at first"),
                LAST: gettext("did not come by “%(names)s” last"),
                ANY: gettext("never came by “%(names)s”"),
            }
        else:
            texts = {
                FIRST: gettext("came by “%(names)s” at first"),
                LAST: gettext("came by “%(names)s” last"),
                ANY: gettext("came by “%(names)s” at some time"),
            }
        said = texts.get(which, texts[FIRST]) % names
        if value.get("days"):
            return gettext("%(condition)s (in the last %(days)s days)") % {
                "condition": said,
                "days": value["days"],
            }
        return said

    def opposite(self, value: Mapping[str, Any]) -> str:
        """Without the names, which stand beside it."""
        return gettext("came by it") if value.get("is_absent") else gettext("came another way")


def _counting(config: Mapping[str, Any], follower: OuterRef) -> Any:
    """The visit that counts, if it was by one of the routes; of any, the newest one that was."""
    visits = RouteVisit.objects.filter(follower_id=follower)
    if config["which"] == ANY:
        return visits.filter(route_id__in=config["routes"]).order_by("-known_at", "-pk")
    # By a table of its own: a filter behind a slice would ask before it.
    mine = RouteVisit.objects.filter(follower_id=OuterRef("follower_id"))
    is_first = config["which"] == FIRST
    ordered = mine.order_by("known_at", "pk") if is_first else mine.order_by("-known_at", "-pk")
    one = ordered.values("pk")[:1]
    return visits.filter(pk=Subquery(one), route_id__in=config["routes"])


registry.register(RouteCondition())
