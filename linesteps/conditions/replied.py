"""Whether the friend wrote something, or tapped an answer button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps import bulk
from linesteps.accounts.models import Account
from linesteps.conditions.kind import ConditionKind, Subject, registry
from linesteps.followers.models import Activity
from linesteps.graph import Context
from linesteps.messages.kind import Compiling, Problem

_SINCE = (
    ("start", _("since the scenario began")),
    ("here", _("since coming to this step")),
    ("days", _("in the last days")),
)
_MAX_DAYS = 366
#: An answer button is a link without an address.
_REPLY = Q(kind__in=("message_received", "postback_received")) | Q(kind="link_clicked", data__url="")

_LAST_REPLIES = bulk.Statement(
    lambda: Activity.objects.filter(bulk.among("follower_id", bulk.slot("ids")), _REPLY),
    "follower_id",
    bulk.last("at"),
)


class RepliedCondition(ConditionKind):
    """Any message counts: text, sticker, picture, or the answer of a button."""

    name = "replied"
    wakes_on = frozenset({"message_received", "postback_received", "link_clicked"})
    is_event = True

    def block(self) -> blocks.Block:
        """Since when, and whether it must be so or not."""
        return blocks.StructBlock(
            [
                ("since", blocks.ChoiceBlock(choices=_SINCE, default="start", label=_("since when"))),
                (
                    "days",
                    blocks.IntegerBlock(
                        label=_("number of days"), required=False, help_text=_("Only for “in the last days”.")
                    ),
                ),
                ("is_absent", blocks.BooleanBlock(label=_("did not reply"), required=False)),
            ],
            icon="comment",
            label=_("Replied"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No choice, or no number of days."""
        since = value.get("since")
        if since not in dict(_SINCE):
            return [Problem(message=_("Say since when a reply counts."), path=("since",))]
        days = value.get("days")
        if since == "days" and (not isinstance(days, int) or not 1 <= days <= _MAX_DAYS):
            text = gettext("Say in how many days: 1 to %(max)s.") % {"max": _MAX_DAYS}
            return [Problem(message=text, path=("days",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Since when."""
        days = int(value["days"]) if value["since"] == "days" else None
        return {"since": value["since"], "days": days, "is_absent": bool(value.get("is_absent"))}

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """The time of the last reply; an answer button is a tap on a link without an address."""
        return dict(_LAST_REPLIES(ids=[subject.follower_id for subject in subjects]))

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """Always known: no row means no reply."""
        since = {
            "start": ctx.entered_at,
            "here": ctx.arrived_at,
            "days": ctx.now - timedelta(days=config["days"] or 0),
        }[config["since"]]
        return (known is not None and known >= since) != config["is_absent"]

    def matching(self, config: Mapping[str, Any], account: Account, now: datetime) -> Q | None:
        """By the days; of a run nothing is known here."""
        if config["since"] != "days":
            return None
        replies = Activity.objects.filter(
            _REPLY, follower_id=OuterRef("pk"), at__gte=now - timedelta(days=config["days"])
        )
        return Q(~Exists(replies)) if config["is_absent"] else Q(Exists(replies))

    def asks_of_run(self, config: Mapping[str, Any]) -> bool:
        """Days are counted back from now; the rest, from the run."""
        return config["since"] != "days"

    def summary(self, value: Mapping[str, Any]) -> str:
        """Who replied, or who did not."""
        is_absent = bool(value.get("is_absent"))
        if value.get("since") == "days":
            days = value["days"] if isinstance(value.get("days"), int) else 0
            text = (
                ngettext("did not reply for %(n)s day", "did not reply for %(n)s days", days)
                if is_absent
                else ngettext("replied in the last %(n)s day", "replied in the last %(n)s days", days)
            )
            return text % {"n": days}
        return gettext("did not reply") if is_absent else gettext("replied")

    def opposite(self, value: Mapping[str, Any]) -> str:
        """Without saying again since when."""
        return gettext("replied") if value.get("is_absent") else gettext("did not reply")

    def as_soon_as(self, value: Mapping[str, Any]) -> str:
        """A reply is a moment; not to reply is none."""
        return "" if value.get("is_absent") else gettext("Continue as soon as they reply")

    def until(self, value: Mapping[str, Any]) -> str:
        """The reply."""
        return gettext("they reply")


registry.register(RepliedCondition())
