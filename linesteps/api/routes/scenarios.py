"""Scenarios, and the runs of followers through them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from linesteps.api.errors import Refused
from linesteps.api.idempotency import once
from linesteps.api.permissions import (
    END,
    READ_SCENARIOS,
    START,
    account_of,
    demand,
    follower_of,
    scenario_of,
)
from linesteps.api.schemas import Body
from linesteps.engine.enrol import enrol
from linesteps.engine.holdout import is_held_out
from linesteps.engine.leave import leave
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Follower
from linesteps.scenarios.models import Scenario

router = Router(tags=["scenarios"])

#: Numbers of rows; more is no number that a database has.
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]


class ScenarioOut(Schema):
    """A scenario that was published."""

    id: int
    name: str
    state: str = Field(description="`active`, `closing`, `paused` or `ended`.")
    takes_in: bool = Field(description="Whether followers can start now.")


class RunIn(Body):
    """Who shall start."""

    line_user_id: str = Field(max_length=33)


class RunOut(Schema):
    """A run of a follower through a scenario."""

    id: int
    status: str = Field(description="`running`, `waiting`, `completed`, `left` or `stuck`.")
    entered_at: datetime


@router.get(
    "/accounts/{channel_id}/scenarios", response=list[ScenarioOut], summary="List the published scenarios"
)
def list_scenarios(request: HttpRequest, channel_id: str) -> list[dict[str, Any]]:
    """Drafts that were never published are not among them."""
    demand(request, READ_SCENARIOS)
    rows = Scenario.objects.filter(account=account_of(channel_id), current_version__isnull=False)
    return [
        {"id": one.pk, "name": one.name, "state": one.state, "takes_in": _takes_in(one)}
        for one in rows.order_by("name", "pk")
    ]


@router.post(
    "/accounts/{channel_id}/scenarios/{scenario_id}/runs",
    response={201: RunOut},
    summary="Start a scenario for a follower",
)
def start_run(request: HttpRequest, channel_id: str, scenario_id: Number, body: RunIn) -> Status[Any]:
    """At the first step. The scenario's rules hold: one run at a time, again only where that is allowed."""
    demand(request, START)
    account = account_of(channel_id)
    scenario = scenario_of(account, scenario_id)
    follower = follower_of(account, body.line_user_id)

    def start() -> tuple[int, Any]:
        run = enrol(scenario, follower, cause="api")
        if run is None and is_held_out(scenario, follower.pk):
            # An answer, no failure: that the lot was drawn must stay written down.
            return 409, None
        if run is None:
            raise _why_not(scenario, follower)
        return 201, RunOut.model_validate(run, from_attributes=True).model_dump(mode="json")

    status, answer = once(request, start)
    if status == 409:
        text = _("The follower is kept out of this scenario by lot, so that it can be seen what it brings.")
        raise Refused(409, "held_out", text)
    return Status(status, answer)


@router.delete(
    "/accounts/{channel_id}/scenarios/{scenario_id}/runs/{line_user_id}",
    response={204: None},
    summary="End a follower's run",
)
def end_run(request: HttpRequest, channel_id: str, scenario_id: Number, line_user_id: str) -> Status[Any]:
    """Messages of the run that were not tried yet are not sent. Nothing happens if nobody is inside."""
    demand(request, END)
    account = account_of(channel_id)
    scenario = scenario_of(account, scenario_id)
    follower = follower_of(account, line_user_id)

    def end() -> tuple[int, Any]:
        run = Enrolment.objects.live().filter(scenario=scenario, follower=follower).first()
        if run is not None:
            leave(run, Enrolment.LeftReason.API)
        return 204, None

    return Status(*once(request, end))


def _takes_in(scenario: Scenario) -> bool:
    return bool(scenario.live and scenario.state == Scenario.State.ACTIVE)


def _why_not(scenario: Scenario, follower: Follower) -> Refused:
    if not follower.is_friend:
        return Refused(409, "not_a_friend", _("The follower is no friend now, so nothing could be sent."))
    if not _takes_in(scenario):
        return Refused(409, "takes_in_nobody", _("The scenario takes in nobody now."))
    if Enrolment.objects.live().filter(scenario=scenario, follower=follower).exists():
        return Refused(409, "inside_already", _("The follower is inside already."))
    text = _("The follower was in this scenario before, and it does not allow to run again.")
    return Refused(409, "was_inside", text)
