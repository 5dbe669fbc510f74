"""Whether the friend belongs to a saved segment, as the segment stands at that moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.accounts.models import Account
from linesteps.blocks.segment_reference import (
    SegmentReferenceBlock,
    segment_model,
    segment_name,
    segment_named,
)
from linesteps.conditions.answers import answer, bounds_of, facts_of
from linesteps.conditions.kind import EVERYBODY, NOBODY, ConditionKind, Subject, registry
from linesteps.graph import Context, Fact
from linesteps.messages.kind import Compiling, Problem, problems_of
from linesteps.messages.parts.chosen_segment import chosen_segment_problems

Compiled = Mapping[str, Any]


class Known(NamedTuple):
    """What the segment asks, and what is known of one friend for it."""

    segment: Compiled
    facts: Mapping[Fact, Any]


class InSegmentCondition(ConditionKind):
    """A segment that is changed is asked as it is now, by everybody who comes here from then on."""

    name = "in_segment"
    may_be_unknown = True

    @property
    def wakes_on(self) -> frozenset[str]:  # type: ignore[override]
        """Whatever may turn any condition: what the segment asks may change meanwhile."""
        return frozenset().union(*(kind.wakes_on for kind in registry if kind.name != self.name))

    def block(self) -> blocks.Block:
        """Which segment, and whether it must be so or not."""
        return blocks.StructBlock(
            [
                ("segment", SegmentReferenceBlock(label=_("segment"))),
                ("is_absent", blocks.BooleanBlock(label=_("does not belong to it"), required=False)),
            ],
            icon="group",
            label=_("In a segment"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """None chosen, one that is gone or another account's, or one that must be mended itself."""
        found = chosen_segment_problems(value, compiling)
        if found:
            return found
        segment = segment_named(value["segment"], compiling.account.pk)
        for part in segment.conditions:
            # A segment within the segment is looked at when that one is saved.
            if part["type"] == self.name:
                continue
            known = registry.get(part["type"]) if part["type"] in registry else None
            inside = problems_of(known, part["value"], compiling) if known else []
            if known is None or any(one.is_error for one in inside):
                reason = (
                    str(inside[0].message) if inside else gettext("A kind of condition is not installed.")
                )
                text = gettext("The segment “%(name)s” must be mended first: %(reason)s")
                words = text % {"name": segment.name, "reason": reason}
                return [Problem(message=words, path=("segment",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The segment by its id: what it asks is looked up when somebody comes here."""
        return {
            "segment": int(value["segment"]),
            "account": compiling.account.pk,
            "is_absent": bool(value.get("is_absent")),
        }

    def parts(self, config: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Those of a segment within a segment, which was looked up with it."""
        segment = config.get("whole")
        found: Sequence[Mapping[str, Any]] = segment["conditions"] if segment else ()
        return found

    def scenarios(self, config: Mapping[str, Any]) -> frozenset[int]:
        """Those that the segment asks about as it stands now; whoever stores them looks again when it is changed."""
        segment = config["whole"] if "whole" in config else _segment(config)
        parts = segment["conditions"] if segment else ()
        return frozenset().union(*(registry.get(one["kind"]).scenarios(one["config"]) for one in parts))

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """What the segment asks, in one query with all segments inside it; then one for each condition in it."""
        segment = None if "whole" in config else _segment(config)
        if segment is None:
            return {}
        facts: dict[int, dict[Fact, Any]] = {subject.follower_id: {} for subject in subjects}
        for fact in dict.fromkeys(facts_of(segment["conditions"])):
            for follower_id, known in registry.get(fact.kind).load(fact.config, subjects).items():
                facts[follower_id][fact] = known
        return {follower_id: Known(segment, known) for follower_id, known in facts.items()}

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """In three-valued logic; not known of a segment that is gone."""
        segment, facts = (config["whole"], ctx.facts) if "whole" in config else known or (None, {})
        if segment is None:
            return None
        found = answer(segment["conditions"], segment["match"], ctx._replace(facts=facts))
        return found if found is None else found != config["is_absent"]

    def bounds(self, config: Mapping[str, Any], account: Account, now: datetime) -> tuple[Q, Q] | None:
        """Those of what the segment asks now."""
        segment = config["whole"] if "whole" in config else _segment(config)
        if segment is None:
            return NOBODY, EVERYBODY
        found = bounds_of(segment["conditions"], segment["match"], account, now)
        if found is None or not config["is_absent"]:
            return found
        surely, perhaps = found
        return ~perhaps, ~surely

    def summary(self, value: Mapping[str, Any]) -> str:
        """Who, by the name of the segment."""
        name = {"name": segment_name(value.get("segment"))}
        if value.get("is_absent"):
            return gettext("not in the segment “%(name)s”") % name
        return gettext("in the segment “%(name)s”") % name


def _segment(config: Mapping[str, Any]) -> Compiled | None:
    """What a segment asks, with what the segments inside it ask; one query for all that the account has."""
    rows = segment_model().objects.filter(account_id=config["account"])
    return _whole(config["segment"], dict(rows.values_list("pk", "compiled")), ())


def _whole(pk: int, known: Mapping[int, Compiled], trail: tuple[int, ...]) -> Compiled | None:
    """``None`` if it is gone, was never read, or asks of itself, which no form lets pass."""
    segment = known.get(pk)
    if not segment or pk in trail:
        return None
    conditions = [_with_inner(one, known, (*trail, pk)) for one in segment["conditions"]]
    return {"match": segment["match"], "conditions": conditions}


def _with_inner(condition: Compiled, known: Mapping[int, Compiled], trail: tuple[int, ...]) -> Compiled:
    config = condition["config"]
    if condition["kind"] == InSegmentCondition.name:
        return {**condition, "config": {**config, "whole": _whole(config["segment"], known, trail)}}
    if condition["kind"] == "group":
        parts = [_with_inner(one, known, trail) for one in config["conditions"]]
        return {**condition, "config": {**config, "conditions": parts}}
    return condition


registry.register(InSegmentCondition())
