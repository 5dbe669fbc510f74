"""The page's place in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem


class HealthMenuItem(MenuItem):
    """Last but one, for whoever may see it."""

    def __init__(self) -> None:
        super().__init__(
            _("System status"),
            reverse_lazy("linesteps_health"),
            name="linesteps-health",
            icon_name="circle-check",
            order=85,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        """By permission."""
        return request.user.has_perm("linesteps.view_health")
