"""Every model of linesteps, gathered for Django; each lives in the package of its noun."""

from __future__ import annotations

from linesteps.accounts.models import Account
from linesteps.api.models import AnsweredRequest
from linesteps.audiences.models import Segment, SegmentMember
from linesteps.broadcasts.models import Broadcast
from linesteps.calls.models import Call, Endpoint
from linesteps.checklist.models import JudgedMessages, OpenedLink
from linesteps.coupons.models import CouponCode, CouponTicket, OwnCoupon
from linesteps.doorbell import Beat, Doorbell
from linesteps.engine.models import Enrolment, Intake, StepVisit
from linesteps.engine.start_models import StartCause, StartRound
from linesteps.followers.models import (
    Activity,
    Attribute,
    EventName,
    Follower,
    FollowerAttribute,
    FollowerTag,
    FormerTagName,
    Tag,
)
from linesteps.followers.site_users import FollowerUser, LinkNonce
from linesteps.following.models import ChangedSource
from linesteps.goals.models import Conversion, GoalDue, HeldOut, ScenarioGoal, SplitDecision
from linesteps.hooks.models import Received, ReceivingAddress
from linesteps.imports.models import FriendImport, ImportPart, ImportProblem
from linesteps.inbox.models import InboxEvent
from linesteps.insight.models import CountedUnit
from linesteps.library.models import LibraryMessage, PageMessage, WrittenMessage
from linesteps.lineaudiences.models import LineAudience, LineAudienceMember
from linesteps.messages.models import Coupon
from linesteps.narrowcasts.models import Narrowcast
from linesteps.outbox.models import Allowance, Dispatch, MonthUse
from linesteps.privacy.models import Erasure
from linesteps.richmenus.models import FollowerMenu, MenuAtLine, RichMenu, StandardMenu
from linesteps.routes.models import Route, RouteDay, RouteVisit
from linesteps.scenarios.models import Scenario, ScenarioTrigger, ScenarioVersion
from linesteps.scenarios.page_wait import PageWait
from linesteps.scenarios.templates.models import ScenarioTemplate
from linesteps.scenarios.versions import AskedScenario, VersionSource
from linesteps.simulator.models import SimulationCase
from linesteps.staff.models import StaffNotice
from linesteps.testsend.models import SentTest
from linesteps.tracking.models import Click, Sighting, TrackedLink
from linesteps.visits.models import PageVisit, VisitConsent

__all__ = [
    "Account",
    "Activity",
    "Allowance",
    "AnsweredRequest",
    "AskedScenario",
    "Attribute",
    "Beat",
    "Broadcast",
    "Call",
    "ChangedSource",
    "Click",
    "Conversion",
    "CountedUnit",
    "Coupon",
    "CouponCode",
    "CouponTicket",
    "Dispatch",
    "Doorbell",
    "Endpoint",
    "Enrolment",
    "Erasure",
    "EventName",
    "Follower",
    "FollowerAttribute",
    "FollowerMenu",
    "FollowerTag",
    "FollowerUser",
    "FormerTagName",
    "FriendImport",
    "GoalDue",
    "HeldOut",
    "ImportPart",
    "ImportProblem",
    "InboxEvent",
    "Intake",
    "JudgedMessages",
    "LibraryMessage",
    "LineAudience",
    "LineAudienceMember",
    "LinkNonce",
    "MenuAtLine",
    "MonthUse",
    "Narrowcast",
    "OpenedLink",
    "OwnCoupon",
    "PageMessage",
    "PageVisit",
    "PageWait",
    "Received",
    "ReceivingAddress",
    "RichMenu",
    "Route",
    "RouteDay",
    "RouteVisit",
    "Scenario",
    "ScenarioGoal",
    "ScenarioTemplate",
    "ScenarioTrigger",
    "ScenarioVersion",
    "Segment",
    "SegmentMember",
    "SentTest",
    "Sighting",
    "SimulationCase",
    "SplitDecision",
    "StaffNotice",
    "StandardMenu",
    "StartCause",
    "StartRound",
    "StepVisit",
    "Tag",
    "TrackedLink",
    "VersionSource",
    "VisitConsent",
    "WrittenMessage",
]
