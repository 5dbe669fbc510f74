"""Every model of linesteps, gathered for Django; each lives in the package of its noun."""

from __future__ import annotations

from linesteps.accounts.models import Account
from linesteps.checklist.models import JudgedMessages, OpenedLink
from linesteps.doorbell import Beat, Doorbell
from linesteps.engine.models import Enrolment, Intake, StepVisit
from linesteps.followers.models import Activity, Attribute, Follower, FollowerAttribute, FollowerTag, Tag
from linesteps.inbox.models import InboxEvent
from linesteps.messages.models import Coupon
from linesteps.outbox.models import Allowance, Dispatch, MonthUse
from linesteps.scenarios.models import Scenario, ScenarioTrigger, ScenarioVersion
from linesteps.scenarios.templates.models import ScenarioTemplate
from linesteps.simulator.models import SimulationCase
from linesteps.testsend.models import SentTest
from linesteps.tracking.models import Click, TrackedLink

__all__ = [
    "Account",
    "Activity",
    "Allowance",
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
    "Intake",
    "JudgedMessages",
    "MonthUse",
    "OpenedLink",
    "Scenario",
    "ScenarioTemplate",
    "ScenarioTrigger",
    "ScenarioVersion",
    "SentTest",
    "SimulationCase",
    "StepVisit",
    "Tag",
    "TrackedLink",
]
