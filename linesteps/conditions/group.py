"""A group of conditions: all of them, or one of them, as one condition among others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.accounts.models import Account
from linesteps.blocks.unknown import KindsBlock
from linesteps.conditions.answers import answer, bounds_of
from linesteps.conditions.kind import ConditionKind, Subject, registry
from linesteps.graph import Context
from linesteps.messages.kind import Compiling, Problem, problems_of, unknown_kind


class GroupCondition(ConditionKind):
    """“Tapped, and (lives in Tokyo or in Osaka)”: the part in brackets is a group. Groups hold no groups."""

    name = "group"

    def block(self) -> blocks.Block:
        """Conditions of every other kind, and how many of them must hold."""
        kinds = [(kind.name, kind.block()) for kind in registry if kind.name != self.name]
        return blocks.StructBlock(
            [
                (
                    "match",
                    blocks.ChoiceBlock(
                        choices=[("any", _("one of them holds")), ("all", _("all conditions hold"))],
                        default="any",
                        label=_("holds when"),
                    ),
                ),
                ("conditions", KindsBlock(kinds, label=_("conditions"), required=False)),
            ],
            icon="folder-open-inverse",
            label=_("Group of conditions"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """Nothing in it, and the problems of each condition."""
        parts = value.get("conditions") or []
        if not parts:
            text = gettext("This group has no condition. Choose one or delete the group.")
            return [Problem(message=text, path=("conditions",))]
        if (value.get("match") or "any") not in {"any", "all"}:
            raise ValueError("No form offers this.")
        found = []
        for index, part in enumerate(parts):
            if part["type"] not in registry or part["type"] == self.name:
                found.append(unknown_kind(part["type"], ("conditions", index)))
                continue
            for problem in problems_of(registry.get(part["type"]), part["value"], compiling):
                path = ("conditions", index, *problem.path)
                found.append(Problem(message=problem.message, path=path, is_error=problem.is_error))
        return found

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The conditions in order."""
        conditions = [
            {"kind": part["type"], "config": registry.get(part["type"]).compile(part["value"], compiling)}
            for part in value["conditions"]
        ]
        return {"match": value.get("match") or "any", "conditions": conditions}

    def parts(self, config: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Those in the group."""
        found: Sequence[Mapping[str, Any]] = config["conditions"]
        return found

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """Nothing: each condition in the group loads its own."""
        return {}

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """In three-valued logic, as for a path."""
        return answer(config["conditions"], config["match"], ctx)

    def bounds(self, config: Mapping[str, Any], account: Account, now: datetime) -> tuple[Q, Q] | None:
        """Those of its conditions, put together."""
        return bounds_of(config["conditions"], config["match"], account, now)

    def summary(self, value: Mapping[str, Any]) -> str:
        """The conditions, joined by and or or."""
        words = [kind.summary(part) for kind, part in _known(value)]
        joint = gettext(" and ") if value.get("match") == "all" else gettext(" or ")
        return f"({joint.join(words) or '…'})"


def _known(value: Mapping[str, Any]) -> Iterator[tuple[ConditionKind, Mapping[str, Any]]]:
    for part in value.get("conditions") or []:
        if part["type"] in registry:
            yield registry.get(part["type"]), part["value"]


registry.register(GroupCondition())
