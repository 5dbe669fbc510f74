"""Which templates there are for a reader, and the one that an address means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from django.utils.translation import get_language

from linesteps.scenarios.templates import Template, all_templates
from linesteps.scenarios.templates.models import OWN, ScenarioTemplate

#: The three with which an empty list begins.
FIRST = ("sc1", "sc2", "sc3")


def reading_language() -> str:
    """The language of the reader, without its region."""
    return (get_language() or "en").partition("-")[0]


def ready_made() -> list[Template]:
    """Those from files, in the reader's language."""
    return all_templates(reading_language())


def own() -> list[Template]:
    """Those that editors saved, in one query."""
    return [row.template for row in ScenarioTemplate.objects.all()]


def first_three() -> list[Template]:
    """What somebody without any scenario sees."""
    known = {template.ref: template for template in ready_made()}
    return [known[ref] for ref in FIRST if ref in known]


def find_template(ref: str) -> Template:
    """The template with this name.

    Raises:
        Http404: there is none.
    """
    if ref.startswith(OWN):
        number = ref.removeprefix(OWN)
        row = ScenarioTemplate.objects.filter(pk=int(number)).first() if number.isdecimal() else None
        if row is not None:
            return row.template
    for template in ready_made():
        if template.ref == ref:
            return template
    raise Http404


def chosen(templates: Iterable[Template], *, goal: str, trade: str) -> list[Template]:
    """Those for a goal and a trade; empty words let all pass, and what suits any trade suits each."""
    return [
        one
        for one in templates
        if goal in ("", one.goal) and (trade in ("", one.trade) or (trade and one.trade == "any"))
    ]


def may_change(user: Any, row: ScenarioTemplate) -> bool:
    """Whether the user may rename or delete it: whoever saved it, and those with the permission."""
    if not any(user.has_perm(f"linesteps.{act}_scenario") for act in ("add", "change", "publish", "view")):
        # The gallery is no place for those who have nothing to do with scenarios.
        return False
    if user.has_perm("linesteps.change_scenariotemplate"):
        return True
    return bool(row.created_by_id == user.pk and user.has_perm("linesteps.add_scenario"))
