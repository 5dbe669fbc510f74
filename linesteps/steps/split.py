"""Split: friends take two to five paths by lot, each path a share of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.recursion import StepsRefBlock
from linesteps.graph import Context, Result, leave_by
from linesteps.lots import lot
from linesteps.messages.kind import Compiling, Problem
from linesteps.steps.kind import Path, StepKind, registry

FEWEST, MOST = 2, 5
COMPARED = (("taps", _("taps on messages")), ("goal", _("goals of the scenario")))
DEFAULT_PEOPLE, DEFAULT_DAYS = 100, 7
_MOST_PEOPLE, _MOST_DAYS = 1_000_000, 90


class Split(StepKind):
    """The lot is drawn from the friend and the step: the same friend always takes the same path here."""

    name = "split"

    def block(self) -> blocks.Block:
        """Paths with their shares and steps."""
        path = blocks.StructBlock(
            [
                ("label", blocks.CharBlock(label=_("name"), required=False, max_length=60)),
                ("share", blocks.IntegerBlock(label=_("share in percent"), required=False, default=50)),
                ("steps", StepsRefBlock(label=_("steps"))),
            ],
            label=_("Path"),
            icon="redirect",
            label_format="{label} {share}",
        )
        return blocks.StructBlock(
            [
                ("name", blocks.CharBlock(label=_("name"), required=False, max_length=80)),
                (
                    "paths",
                    blocks.ListBlock(
                        path,
                        label=_("paths"),
                        default=[path.get_default(), path.get_default()],
                        max_num=MOST,
                        help_text=_("The shares add up to 100. The same friend always takes the same path."),
                    ),
                ),
                (
                    "compare",
                    blocks.ChoiceBlock(
                        choices=COMPARED,
                        required=False,
                        label=_("compare the paths by"),
                        help_text=_("The results then say which path does best, and how sure that is."),
                    ),
                ),
                (
                    "people",
                    blocks.IntegerBlock(
                        label=_("people on each path, at least"), required=False, default=DEFAULT_PEOPLE
                    ),
                ),
                (
                    "days",
                    blocks.IntegerBlock(label=_("days, at least"), required=False, default=DEFAULT_DAYS),
                ),
                (
                    "is_automatic",
                    blocks.BooleanBlock(
                        label=_("take the winner by itself"),
                        required=False,
                        help_text=_(
                            "Once that is sure to 95 percent, everybody who comes new takes the best path. Those who "
                            "were here keep theirs. It can be undone in the results."
                        ),
                    ),
                ),
            ],
            icon="ls-split",
            label=_("Split by lot"),
            label_format="{name}",
            group=_("Course"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """Too few or too many paths, or shares that do not make up the whole."""
        items = _items(value)
        if not FEWEST <= len(items) <= MOST:
            text = gettext("A split has between %(fewest)s and %(most)s paths; there are %(number)s.")
            return [
                Problem(
                    message=text % {"fewest": FEWEST, "most": MOST, "number": len(items)}, path=("paths",)
                )
            ]
        for number, item in enumerate(items):
            if not isinstance(item.get("share"), int) or not 1 <= item["share"] <= 99:
                text = gettext("Say which share of the friends takes this path: 1 to 99 percent.")
                return [Problem(message=text, path=("paths", number, "share"))]
        total = sum(item["share"] for item in items)
        if total == 100:
            return self._compare_problems(value)
        text = (
            gettext("The shares add up to %(sum)s percent. Take %(rest)s off, so that they make 100.")
            if total > 100
            else gettext("The shares add up to %(sum)s percent. Add %(rest)s, so that they make 100.")
        )
        return [Problem(message=text % {"sum": total, "rest": abs(100 - total)}, path=("paths",))]

    def _compare_problems(self, value: Mapping[str, Any]) -> list[Problem]:
        if not value.get("compare"):
            if not value.get("is_automatic"):
                return []
            text = gettext("Say by what the paths are compared, so that one can win.")
            return [Problem(message=text, path=("compare",))]
        if value["compare"] not in dict(COMPARED):
            raise ValueError("No form offers this.")
        for name, least, most in (("people", 10, _MOST_PEOPLE), ("days", 1, _MOST_DAYS)):
            number = value.get(name)
            if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most:
                text = gettext("Write a number from %(min)s to %(max)s.") % {"min": least, "max": most}
                return [Problem(message=text, path=(name,))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The shares in order, and what the lot is drawn for."""
        paths = [
            {"port": path.port, "label": path.label, "share": item["share"]}
            for path, item in zip(self.paths(value), _items(value), strict=True)
        ]
        config = {"name": value.get("name") or "", "paths": paths, "purpose": compiling.step_id}
        if value.get("compare"):
            config["compare"] = {
                "by": value["compare"],
                "people": value["people"],
                "days": value["days"],
                "is_automatic": bool(value.get("is_automatic")),
                # Without the shares, which say nothing any more once one has won.
                "labels": {
                    f"path{number + 1}": _label(item, number) for number, item in enumerate(_items(value))
                },
            }
        return config

    def paths(self, value: Mapping[str, Any]) -> Iterator[Path]:
        """All with a share."""
        for number, item in enumerate(_items(value)):
            share = item.get("share") if isinstance(item.get("share"), int) else "…"
            yield Path(
                port=f"path{number + 1}",
                label=gettext("%(label)s: %(share)s%%") % {"label": _label(item, number), "share": share},
                place=("paths", number, "steps"),
                steps=item.get("steps") or [],
            )

    def run(self, config: Mapping[str, Any], ctx: Context) -> Result:
        """Take the path that is decided, else the one in whose share the friend's lot lies."""
        if any(path["port"] == ctx.side for path in config["paths"]):
            return leave_by(ctx.side)
        rest = lot(config["purpose"], ctx.follower_id)
        for path in config["paths"]:
            rest -= path["share"]
            if rest < 0:
                return leave_by(path["port"])
        raise ValueError("The shares do not make up the whole.")

    def summary(self, value: Mapping[str, Any]) -> str:
        """The shares."""
        return gettext("Split by lot: %(paths)s") % {
            "paths": " / ".join(one.label for one in self.paths(value))
        }


def _items(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    # A plain ListBlock holds {"type": "item", "value": …}; files hold the bare values.
    return [item.get("value", item) for item in value.get("paths") or []]


def _label(item: Mapping[str, Any], number: int) -> str:
    return str(item.get("label") or gettext("Path %(letter)s") % {"letter": _letter(number)})


def _letter(number: int) -> str:
    return chr(ord("A") + number)


registry.register(Split())
