"""Own coupons of a batch: who gets which, before the messages that show them are filled."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from linesteps.coupons.allocate import Given, Ticket, Wish, allocate
from linesteps.coupons.values import coupon_of, values_of
from linesteps.engine.versions import graph_of, is_on_trial
from linesteps.messages.parts.view_image import without_image
from linesteps.personalise import Template

#: A version and a step of it.
Place = tuple[int, str]


@dataclass(kw_only=True)
class Share:
    """What one send has of its coupons.

    Args:
        values: what stands for the coupons' tokens.
        lacking: coupons that this friend does not get, each with the reason.
        is_refused: whether one of them is so vital that nothing of the step is sent.
    """

    values: dict[str, str] = field(default_factory=dict)
    lacking: dict[int, str] = field(default_factory=dict)
    is_refused: bool = False

    @property
    def reason(self) -> str:
        """Why something is lacking."""
        return next(iter(self.lacking.values()), "")


_NOTHING = Share()


class Shares:
    """All coupons of a batch, given in the commit that sends them.

    Args:
        wishes: those who come to each step; steps without coupons are passed over.
        moment: now (aware).
    """

    def __init__(self, wishes: Mapping[Place, Sequence[Wish]], moment: datetime) -> None:
        self._asked = {place: asked for place in wishes if (asked := coupons_at(place))}
        self._given: Given = {}
        for is_trial in (False, True):
            by_coupon: dict[int, list[Wish]] = defaultdict(list)
            for place, asked in self._asked.items():
                if is_on_trial(place[0]) == is_trial:
                    for coupon in asked:
                        by_coupon[coupon["id"]] += wishes[place]
            if by_coupon:
                self._given |= allocate(by_coupon, moment, is_trial=is_trial)

    def of(self, place: Place, follower_id: int, enrolment_id: int) -> Share:
        """What one friend has at one step; whoever made no wish has nothing."""
        asked = self._asked.get(place)
        if asked is None:
            # Most steps: one object for all.
            return _NOTHING
        share, run = Share(), run_of(enrolment_id, place[1])
        for coupon in asked:
            found = self._given.get((coupon["id"], follower_id, run))
            if isinstance(found, Ticket):
                share.values |= values_of(found)
            elif found is not None:
                share.lacking[coupon["id"]] = str(found)
                share.is_refused |= coupon["is_vital"]
        return share


def coupons_at(place: Place) -> Sequence[Mapping[str, Any]]:
    """The own coupons that a step gives; none at most steps."""
    found: Sequence[Mapping[str, Any]] = graph_of(place[0]).nodes[place[1]].config.get("coupons", ())
    return found


def run_of(enrolment_id: int, step_id: str) -> str:
    """By which a send is known: the same step of the same run never takes a second code."""
    return f"{enrolment_id}:{step_id}"


def template_without(place: Place, coupon_ids: Collection[int], *, has_image: bool = True) -> Template | None:
    """The messages of a step without those that show some coupons; ``None`` if nothing is left.

    Quick replies stand on the last message (``linesteps.messages.parts.quick``), whichever that is.
    """
    config = graph_of(place[0]).nodes[place[1]].config
    messages = config["messages"] if has_image else without_image(config["messages"])
    left = [dict(message) for message in messages if not _shows(message, coupon_ids)]
    if not left:
        return None
    if quick := messages[-1].get("quickReply"):
        left[-1]["quickReply"] = quick
    return Template(json.dumps(left, ensure_ascii=False, separators=(",", ":")), config.get("bounds"))


def _shows(message: Mapping[str, Any], coupon_ids: Collection[int]) -> bool:
    names = Template(json.dumps(message, ensure_ascii=False)).names
    return any(coupon_of(name) in coupon_ids for name in names)
