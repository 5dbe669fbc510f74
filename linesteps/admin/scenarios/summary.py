"""All problems of a drawn scenario in one list: number, name and link of the step, cause and cure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from linesteps.blocks.recursion import walk_plain
from linesteps.followers.names import remembered_names
from linesteps.scenarios.compiler import Found
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from linesteps.steps.kind import registry as step_kinds


@dataclass(frozen=True, kw_only=True)
class Named:
    """One problem as the list shows it.

    Args:
        where: such as 「3. お客様の声」.
        anchor: the place on the page, with ``#``; empty when there is none.
        text: cause and cure.
    """

    where: str
    anchor: str
    text: str


@remembered_names()
def name_problems(scenario: Scenario, found: Sequence[Found]) -> list[Named]:
    """Each problem with the step that it belongs to, counted in reading order as the form does."""
    places = {}
    for number, step in enumerate(walk_plain(plain(scenario.steps)), start=1):
        step_id = str(step.get("id") or "")
        name = ""
        if step["type"] in step_kinds:
            name = step_kinds.get(step["type"]).stats_label(step["value"])
        places[step_id] = f"{number}. {name}" if name else f"{number}."
    named = []
    for one in found:
        step_id = one.problem.step_id
        if step_id in places:
            where, anchor = places[step_id], f"#block-{step_id}-section"
        elif one.place[0] == "triggers":
            where, anchor = _("Start condition"), "#triggers"
        elif one.place[0] in {"inside", "deleted"}:
            where, anchor = _("People inside"), "#ls-publish"
        elif one.place[0] == "account":
            where, anchor = _("LINE Official Account"), "#id_account"
        else:
            where, anchor = _("Steps"), "#steps-builder"
        named.append(Named(where=where, anchor=anchor, text=str(one.problem.message)))
    return named


def problems_message(scenario: Scenario, found: Sequence[Found], *, base_url: str = "") -> str:
    """The list as HTML for Wagtail's messages.

    Args:
        scenario: as it was drawn when the problems were found.
        found: the problems.
        base_url: the editor's address, when the message is shown on another page.
    """
    named = name_problems(scenario, found)
    return render_to_string(
        "linesteps/admin/problems_message.html",
        {"problems": named, "base_url": base_url, "scenario": scenario},
    )
