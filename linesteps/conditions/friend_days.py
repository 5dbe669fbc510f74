"""For how many days the person has been a friend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps import bulk
from linesteps.accounts.models import Account
from linesteps.conditions.kind import ConditionKind, Subject, registry
from linesteps.followers.models import Follower
from linesteps.graph import Context
from linesteps.messages.kind import Compiling, Problem


class FriendDaysCondition(ConditionKind):
    """Whole days since the person was added last."""

    name = "friend_days"

    def block(self) -> blocks.Block:
        """At least or less than a number of days."""
        return blocks.StructBlock(
            [
                (
                    "comparison",
                    blocks.ChoiceBlock(
                        choices=[("at_least", _("for at least")), ("less_than", _("for less than"))],
                        default="at_least",
                        label=_("comparison"),
                    ),
                ),
                ("days", blocks.IntegerBlock(label=_("number of days"), required=False)),
            ],
            icon="date",
            label=_("Days as a friend"),
            label_format="{days}",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No number, or a negative one."""
        if value.get("days") is None or value["days"] < 0:
            return [Problem(message=_("Say how many days (0 or more)."), path=("days",))]
        return []

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """When each was added last."""
        rows = Follower.objects.filter(bulk.among("pk", [subject.follower_id for subject in subjects]))
        return dict(rows.values_list("pk", "last_followed_at"))

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """``None`` for people who were never seen being added."""
        if known is None:
            return None
        is_long = (ctx.now - known).days >= config["days"]
        return is_long if config.get("comparison", "at_least") == "at_least" else not is_long

    def matching(self, config: Mapping[str, Any], account: Account, now: datetime) -> Q | None:
        """By the time of being added; whoever was never seen being added is neither."""
        try:
            bound = now - timedelta(days=config["days"])
        except OverflowError:
            return None
        if config.get("comparison", "at_least") == "at_least":
            return Q(last_followed_at__lte=bound)
        return Q(last_followed_at__gt=bound)

    def unknown_to(self, config: Mapping[str, Any]) -> Q | None:
        """People who were never seen being added."""
        return Q(last_followed_at__isnull=True)

    def summary(self, value: Mapping[str, Any]) -> str:
        """For how long."""
        days = {"days": value.get("days") if value.get("days") is not None else "…"}
        if value.get("comparison") == "less_than":
            return gettext("friends for less than %(days)s days") % days
        return gettext("friends for at least %(days)s days") % days


registry.register(FriendDaysCondition())
