"""What becomes of each table that knows a follower when the follower's data is erased.

A new table must be given its line here: a test walks the models and fails without it.
"""

from __future__ import annotations

from typing import Any

#: Rows that say something of the person and that no figure counts.
DELETED = (
    "FollowerTag",
    "FollowerAttribute",
    "FollowerUser",
    "LinkNonce",
    "Activity",
    "FollowerMenu",
    "GoalDue",
    "LineAudienceMember",
    "PageVisit",
    "Received",
    "SegmentMember",
    "StaffNotice",
    # Which date of the person set something off.
    "StartCause",
    "VisitConsent",
)
#: Rows that figures count, without what they say of the person.
CLEARED: dict[str, dict[str, Any]] = {
    # What was given to a third party, when and to whom, stays on record; a call without a text is not made.
    "Call": {"body": ""},
    "Click": {"user_agent": ""},
    "CouponTicket": {"code": None, "code_text": ""},
    "Enrolment": {"trouble": ""},
}
#: Rows that hold steps, times and numbers only.
KEPT = ("Conversion", "HeldOut", "RouteVisit", "StepVisit", "Sighting", "SentTest", "Erasure")
