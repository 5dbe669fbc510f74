"""Branch: two to eight paths, the first that matches is taken, everyone else takes the last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.recursion import StepsRefBlock
from linesteps.conditions import stream as conditions
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.graph import Context, Fact, Result, WaitFor, leave_by
from linesteps.messages.kind import Compiling, Problem, problems_of, unknown_kind
from linesteps.steps.kind import ELSE, SEND_BEFORE, Path, StepKind, Suggestion, registry

MAX_PATHS = 8
_A_WEEK_HOURS = 7 * 24


class Branch(StepKind):
    """Paths rejoin behind the branch, unless they end."""

    name = "branch"

    def block(self) -> blocks.Block:
        """Paths with conditions and steps, the path of everyone else, and how long to wait for a sign."""
        path = blocks.StructBlock(
            [
                ("label", blocks.CharBlock(label=_("who takes this path"), required=False, max_length=60)),
                ("conditions", conditions.conditions_block()),
                (
                    "match",
                    blocks.ChoiceBlock(
                        choices=[("all", _("all conditions hold")), ("any", _("one of them holds"))],
                        default="all",
                        label=_("taken when"),
                    ),
                ),
                ("steps", StepsRefBlock(label=_("steps"))),
            ],
            label=_("Path"),
            icon="redirect",
            label_format="{label}",
        )
        otherwise = blocks.StructBlock(
            [("steps", StepsRefBlock(label=_("steps")))], label=_("Everyone else"), required=False
        )
        return blocks.StructBlock(
            [
                ("name", blocks.CharBlock(label=_("name"), required=False, max_length=80)),
                ("paths", blocks.ListBlock(path, label=_("paths"), max_num=MAX_PATHS - 1)),
                ("otherwise", otherwise),
                (
                    "wait_hours",
                    blocks.IntegerBlock(
                        label=_("wait for it up to (hours)"),
                        required=False,
                        help_text=_("Empty: decide at once. Else go on as soon as a path matches."),
                    ),
                ),
            ],
            icon="ls-fork",
            label=_("Branch"),
            label_format="{name}",
            group=_("Course"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No path, paths without conditions, and the problems of each condition."""
        items = _items(value)
        if not items:
            text = _("This branch has no condition. Choose one or delete the branch.")
            return [Problem(message=text, path=("paths",))]
        found = []
        for number, item in enumerate(items):
            place: tuple[str | int, ...] = ("paths", number, "conditions")
            if not item.get("conditions"):
                found.append(
                    Problem(
                        message=_("This path has no condition. Choose one or delete the path."), path=place
                    )
                )
            for index, part in enumerate(item.get("conditions") or []):
                if part["type"] not in condition_kinds:
                    found.append(unknown_kind(part["type"], (*place, index)))
                    continue
                kind = condition_kinds.get(part["type"])
                for problem in problems_of(kind, part["value"], compiling):
                    path = (*place, index, *problem.path)
                    found.append(Problem(message=problem.message, path=path, is_error=problem.is_error))
        if value.get("wait_hours") is not None and not 1 <= value["wait_hours"] <= 24 * 366:
            text = _("The time to wait for a sign has between 1 hour and 366 days.")
            found.append(Problem(message=text, path=("wait_hours",)))
        return found

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The conditions of each path in order."""
        paths = [
            {
                "port": _port(number),
                "label": self._label(item),
                "match": item.get("match") or "all",
                "conditions": [
                    {
                        "kind": part["type"],
                        "config": condition_kinds.get(part["type"]).compile(part["value"], compiling),
                    }
                    for part in item["conditions"]
                ],
            }
            for number, item in enumerate(_items(value))
        ]
        return {"name": value.get("name") or "", "paths": paths, "wait_hours": value.get("wait_hours")}

    def paths(self, value: Mapping[str, Any]) -> Iterator[Path]:
        """Those with conditions, then everyone else."""
        for number, item in enumerate(_items(value)):
            yield Path(
                port=_port(number),
                label=self._label(item),
                place=("paths", number, "steps"),
                steps=item.get("steps") or [],
            )
        otherwise = value.get("otherwise") or {}
        yield Path(
            port=ELSE,
            label=self._otherwise(value),
            place=("otherwise", "steps"),
            steps=otherwise.get("steps") or [],
        )

    def facts(self, config: Mapping[str, Any]) -> list[Fact]:
        """Those of all conditions."""
        return [fact for path in config["paths"] for fact in conditions.facts_of(path["conditions"])]

    def wakes_on(self, config: Mapping[str, Any]) -> frozenset[str]:
        """Whatever may turn the answer of a condition."""
        return conditions.wakes_on(condition for path in config["paths"] for condition in path["conditions"])

    def run(self, config: Mapping[str, Any], ctx: Context) -> Result:
        """The first path whose conditions hold; else wait for a sign, if so told; else the last path."""
        for path in config["paths"]:
            if conditions.answer(path["conditions"], path["match"], ctx):
                return leave_by(path["port"])
        if config["wait_hours"]:
            until = ctx.arrived_at + timedelta(hours=config["wait_hours"])
            if ctx.now < until:
                return Result(outcome=WaitFor(until=until, activities=self.wakes_on(config)))
        return leave_by(ELSE)

    def duration(self, value: Mapping[str, Any]) -> timedelta:
        """The time to wait for a sign."""
        hours = value.get("wait_hours")
        return timedelta(hours=min(max(hours, 0), 24 * 366)) if isinstance(hours, int) else timedelta()

    def summary(self, value: Mapping[str, Any]) -> str:
        """Who is told from whom."""
        labels = [path.label for path in self.paths(value)]
        return gettext("Branch: %(paths)s") % {"paths": " / ".join(labels)}

    def _label(self, item: Mapping[str, Any]) -> str:
        if item.get("label"):
            return str(item["label"])
        words = [
            condition_kinds.get(part["type"]).summary(part["value"])
            for part in item.get("conditions") or []
            if part["type"] in condition_kinds
        ]
        # As a group of conditions says it: whether all hold or one of them is no small matter.
        joint = gettext(" or ") if item.get("match") == "any" else gettext(" and ")
        return _begun(joint.join(words)) or "…"

    def _otherwise(self, value: Mapping[str, Any]) -> str:
        """Everyone else, in the words of the only condition if it has some."""
        items = _items(value)
        asked = [
            (condition_kinds.get(part["type"]), part["value"])
            for item in items
            for part in item.get("conditions") or []
            if part["type"] in condition_kinds
        ]
        if len(items) == len(asked) == 1 and not items[0].get("label"):
            kind, condition = asked[0]
            opposite = kind.opposite(condition)
            if opposite:
                return _begun(str(opposite))
        if any(kind.may_be_unknown for kind, _condition in asked):
            return gettext("Unknown, or anyone else")
        return gettext("Everyone else")

    def suggestions(self) -> list[Suggestion]:
        """The two questions that people ask most: did they tap by then, and as soon as they tap."""

        def asking(wait_hours: int | None) -> dict[str, Any]:
            tapped = {"step": SEND_BEFORE, "link": None, "is_absent": False}
            condition = {"type": "clicked_link", "id": "condition", "value": tapped}
            path = {"label": "", "conditions": [condition], "match": "all", "steps": []}
            return {
                "name": "",
                "paths": [{"type": "item", "id": "path", "value": path}],
                "otherwise": {"steps": []},
                "wait_hours": wait_hours,
            }

        return [
            Suggestion(
                label=_("Branch"), icon="ls-fork", value=asking(None), asks_send=True, comes_later=True
            ),
            Suggestion(
                label=_("As soon as they tap"), icon="ls-tap", value=asking(_A_WEEK_HOURS), asks_send=True
            ),
        ]


def _begun(words: str) -> str:
    """As a sentence begins; names such as iOS stay as they are."""
    return words if words[1:2].isupper() else str(capfirst(words))


def _items(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    # A plain ListBlock holds {"type": "item", "value": …}; older data holds the bare values.
    return [item.get("value", item) for item in value.get("paths") or []]


def _port(number: int) -> str:
    return f"path{number + 1}"


registry.register(Branch())
