"""Every model of linesteps, gathered for Django; each lives in the package of its noun."""

from __future__ import annotations

from linesteps.accounts.models import Account
from linesteps.checklist.models import JudgedMessages, OpenedLink
from linesteps.coupons.models import CouponCode, CouponTicket, OwnCoupon
from linesteps.doorbell import Beat, Doorbell
from linesteps.engine.models import Enrolment, Intake, StepVisit
from linesteps.followers.models import Activity, Attribute, Follower, FollowerAttribute, FollowerTag, Tag
from linesteps.following.models import ChangedSource
from linesteps.inbox.models import InboxEvent
from linesteps.library.models import LibraryMessage, PageMessage, WrittenMessage
from linesteps.messages.models import Coupon
from linesteps.outbox.models import Allowance, Dispatch, MonthUse
from linesteps.privacy.models import Erasure
from linesteps.richmenus.models import FollowerMenu, MenuAtLine, RichMenu, StandardMenu
from linesteps.scenarios.models import Scenario, ScenarioTrigger, ScenarioVersion
from linesteps.scenarios.templates.models import ScenarioTemplate
from linesteps.scenarios.versions import VersionSource
from linesteps.simulator.models import SimulationCase
from linesteps.staff.models import StaffNotice
from linesteps.testsend.models import SentTest
from linesteps.tracking.models import Click, TrackedLink

__all__ = [
    "Account",
    "Activity",
    "Allowance",
    "Attribute",
    "Beat",
    "ChangedSource",
    "Click",
    "Coupon",
    "CouponCode",
    "CouponTicket",
    "Dispatch",
    "Doorbell",
    "Enrolment",
    "Erasure",
    "Follower",
    "FollowerAttribute",
    "FollowerMenu",
    "FollowerTag",
    "InboxEvent",
    "Intake",
    "JudgedMessages",
    "LibraryMessage",
    "MenuAtLine",
    "MonthUse",
    "OpenedLink",
    "OwnCoupon",
    "PageMessage",
    "RichMenu",
    "Scenario",
    "ScenarioTemplate",
    "ScenarioTrigger",
    "ScenarioVersion",
    "SentTest",
    "SimulationCase",
    "StaffNotice",
    "StandardMenu",
    "StepVisit",
    "Tag",
    "TrackedLink",
    "VersionSource",
    "WrittenMessage",
]
