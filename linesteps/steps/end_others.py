"""End the friend's other scenarios: all of them, or chosen ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.scenario_reference import ScenarioReferenceBlock, scenario_named, scenario_names
from linesteps.graph import Context, Effect, Goto, Result
from linesteps.messages.kind import Compiling, Problem
from linesteps.steps.kind import StepKind, registry

_MOST = 20


class EndOthers(StepKind):
    """What was sent stays sent; what waits to be sent by those scenarios is not sent any more."""

    name = "end_others"
    looks_at_person = False

    def block(self) -> blocks.Block:
        """Which ones; none chosen means all others."""
        return blocks.StructBlock(
            [
                (
                    "scenarios",
                    blocks.ListBlock(
                        ScenarioReferenceBlock(label=_("scenario")),
                        label=_("which scenarios"),
                        default=[],
                        max_num=_MOST,
                        help_text=_(
                            "None chosen: all others that the friend is in. This one always goes on."
                        ),
                    ),
                ),
            ],
            icon="cross",
            label=_("End other scenarios"),
            group=_("Course"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """Scenarios that are gone, or this very one."""
        found = []
        for number, chosen in enumerate(_chosen(value)):
            place = ("scenarios", number)
            if chosen == str(compiling.scenario_id):
                text = _("This step ends other scenarios. To end this one, use the step “End”.")
                found.append(Problem(message=text, path=place))
            elif scenario_named(chosen, compiling.account.pk) is None:
                text = _("This scenario is gone, or belongs to another account. Choose another one.")
                found.append(Problem(message=text, path=place))
        return found

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Ids; an empty list means all others."""
        return {"targets": [int(one) for one in dict.fromkeys(_chosen(value))]}

    def run(self, config: Mapping[str, Any], ctx: Context) -> Result:
        """Ask for it, and go on."""
        return Result(outcome=Goto(), effects=(Effect(kind="end_others", data=config),))

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which ones."""
        chosen = _chosen(value)
        if not chosen:
            return gettext("End all other scenarios of the friend")
        known = scenario_names()
        names = [gettext("“%(tag)s”") % {"tag": known.get(one, "…")} for one in chosen]
        return gettext("End the scenarios %(names)s") % {"names": gettext(", ").join(names)}


def _chosen(value: Mapping[str, Any]) -> list[str]:
    # A plain ListBlock holds {"type": "item", "value": …}; files and programs may hold bare values.
    items = [
        item.get("value") if isinstance(item, Mapping) else item for item in value.get("scenarios") or []
    ]
    return [str(item) for item in items if item]


registry.register(EndOthers())
