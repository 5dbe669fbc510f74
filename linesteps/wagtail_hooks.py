"""What Wagtail's admin learns from us."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

# Registers how a step select is drawn.
from linesteps.admin import step_select  # noqa: F401
from linesteps.admin.group import LineMessages
from linesteps.admin.preview.urls import urlpatterns as preview_urls
from linesteps.admin.simulator.urls import urlpatterns as simulator_urls
from linesteps.messages.chooser import coupon_chooser
from linesteps.scenarios.models import Scenario

register_snippet(LineMessages)


@hooks.register("register_admin_viewset")
def register_coupon_chooser() -> Any:
    """The dialog in which a message chooses its coupon."""
    return coupon_chooser


@hooks.register("register_admin_urls")
def register_simulator_urls() -> list[Any]:
    """What the drawer for trying a scenario asks."""
    return simulator_urls


@hooks.register("register_admin_urls")
def register_preview_urls() -> list[Any]:
    """What the phone beside the form asks."""
    return preview_urls


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """What the history calls our own acts."""

    @actions.register_action("linesteps.operate")
    class OperateFormatter(LogFormatter):
        label = gettext_lazy("Change the operation")

        def format_message(self, log_entry: Any) -> str:
            """From what to what."""
            names = dict(Scenario.State.choices)
            before, after = log_entry.data.get("from"), log_entry.data.get("to")
            return _("Operation changed from “%(before)s” to “%(after)s”") % {
                "before": names.get(before, before),
                "after": names.get(after, after),
            }

    @actions.register_action("linesteps.publish_refused")
    class PublishRefusedFormatter(LogFormatter):
        label = gettext_lazy("Refuse the planned publication")

        def format_message(self, log_entry: Any) -> str:
            """What had to be mended first."""
            return _("Not published as planned: %(problems)s") % {
                "problems": log_entry.data.get("problems", "")
            }

    @actions.register_action("linesteps.send_test")
    class SendTestFormatter(LogFormatter):
        label = gettext_lazy("Send a test")

        def format_message(self, log_entry: Any) -> str:
            """Which step, and to how many."""
            return _("“%(step)s” sent as a test to %(n)s testers") % {
                "step": log_entry.data.get("step", ""),
                "n": log_entry.data.get("testers", ""),
            }

    actions.register_action(
        "linesteps.register_tester",
        gettext_lazy("Register as a tester"),
        gettext_lazy("Registered as a tester"),
    )
    actions.register_action(
        "linesteps.unregister_tester",
        gettext_lazy("Take off the testers"),
        gettext_lazy("Taken off the testers"),
    )


@hooks.register("register_permissions")
def register_test_permission() -> Any:
    """The right to send tests, to be given to groups."""
    return Permission.objects.filter(content_type__app_label="linesteps", codename="test_send")


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
