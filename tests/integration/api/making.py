"""Programs that call the API."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from wagtail.models import APIToken

EVERYTHING = (
    "add_activity", "view_follower", "change_follower", "view_scenario", "add_enrolment", "change_enrolment",
)  # fmt: skip


class Program:
    """Another program with a token.

    Args:
        permissions: what its user may do.
        root: what all its addresses begin with.
    """

    def __init__(self, *permissions: str, root: str = "") -> None:
        number = get_user_model().objects.count()
        self.user = get_user_model().objects.create_user(f"program{number}", password="x")
        self.user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        self.row, self.token = APIToken.create_token(user=self.user, name="shop")
        self.root = root
        self.client = Client(enforce_csrf_checks=True)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request; returns Django's response, whose answer is ``.json()``."""
        return self.client.generic(
            method,
            f"{self.root}{path}",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )
