"""Whether the friend is in another scenario, has finished it, or was ever in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps import bulk
from linesteps.accounts.models import Account
from linesteps.blocks.scenario_reference import ScenarioReferenceBlock, scenario_named, scenario_names
from linesteps.conditions.kind import ConditionKind, Subject, registry
from linesteps.graph import Context
from linesteps.messages.kind import Compiling, Problem

_STATES = (
    ("inside", _("is in it now")),
    ("finished", _("has finished it")),
    ("ever", _("is in it or was ever in it")),
)
#: Statuses of a run that count, by the question; ``None``: any.
_STATUSES: dict[str, tuple[str, ...] | None] = {
    "inside": ("running", "waiting", "stuck"),
    "finished": ("completed",),
    "ever": None,
}


class InScenarioCondition(ConditionKind):
    """Of the runs of the friend in one scenario."""

    name = "in_scenario"
    #: Stored for the engine only of scenarios that somebody's wait or exit rule asks about (``scenarios``).
    wakes_on = frozenset({"entered", "left", "finished"})
    is_event = True

    def block(self) -> blocks.Block:
        """Which scenario, and how."""
        return blocks.StructBlock(
            [
                ("scenario", ScenarioReferenceBlock(label=_("scenario"))),
                ("state", blocks.ChoiceBlock(choices=_STATES, default="inside", label=_("how"))),
                ("is_absent", blocks.BooleanBlock(label=_("it is not so"), required=False)),
            ],
            icon="tasks",
            label=_("In another scenario"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """None chosen, or one that is gone."""
        if not value.get("scenario"):
            return [Problem(message=_("Choose the scenario that is meant."), path=("scenario",))]
        if scenario_named(value["scenario"], compiling.account.pk) is None:
            text = _("This scenario is gone, or belongs to another account. Choose another one.")
            return [Problem(message=text, path=("scenario",))]
        if (value.get("state") or "inside") not in _STATUSES:
            raise ValueError("No form offers this.")
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The scenario by its id."""
        return {
            "scenario_id": int(value["scenario"]),
            "state": value.get("state") or "inside",
            "is_absent": bool(value.get("is_absent")),
        }

    def scenarios(self, config: Mapping[str, Any]) -> frozenset[int]:
        """The one that is meant."""
        return frozenset({int(config["scenario_id"])})

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """Who has such a run."""
        # By name, since the engine stands above conditions in the house.
        rows = apps.get_model("linesteps", "Enrolment").objects.filter(
            bulk.among("follower_id", [subject.follower_id for subject in subjects]),
            scenario_id=config["scenario_id"],
        )
        statuses = _STATUSES[config["state"]]
        if statuses is not None:
            rows = rows.filter(status__in=statuses)
        return dict.fromkeys(rows.values_list("follower_id", flat=True), True)

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """Always known: no row means no run."""
        return bool(known) != config["is_absent"]

    def matching(self, config: Mapping[str, Any], account: Account, now: datetime) -> Q | None:
        """Who has such a run, or everybody else."""
        runs = apps.get_model("linesteps", "Enrolment").objects.filter(
            follower_id=OuterRef("pk"), scenario_id=config["scenario_id"]
        )
        statuses = _STATUSES[config["state"]]
        if statuses is not None:
            runs = runs.filter(status__in=statuses)
        return Q(~Exists(runs)) if config["is_absent"] else Q(Exists(runs))

    def until(self, value: Mapping[str, Any]) -> str:
        """Its start, or its end."""
        chosen = str(value.get("scenario") or "")
        name = {"name": scenario_names().get(chosen, "…") if chosen else "…"}
        if value.get("state") == "finished":
            return gettext("“%(name)s” is finished") % name
        return gettext("“%(name)s” has started") % name

    def summary(self, value: Mapping[str, Any]) -> str:
        """Who."""
        chosen = str(value.get("scenario") or "")
        name = {"name": scenario_names().get(chosen, "…") if chosen else "…"}
        is_absent, state = bool(value.get("is_absent")), value.get("state") or "inside"
        if state == "finished":
            text = (
                gettext("have not finished “%(name)s”") if is_absent else gettext("have finished “%(name)s”")
            )
        elif state == "ever":
            text = gettext("never in “%(name)s”") if is_absent else gettext("in “%(name)s” now or before")
        else:
            text = gettext("not in “%(name)s” now") if is_absent else gettext("in “%(name)s” now")
        return text % name


registry.register(InScenarioCondition())
