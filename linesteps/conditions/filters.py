"""Who may start: conditions about a person that are asked before a run begins, of many people at once.

Nothing of a run is there yet, so that what is only known inside one (a tap on one of its messages, a reply
since it began) cannot be asked. What is not known of a person counts as no.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from linesteps.blocks.step_reference import StepReferenceBlock
from linesteps.blocks.unknown import KindsBlock
from linesteps.conditions import stream  # noqa: F401 - registers the kinds
from linesteps.conditions.answers import answer, facts_of
from linesteps.conditions.kind import Subject, registry
from linesteps.graph import Context, Fact
from linesteps.messages.kind import Compiling, Problem, problems_of, unknown_kind

#: Where the value of a start condition keeps its filter; stored data carries the name.
WHO = "who"
#: ``{"match", "conditions", "drawn"}``: the conditions as they are asked, and as they were drawn.
Filter = Mapping[str, Any]
#: ``{"type", "value", "answer"}`` of a condition that did not hold; an answer of ``None`` is “not known”.
Reason = dict[str, Any]

_MATCHES = (("all", _("all conditions hold")), ("any", _("one of them holds")))


class WhoBlock(blocks.StructBlock):
    """A filter in a form; a form without its fields, such as a page from before an update, has none."""

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        """What was posted, or no conditions."""
        if f"{prefix}-conditions-count" not in data:
            return self.get_default()
        return super().value_from_datadict(data, files, prefix)


def who_block(**kwargs: Any) -> blocks.StructBlock:
    """A new block for a filter: conditions of every kind that asks for no message of the scenario."""
    kinds = [(kind.name, kind.block()) for kind in registry]
    offered = [(name, block) for name, block in kinds if not _asks_step(block)]
    return WhoBlock(
        [
            ("conditions", KindsBlock(offered, label=_("conditions"), required=False)),
            ("match", blocks.ChoiceBlock(choices=_MATCHES, default="all", label=_("holds when"))),
        ],
        **{
            "label": _("only these friends"),
            "required": False,
            "icon": "group",
            "label_format": "{conditions}",
            **kwargs,
        },
    )


def with_who(block: Any, who: blocks.StructBlock) -> Any:
    """The block of a start condition, with ``who`` at the end of its form, folded up."""
    block.child_blocks[WHO] = who
    layout = block.meta.form_layout
    words = "{" + WHO + "}"
    group = BlockGroup(
        [WHO], heading=_("Only these friends"), icon="group", classname="collapsed", label_format=words
    )
    block.meta.form_layout = BlockGroup([*layout.children, group], settings=layout.settings)
    return block


def _asks_step(block: Any) -> bool:
    children = getattr(block, "child_blocks", {})
    return any(isinstance(child, StepReferenceBlock) for child in children.values())


def filter_problems(value: Any, compiling: Compiling) -> list[Problem]:
    """What keeps a filter from being asked; one without conditions lets everybody in."""
    found = []
    for index, part in enumerate(_parts(value)):
        place: tuple[str | int, ...] = ("conditions", index)
        if part["type"] not in registry:
            found.append(unknown_kind(part["type"], place))
            continue
        inner = problems_of(registry.get(part["type"]), part["value"], compiling)
        found += [
            Problem(message=one.message, path=(*place, *one.path), is_error=one.is_error) for one in inner
        ]
        if not inner and _is_of_a_run(part):
            text = gettext(
                "Before the start nobody has had a message of this scenario. Ask for something else here, "
                "such as the last days, or put the question into a branch."
            )
            found.append(Problem(message=text, path=place))
    if found or (value or {}).get("match") in {None, "", "all", "any"}:
        return found
    raise ValueError("No form offers this.")


def _is_of_a_run(part: Mapping[str, Any]) -> bool:
    value = part["value"]
    if any(_is_of_a_run(inner) for inner in value.get("conditions") or []):
        return True
    return value.get("since") in {"start", "here"} or bool(registry.get(part["type"]).step_asked(value))


def compile_filter(value: Any, compiling: Compiling) -> Filter | None:
    """The filter as plain JSON; ``None`` if it lets everybody in."""
    parts = _parts(value)
    if not parts:
        return None
    conditions = [
        {"kind": part["type"], "config": registry.get(part["type"]).compile(part["value"], compiling)}
        for part in parts
    ]
    drawn = [{"type": part["type"], "value": part["value"]} for part in parts]
    return {"match": value.get("match") or "all", "conditions": conditions, "drawn": drawn}


def filter_words(value: Any) -> str:
    """Who is let in, such as 「タグ「VIP」がある人」; empty for everybody."""
    words = [
        registry.get(part["type"]).summary(part["value"])
        for part in _parts(value)
        if part["type"] in registry
    ]
    joint = gettext(" or ") if (value or {}).get("match") == "any" else gettext(" and ")
    return joint.join(words)


def _parts(value: Any) -> list[Mapping[str, Any]]:
    found = value.get("conditions") if isinstance(value, Mapping) else None
    return list(found or [])


class Asked:
    """The answers of filters for a batch of people: at most one query for each condition, made when it is needed.

    Args:
        follower_ids: everybody who may be asked for.
        moment: now (aware); what is asked is as it was when it was first looked at.
        time_zone: the account's zone name.
    """

    def __init__(self, follower_ids: Collection[int], moment: datetime, time_zone: str) -> None:
        self._moment, self._zone = moment, time_zone
        self._subjects = [
            Subject(follower_id=pk, enrolment_id=0, entered_at=moment) for pk in dict.fromkeys(follower_ids)
        ]
        self._known: dict[Fact, Mapping[int, Any]] = {}

    def refusal(self, filters: Sequence[Filter], follower_id: int) -> list[Reason] | None:
        """Why a person is not let in; ``None`` if all filters let the person in."""
        for one in filters:
            ctx = self._context(facts_of(one["conditions"]), follower_id)
            if not answer(one["conditions"], one["match"], ctx):
                return list(self._reasons(one, ctx))
        return None

    def _context(self, facts: Sequence[Fact], follower_id: int) -> Context:
        for fact in facts:
            if fact not in self._known:
                self._known[fact] = registry.get(fact.kind).load(fact.config, self._subjects)
        moment = self._moment
        return Context(
            now=moment,
            time_zone=self._zone,
            enrolment_id=0,
            follower_id=follower_id,
            entered_at=moment,
            arrived_at=moment,
            facts={
                fact: self._known[fact][follower_id] for fact in facts if follower_id in self._known[fact]
            },
        )

    @staticmethod
    def _reasons(one: Filter, ctx: Context) -> Iterator[Reason]:
        for condition, drawn in zip(one["conditions"], one["drawn"], strict=True):
            found = answer([condition], "all", ctx)
            if not found:
                yield {**drawn, "answer": found}


def reason_words(reasons: Sequence[Any]) -> str:
    """Why somebody was not let in, in the reader's language."""
    words = [
        registry.get(one["type"]).told(one["value"], one["answer"], {})
        for one in reasons
        if one.get("type") in registry
    ]
    return gettext(", ").join(words)
