"""Scenarios to be tried, and what a trial tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from linesteps.accounts.models import Account
from linesteps.scenarios.models import Scenario
from linesteps.simulator.acts import read_script
from linesteps.simulator.persona import Persona
from linesteps.simulator.simulate import Simulation, simulate
from linesteps.testing.build import (
    branch,
    buttons,
    clicked,
    path,
    send,
    trigger,
    wait,
)

TOKYO = ZoneInfo("Asia/Tokyo")
#: A Sunday morning, outside quiet hours.
START = datetime(2026, 11, 22, 10, 0, tzinfo=TOKYO)
COUPON = "00000000-0000-4000-8000-000000000001"
NEW = Persona(name="花子")
NEXT = {"act": "next"}


def drawn(account: Account, *steps: Any, triggers: Sequence[Any] | None = None, **values: Any) -> Scenario:
    """A scenario that nobody saved."""
    scenario: Any = Scenario(account=account, name="Scenario", **values)
    scenario.steps = list(steps)
    scenario.triggers = [trigger()] if triggers is None else list(triggers)
    return scenario


def sc5(account: Account) -> Scenario:
    return drawn(
        account,
        send(buttons("10% off", ("Use it", "https://example.com/coupon")), id=COUPON, name="Coupon"),
        wait(days=3, at="19:00", id="wait"),
        branch(
            path([clicked(COUPON)], [send("Thank you")], label="Tapped"),
            otherwise=[send("It ends soon")],
            id="branch",
        ),
        wait(days=7),
        send("What others say"),
    )


def run(
    scenario: Scenario, *script: dict[str, Any], persona: Persona = NEW, start: datetime = START, **more: Any
) -> Simulation:
    return simulate(scenario, persona, start=start, script=read_script(list(script), TOKYO), **more)


def texts(simulation: Simulation) -> list[str]:
    found = []
    for event in simulation.events:
        for _number, bubble in event.bubbles:
            found.append(str(bubble.message.get("text") or bubble.message.get("altText")))
    return found


def kinds(simulation: Simulation) -> list[str]:
    return [event.kind for event in simulation.events]


def told(simulation: Simulation, kind: str) -> str:
    """The last sentence of a kind."""
    return [event.text for event in simulation.events if event.kind == kind][-1]
