"""Choosing entry routes in conditions and start conditions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.guarded_chooser import AccountChooser
from linesteps.routes.models import Route

#: More than that is better done by a tag that all of them give.
MOST_ROUTES = 20


class RouteChooserViewSet(AccountChooser):
    """The dialog with the routes of the site."""

    model = Route
    # Whoever writes scenarios chooses routes for them.
    guarded_by = ("linesteps.route", "linesteps.scenario", "linesteps.segment")
    icon = "ls-route"
    choose_one_text = _("Choose an entry route")
    choose_another_text = _("Choose another route")
    edit_item_text = _("Open this route")


route_chooser = RouteChooserViewSet("linesteps_route_chooser")
RouteChooserBlock = route_chooser.get_block_class(
    name="RouteChooserBlock", module_path="linesteps.messages.parts.route_chooser"
)


class RoutesBlock(blocks.ListBlock):
    """Several routes; a page that was opened before this field came sends none of it, and means none."""

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        """What was chosen."""
        if f"{prefix}-count" not in data:
            return self.normalize([])
        return super().value_from_datadict(data, files, prefix)


def routes_block(**kwargs: Any) -> blocks.ListBlock:
    """A new field for several routes."""
    one = RouteChooserBlock(label=_("entry route"))
    return RoutesBlock(one, **{"default": [], "max_num": MOST_ROUTES, "required": False, **kwargs})
