"""What the pages of the gallery have in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from linesteps.scenarios.models import Scenario

NAMESPACE = "linesteps_scenarios"


class GalleryPage(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """For people who may add scenarios: there is nothing else to do with a template."""

    model = Scenario
    permission_required = "add"
    header_icon = "copy"
    request: HttpRequest

    def above(self) -> list[dict[str, Any]]:
        """The pages between the list and this one."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, gallery, this page."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(f"{NAMESPACE}:list"), "label": _("Scenarios")},
            *self.above(),
            {"url": "", "label": self.get_page_title()},
        ]
