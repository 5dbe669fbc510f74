"""What Wagtail's admin learns from us."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

# Registers how a step select is drawn.
from linesteps.admin import step_select  # noqa: F401

# Registers how a rich message is drawn.
from linesteps.admin.areas import adapter  # noqa: F401
from linesteps.admin.areas.urls import urlpatterns as areas_urls
from linesteps.admin.broadcasts import history as broadcast_history
from linesteps.admin.checklist.urls import urlpatterns as checklist_urls
from linesteps.admin.chrome_scripts import chrome_scripts
from linesteps.admin.group import LineMessages
from linesteps.admin.health.menu import HealthMenuItem
from linesteps.admin.health.urls import urlpatterns as health_urls
from linesteps.admin.library import history as library_history
from linesteps.admin.log import register_log_actions
from linesteps.admin.notices import NoticesPanel
from linesteps.admin.own_coupons.desk import DeskMenuItem
from linesteps.admin.own_coupons.urls import urlpatterns as desk_urls

# Registers what is asked before pages go that LINE messages use.
# Registers what is told on pages with which scenarios go live.
from linesteps.admin.pages import (
    guard,  # noqa: F401
    together,  # noqa: F401
)
from linesteps.admin.placeholders.urls import urlpatterns as placeholders_urls
from linesteps.admin.preview.urls import urlpatterns as preview_urls
from linesteps.admin.simulator.urls import urlpatterns as simulator_urls
from linesteps.calls.chooser import endpoint_chooser
from linesteps.messages.chooser import coupon_chooser
from linesteps.messages.own_coupon_chooser import own_coupon_chooser
from linesteps.messages.parts.library_chooser import library_chooser
from linesteps.messages.parts.picture_address import ExactWidth
from linesteps.messages.parts.route_chooser import route_chooser
from linesteps.richmenus.chooser import rich_menu_chooser
from linesteps.richmenus.picture import ExactFill
from linesteps.scenarios.models import Scenario
from linesteps.web.site import remember_form

register_snippet(LineMessages)


# Before the scripts of the pages, which say these words.
hooks.register("insert_global_admin_js", chrome_scripts)


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    """Signs of steps and messages that Wagtail has none for."""
    return [
        *icons,
        *(
            f"linesteps/icons/ls-{name}.svg"
            for name in (
                "fork",
                "tap",
                "cards",
                "images",
                "smile",
                "pin",
                "sound",
                "camera",
                "areas",
                "split",
                "megaphone",
                "star",
                "ticket",
                "menu",
                "route",
            )
        ),
    ]


@hooks.register("register_image_operations")
def register_image_operations() -> list[tuple[str, type]]:
    """The exact widths that LINE asks for, and the exact size of rich menus."""
    return [("lswidth", ExactWidth), ("lsfill", ExactFill)]


@hooks.register("register_admin_viewset")
def register_coupon_chooser() -> Any:
    """The dialog in which a message chooses its coupon."""
    return coupon_chooser


@hooks.register("register_admin_viewset")
def register_own_coupon_chooser() -> Any:
    """The dialog in which messages, conditions and start conditions choose an own coupon."""
    return own_coupon_chooser


@hooks.register("register_admin_viewset")
def register_rich_menu_chooser() -> Any:
    """The dialog in which a step chooses its rich menu."""
    return rich_menu_chooser


@hooks.register("register_admin_viewset")
def register_endpoint_chooser() -> Any:
    """The dialog in which a step chooses the system that it calls."""
    return endpoint_chooser


@hooks.register("register_admin_viewset")
def register_route_chooser() -> Any:
    """The dialog in which conditions and start conditions choose an entry route."""
    return route_chooser


@hooks.register("register_admin_viewset")
def register_library_chooser() -> Any:
    """The dialog in which a send chooses a message of the library."""
    return library_chooser


@hooks.register("register_admin_urls")
def register_areas_urls() -> list[Any]:
    """What the drawing of a rich message asks."""
    return areas_urls


@hooks.register("register_admin_urls")
def register_placeholders_urls() -> list[Any]:
    """What text fields with chips ask."""
    return placeholders_urls


@hooks.register("register_admin_urls")
def register_simulator_urls() -> list[Any]:
    """What the drawer for trying a scenario asks."""
    return simulator_urls


@hooks.register("register_admin_urls")
def register_checklist_urls() -> list[Any]:
    """What the dialog for publishing asks."""
    return checklist_urls


@hooks.register("register_admin_urls")
def register_health_urls() -> list[Any]:
    """The system status and what can be done there."""
    return health_urls


@hooks.register("register_linesteps_menu_item")
def register_health_menu_item() -> Any:
    """The system status in our menu."""
    return HealthMenuItem()


@hooks.register("register_admin_urls")
def register_desk_urls() -> list[Any]:
    """Where staff mark coupons as used."""
    return desk_urls


@hooks.register("register_linesteps_menu_item")
def register_desk_menu_item() -> Any:
    """The desk in our menu."""
    return DeskMenuItem()


@hooks.register("register_permissions")
def register_permissions() -> Any:
    """What groups may be given beside Wagtail's own permissions on our models."""
    return Permission.objects.filter(
        content_type__app_label="linesteps",
        codename__in=(
            "view_health",
            "rescue_enrolment",
            "retry_dispatch",
            "use_coupon",
            # Only programs do these, by the API.
            "add_activity",
            "add_enrolment",
            "change_enrolment",
        ),
    )


@hooks.register("construct_homepage_panels")
def add_notices(request: HttpRequest, panels: list[Any]) -> None:
    """That nothing is sent, and why, where everybody sees it first."""
    if request.user.has_perm("linesteps.change_scenario") or request.user.has_perm("linesteps.view_health"):
        panels.append(NoticesPanel(request.user))


@hooks.register("register_admin_urls")
def register_preview_urls() -> list[Any]:
    """What the phone beside the form asks."""
    return preview_urls


# Who sends a form of the site is known while it is stored.
hooks.register("on_serve_page", remember_form)
hooks.register("register_log_actions", register_log_actions)
hooks.register("register_log_actions", library_history.register_log_actions)
hooks.register("register_log_actions", broadcast_history.register_log_actions)


@hooks.register("register_permissions")
def register_template_permissions() -> Any:
    """Who may rename and delete the templates of others; everybody may do so with their own."""
    return Permission.objects.filter(content_type__app_label="linesteps", codename="change_scenariotemplate")


@hooks.register("register_permissions")
def register_test_permission() -> Any:
    """The right to send tests, to be given to groups."""
    return Permission.objects.filter(content_type__app_label="linesteps", codename="test_send")


@hooks.register("register_permissions")
def register_narrowcast_permission() -> Any:
    """The right to let narrowcasts go out, to be given to groups."""
    return Permission.objects.filter(content_type__app_label="linesteps", codename="send_narrowcast")


@hooks.register("before_bulk_action")
def keep_published_scenarios(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Deleting several scenarios at once stops before one that was ever published."""
    if action_type != "delete" or action.model is not Scenario:
        return None
    kept = [scenario.name for scenario in objects if scenario.versions.exists()]
    if not kept:
        return None
    text = _("Nothing was deleted. Published before, so their history is kept: %(names)s")
    messages.error(request, text % {"names": ", ".join(kept)})
    return redirect(reverse("linesteps_scenarios:list"))
