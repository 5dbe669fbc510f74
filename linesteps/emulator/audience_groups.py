"""Audiences as LINE keeps them: who is in them, and how they become ready, too small or old.

Sources: openapi/manage-audience.yml; reference, “Managing Audience” and its error details.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

#: “Audiences … 180 days (15,552,000 seconds)” after their creation.
LASTS = timedelta(seconds=15_552_000)
#: “the maximum number of audiences (1,000)”.
MOST = 1000
#: An audience of those who saw or tapped something needs so many people.
FEWEST = 50
#: How long a job takes here; LINE names no time.
WORKS = timedelta(seconds=10)
#: “≤10 concurrent upload jobs” for one audience (reference, “Rate limits”), and those that are told of (``jobs``).
JOBS_AT_ONCE, JOBS_TOLD = 10, 50


@dataclass(kw_only=True)
class Job:
    """One attempt to add user ids."""

    job_id: int
    description: str
    count: int
    created_at: datetime


@dataclass(kw_only=True)
class AudienceGroup:
    """One audience of one channel.

    Args:
        kind: ``UPLOAD``, ``CLICK`` or ``IMP``.
        user_ids: who was uploaded; of the other kinds, who reacted when it was made.
        forced: a status that a test wants to see, such as ``FAILED``.
    """

    group_id: int
    kind: str
    name: str
    created_at: datetime
    user_ids: list[str] = field(default_factory=list)
    request_id: str = ""
    click_url: str = ""
    jobs: list[Job] = field(default_factory=list)
    forced: str = ""

    @property
    def expires_at(self) -> datetime:
        """When it can be used no longer."""
        return self.created_at + LASTS

    def busy(self, now: datetime) -> int:
        """How many uploads are under way."""
        return sum(now - job.created_at < WORKS for job in self.jobs)

    def status(self, now: datetime) -> str:
        """One of LINE's words (``AudienceGroupStatus``)."""
        if self.forced:
            return self.forced
        if now >= self.expires_at:
            return "EXPIRED"
        if self.busy(now) or now - self.created_at < WORKS:
            return "IN_PROGRESS"
        if self.kind != "UPLOAD" and len(self.user_ids) < FEWEST:
            return "FAILED"
        return "READY"

    def told(self, now: datetime) -> dict[str, Any]:
        """As LINE tells it (``AudienceGroup``)."""
        status = self.status(now)
        data: dict[str, Any] = {
            "audienceGroupId": self.group_id,
            "type": self.kind,
            "description": self.name,
            "status": status,
            "audienceCount": len(self.user_ids),
            "created": int(self.created_at.timestamp()),
            "expireTimestamp": int(self.expires_at.timestamp()),
            "isIfaAudience": False,
            "permission": "READ_WRITE",
            "createRoute": "MESSAGING_API",
        }
        if status == "FAILED":
            data["failedType"] = "INTERNAL_ERROR" if self.forced else "AUDIENCE_GROUP_AUDIENCE_INSUFFICIENT"
        if self.request_id:
            data["requestId"] = self.request_id
        if self.click_url:
            data["clickUrl"] = self.click_url
        return data

    def told_jobs(self, now: datetime) -> list[dict[str, Any]]:
        """The last uploads (``AudienceGroupJob``)."""
        return [
            {
                "audienceGroupJobId": job.job_id,
                "audienceGroupId": self.group_id,
                "description": job.description,
                "type": "DIFF_ADD",
                "jobStatus": "WORKING" if now - job.created_at < WORKS else "FINISHED",
                "audienceCount": job.count,
                "created": int(job.created_at.timestamp()),
            }
            for job in self.jobs[-JOBS_TOLD:]
        ]
