"""What a site's own consent manager may look like."""

from __future__ import annotations

from django.http import HttpRequest

from linesteps.followers.models import Follower


def agrees(request: HttpRequest) -> bool:
    """By a cookie of its own."""
    return request.COOKIES.get("agreed") == "1"


def member(request: HttpRequest) -> Follower | None:
    """By the site's own login, here a cookie."""
    return Follower.objects.filter(line_user_id=request.COOKIES.get("member", "")).first()
