"""What the friend did with an own coupon: received it, used it, or still has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps import bulk
from linesteps.accounts.models import Account
from linesteps.conditions.kind import ConditionKind, Subject, registry
from linesteps.coupons.models import CouponTicket
from linesteps.graph import Context
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.own_coupon_chooser import OwnCouponChooserBlock
from linesteps.messages.parts.chosen_coupon import called, chosen_coupon_problems

USED, NOT_USED, RECEIVED, NOT_RECEIVED, EXPIRES = "used", "not_used", "received", "not_received", "expires"
_STATES = (
    (USED, _("used it")),
    (NOT_USED, _("has it and has not used it yet")),
    (EXPIRES, _("has it, and it runs out soon")),
    (RECEIVED, _("received it")),
    (NOT_RECEIVED, _("never received it")),
)
_MOST_DAYS = 365


class Known(NamedTuple):
    """Of one friend: the last use (``None``: never), and until when one that is unused can be used."""

    used_at: datetime | None
    usable_until: datetime | None


class CouponCondition(ConditionKind):
    """About the shop's own coupons; of its own coupons LINE tells nobody who used them."""

    name = "coupon"
    wakes_on = frozenset({"coupon_used"})

    def block(self) -> blocks.Block:
        """The coupon, and what is asked of it."""
        return blocks.StructBlock(
            [
                (
                    "coupon",
                    OwnCouponChooserBlock(
                        label=_("own coupon"),
                        required=False,
                        help_text=_(
                            "LINE does not tell who used LINE's own coupons, so they cannot be asked for."
                        ),
                    ),
                ),
                ("state", blocks.ChoiceBlock(choices=_STATES, default=USED, label=_("the friend"))),
                (
                    "days",
                    blocks.IntegerBlock(
                        label=_("runs out within (days)"),
                        required=False,
                        min_value=1,
                        max_value=_MOST_DAYS,
                        help_text=_("Only for “runs out soon”."),
                    ),
                ),
            ],
            icon="pick",
            label=_("Own coupon"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No coupon, or no number of days where one is needed."""
        found = chosen_coupon_problems(value.get("coupon"), compiling, ("coupon",))
        if value.get("state") not in dict(_STATES):
            raise ValueError("No form makes this.")
        if value["state"] == EXPIRES and not 1 <= (value.get("days") or 0) <= _MOST_DAYS:
            text = _("Say within how many days it runs out (1 to %(max)s).") % {"max": _MOST_DAYS}
            found.append(Problem(message=text, path=("days",)))
        return found

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Coupon, state, and days where they count."""
        compiled = {"coupon": int(value["coupon"]), "state": str(value["state"])}
        return {**compiled, "days": int(value["days"])} if value["state"] == EXPIRES else compiled

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """All tickets of each, in one row."""
        rows = CouponTicket.objects.filter(
            bulk.among("follower_id", [subject.follower_id for subject in subjects]),
            coupon_id=config["coupon"],
        )
        unused = Q(used_at__isnull=True)
        found = rows.values_list("follower_id").annotate(
            used=Max("used_at"),
            until=Max("expires_at", filter=unused),
        )
        return {follower_id: Known(used, until) for follower_id, used, until in found}

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """Always known, since each own coupon that was given stands here."""
        state = config["state"]
        if state in {RECEIVED, NOT_RECEIVED}:
            return (known is not None) == (state == RECEIVED)
        if known is None:
            return False
        if state == USED:
            return known.used_at is not None
        is_usable = known.usable_until is not None and known.usable_until > ctx.now
        if state == NOT_USED:
            return is_usable
        return is_usable and known.usable_until <= ctx.now + timedelta(days=config["days"])

    def matching(self, config: Mapping[str, Any], account: Account, now: datetime) -> Q | None:
        """By the tickets, of which the last one to run out counts."""
        tickets = CouponTicket.objects.filter(follower_id=OuterRef("pk"), coupon_id=config["coupon"])
        unused = tickets.filter(used_at__isnull=True)
        state = config["state"]
        if state == RECEIVED:
            return Q(Exists(tickets))
        if state == NOT_RECEIVED:
            return Q(~Exists(tickets))
        if state == USED:
            return Q(Exists(tickets.filter(used_at__isnull=False)))
        usable = Q(Exists(unused.filter(expires_at__gt=now)))
        if state == NOT_USED:
            return usable
        return usable & Q(~Exists(unused.filter(expires_at__gt=now + timedelta(days=config["days"]))))

    def summary(self, value: Mapping[str, Any]) -> str:
        """Who, with the coupon's title."""
        title = {"title": called(value.get("coupon"))}
        if value.get("state") == EXPIRES:
            days = value.get("days") or 0
            text = ngettext(
                "“%(title)s” runs out within %(days)s day",
                "“%(title)s” runs out within %(days)s days",
                days,
            )
            return text % {**title, "days": days or "…"}
        texts = {
            USED: gettext("used “%(title)s”"),
            NOT_USED: gettext("has not used “%(title)s” yet"),
            RECEIVED: gettext("received “%(title)s”"),
            NOT_RECEIVED: gettext("never received “%(title)s”"),
        }
        return texts.get(str(value.get("state")), texts[USED]) % title

    def opposite(self, value: Mapping[str, Any]) -> str:
        """Without the title, which stands beside it."""
        return {
            USED: gettext("did not use it"),
            RECEIVED: gettext("never received it"),
            NOT_RECEIVED: gettext("received it"),
        }.get(str(value.get("state")), "")

    def as_soon_as(self, value: Mapping[str, Any]) -> str:
        """To use it is a moment; the rest is none."""
        return gettext("Continue as soon as the coupon is used") if value.get("state") == USED else ""


registry.register(CouponCondition())
