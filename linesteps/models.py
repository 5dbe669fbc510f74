"""Every model of linesteps, gathered for Django; each lives in the package of its noun."""

from __future__ import annotations

from linesteps.accounts.models import Account
from linesteps.doorbell import Beat, Doorbell
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.followers.models import Activity, Attribute, Follower, FollowerAttribute, FollowerTag, Tag
from linesteps.inbox.models import InboxEvent
from linesteps.messages.models import Coupon
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.models import Scenario, ScenarioTrigger, ScenarioVersion
from linesteps.simulator.models import SimulationCase
from linesteps.testsend.models import SentTest
from linesteps.tracking.models import Click, TrackedLink

__all__ = [
    "Account",
    "Activity",
    "Attribute",
    "Beat",
    "Click",
    "Coupon",
    "Dispatch",
    "Doorbell",
    "Enrolment",
    "Follower",
    "FollowerAttribute",
    "FollowerTag",
    "InboxEvent",
    "Scenario",
    "ScenarioTrigger",
    "ScenarioVersion",
    "SentTest",
    "SimulationCase",
    "StepVisit",
    "Tag",
    "TrackedLink",
]
