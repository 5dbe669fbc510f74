"""Wait for: go on as soon as something happens, or on another path when the time for it is up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.recursion import StepsRefBlock
from linesteps.conditions import stream as conditions
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.graph import Context, Fact, Result, WaitFor, leave_by
from linesteps.messages.kind import Compiling, Problem, problems_of, unknown_kind
from linesteps.steps.kind import ELSE, SEND_BEFORE, Path, StepKind, Suggestion, registry

HAPPENED = "happened"
_UNITS = (("minutes", _("minutes")), ("hours", _("hours")), ("days", _("days")))
_PER_DAY = {"minutes": 24 * 60, "hours": 24, "days": 1}
_MAX_DAYS = 366


class WaitForStep(StepKind):
    """Whoever did it already goes on at once."""

    name = "wait_for"

    def block(self) -> blocks.Block:
        """What is waited for, how long, and the steps of both paths."""
        return blocks.StructBlock(
            [
                ("name", blocks.CharBlock(label=_("name"), required=False, max_length=80)),
                ("events", conditions.events_block()),
                ("amount", blocks.IntegerBlock(label=_("at most"), required=False, default=3)),
                ("unit", blocks.ChoiceBlock(choices=_UNITS, default="days", label=_("unit"))),
                (HAPPENED, _path(_("When it happens"))),
                ("otherwise", _path(_("When the time is up"))),
            ],
            icon="ls-tap",
            label=_("Wait until something happens"),
            label_format="{name}",
            group=_("Course"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """Nothing to wait for, something that cannot be waited for, or no time."""
        found = []
        parts = value.get("events") or []
        if not parts:
            text = gettext("Say what to wait for, such as a tap on a link.")
            found.append(Problem(message=text, path=("events",)))
        for index, part in enumerate(parts):
            if part["type"] not in condition_kinds:
                found.append(unknown_kind(part["type"], ("events", index)))
                continue
            kind = condition_kinds.get(part["type"])
            for problem in problems_of(kind, part["value"], compiling):
                path = ("events", index, *problem.path)
                found.append(Problem(message=problem.message, path=path, is_error=problem.is_error))
        amount, unit = value.get("amount"), value.get("unit") or "days"
        if not isinstance(amount, int) or not 1 <= amount <= _MAX_DAYS * _PER_DAY[unit]:
            text = gettext("Say how long to wait: at least 1, and at most %(days)s days.") % {
                "days": _MAX_DAYS
            }
            found.append(Problem(message=text, path=("amount",)))
        return found

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The conditions behind the events, and the time in seconds."""
        events = [
            {
                "kind": part["type"],
                "config": condition_kinds.get(part["type"]).compile(part["value"], compiling),
            }
            for part in value["events"]
        ]
        return {
            "name": value.get("name") or "",
            "events": events,
            "seconds": _length(value).total_seconds(),
            "paths": [{"port": path.port, "label": path.label} for path in self.paths(value)],
        }

    def paths(self, value: Mapping[str, Any]) -> Iterator[Path]:
        """It happened, or it did not."""
        for port, name, label in (
            (HAPPENED, HAPPENED, gettext("When it happens")),
            (ELSE, "otherwise", gettext("When the time is up")),
        ):
            steps = (value.get(name) or {}).get("steps") or []
            yield Path(port=port, label=label, place=(name, "steps"), steps=steps)

    def facts(self, config: Mapping[str, Any]) -> list[Fact]:
        """Those of all events."""
        return conditions.facts_of(config["events"])

    def wakes_on(self, config: Mapping[str, Any]) -> frozenset[str]:
        """The activities behind the events."""
        return conditions.wakes_on(config["events"])

    def run(self, config: Mapping[str, Any], ctx: Context) -> Result:
        """Look on arrival, at each sign, and when the time is up."""
        if conditions.answer(config["events"], "any", ctx):
            return leave_by(HAPPENED)
        until = ctx.arrived_at + timedelta(seconds=config["seconds"])
        if ctx.now < until:
            return Result(outcome=WaitFor(until=until, activities=self.wakes_on(config)))
        return leave_by(ELSE)

    def duration(self, value: Mapping[str, Any]) -> timedelta:
        """The time to wait."""
        try:
            return _length(value)
        except (ArithmeticError, LookupError, TypeError):
            return timedelta()

    def summary(self, value: Mapping[str, Any]) -> str:
        """Such as 「リンクを押すまで待つ(最長3日)」."""
        words = [
            condition_kinds.get(part["type"]).until(part["value"])
            for part in value.get("events") or []
            if part["type"] in condition_kinds
        ]
        amount = value["amount"] if isinstance(value.get("amount"), int) else 0
        text = {
            "minutes": ngettext("Wait until %(what)s (%(n)s minute at most)", "Wait until %(what)s (%(n)s minutes at most)", amount),  # noqa: E501
            "hours": ngettext("Wait until %(what)s (%(n)s hour at most)", "Wait until %(what)s (%(n)s hours at most)", amount),  # noqa: E501
        }.get(
            value.get("unit") or "days",
            ngettext("Wait until %(what)s (%(n)s day at most)", "Wait until %(what)s (%(n)s days at most)", amount),
        )  # fmt: skip
        return text % {"what": gettext(" or ").join(words) or "…", "n": amount}

    def suggestions(self) -> list[Suggestion]:
        """The two signs that people wait for most."""

        def waiting(kind: str, asked: dict[str, Any]) -> dict[str, Any]:
            return {
                "name": "",
                "events": [{"type": kind, "id": "event", "value": asked}],
                "amount": 3,
                "unit": "days",
                HAPPENED: {"steps": []},
                "otherwise": {"steps": []},
            }

        tapped = {"step": SEND_BEFORE, "link": None}
        replied = {"since": "here", "days": None}
        return [
            Suggestion(
                label=_("Wait for a tap"),
                icon="ls-tap",
                value=waiting("clicked_link", tapped),
                asks_send=True,
            ),
            Suggestion(
                label=_("Wait for a reply"), icon="comment", value=waiting("replied", replied), asks_send=True
            ),
        ]


def _path(label: Any) -> blocks.StructBlock:
    return blocks.StructBlock([("steps", StepsRefBlock(label=_("steps")))], label=label, required=False)


def _length(value: Mapping[str, Any]) -> timedelta:
    return timedelta(days=value["amount"] / _PER_DAY[value.get("unit") or "days"])


registry.register(WaitForStep())
