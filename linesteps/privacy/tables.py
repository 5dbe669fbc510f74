"""What becomes of each table that knows a follower when the follower's data is erased.

A new table must be given its line here: a test walks the models and fails without it.
"""

from __future__ import annotations

from typing import Any

#: Rows that say something of the person and that no figure counts.
DELETED = ("FollowerTag", "FollowerAttribute", "Activity", "FollowerMenu", "StaffNotice")
#: Rows that figures count, without what they say of the person.
CLEARED: dict[str, dict[str, Any]] = {
    "Click": {"user_agent": ""},
    "CouponTicket": {"code": None, "code_text": ""},
    "Enrolment": {"trouble": ""},
}
#: Rows that hold steps, times and numbers only.
KEPT = ("StepVisit", "SentTest", "Erasure")
