"""LINE Official Accounts in the admin: no snippet and no revisions, since secrets would land there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import BooleanColumn, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from linesteps import clock
from linesteps.accounts.address import webhook_url
from linesteps.accounts.models import Account
from linesteps.admin.accounts.checked import OK
from linesteps.admin.accounts.connection import check_connection, set_webhook
from linesteps.admin.accounts.form import AccountForm
from linesteps.admin.accounts.login_panel import LoginPanel
from linesteps.admin.accounts.view_image import ViewImagePanel, ViewImageView
from linesteps.admin.confirmation import ObjectPageMixin, ObjectPermissionMixin
from linesteps.admin.deletion import KeepsProtectedMixin
from linesteps.admin.panels import SavedPanel
from linesteps.checklist.connection import ask_line
from linesteps.health.checks.quota import in_words
from linesteps.outbox.forecast import forecast
from linesteps.outbox.paused import why_paused
from linesteps.outbox.quota import reconsider


class ConnectionPanel(Panel):
    """The webhook address to copy, and the button that checks the connection."""

    class BoundPanel(SavedPanel):
        """Only for accounts that are saved."""

        template_name = "linesteps/admin/connection_panel.html"

        def facts(self) -> dict[str, Any]:
            """The address."""
            return {
                "account": self.instance,
                "why_paused": why_paused(self.instance) if self.instance.paused_at else "",
                "webhook_url": webhook_url(self.instance),
                "check_url": reverse("linesteps_accounts:check", args=[self.instance.pk]),
            }


class MonthPanel(Panel):
    """How much of the month is used, in words."""

    class BoundPanel(SavedPanel):
        """Only for accounts that are saved."""

        template_name = "linesteps/admin/month_panel.html"

        def facts(self) -> dict[str, Any]:
            """The forecast."""
            month = forecast(self.instance, clock.now())
            return {"month": month, "words": in_words(month), "account": self.instance}


class AccountEditView(generic.EditView):
    """Lets sending go on at once when the month's own limit was raised."""

    def save_instance(self) -> Any:
        """Save, then look whether the month has room now."""
        account = super().save_instance()
        if "budget_per_month" in self.form.changed_data:
            reconsider(account)
        return account


class CheckView(ObjectPageMixin, TemplateView):
    """Checks the connection on POST, since it makes LINE call this site."""

    model = Account
    index_url_name = "linesteps_accounts:index"
    edit_url_name = "linesteps_accounts:edit"
    permission_required = "change"
    template_name = "linesteps/admin/connection_check.html"
    page_title = _("Connection to LINE")
    header_icon = "site"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Set the address first, if asked to; then check everything."""
        if "set_webhook" in request.POST:
            done = set_webhook(self.object)
            (messages.success if done.state == OK else messages.error)(request, done.text)
        steps = check_connection(self.object)
        # The system status repeats what was found, and forgets what was mended.
        ask_line(self.object, seconds=2, at_once=True)
        context = self.get_context_data(
            steps=steps,
            account=self.object,
            webhook_url=webhook_url(self.object),
            is_fine=all(step.state == OK for step in steps),
        )
        return self.render_to_response(context)


class AccountDeleteView(KeepsProtectedMixin, generic.DeleteView):
    """Accounts with scenarios stay."""

    protected_message = _(
        "“%(object)s” has scenarios or messages. Take it out of use instead of deleting it."
    )


class ResumeSendingView(ObjectPermissionMixin, TemplateView):
    """Ends a pause that a refused token or a reached limit had caused."""

    model = Account
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send again."""
        from linesteps import doorbell

        Account.objects.filter(pk=self.object.pk).update(paused_at=None, paused_reason="", pause_told_at=None)
        doorbell.ring("dispatch_outbox")
        messages.success(request, gettext("Sending goes on for “%(name)s”.") % {"name": self.object})
        return redirect(reverse("linesteps_accounts:edit", args=[self.object.pk]))


class AccountViewSet(ModelViewSet):
    """The accounts; for the person who set the site up."""

    model = Account
    icon = "cog"
    menu_label = _("LINE Official Accounts")
    menu_name = "linesteps-accounts"
    menu_order = 90
    url_prefix = "linesteps/accounts"
    url_namespace = "linesteps_accounts"
    list_display = [
        "name",
        "basic_id",
        BooleanColumn("is_active", label=_("In use")),
        DateColumn("webhook_seen_at", label=_("Last webhook")),
    ]
    ordering = "name"
    copy_view_enabled = False
    add_to_reference_index = False
    edit_view_class = AccountEditView
    delete_view_class = AccountDeleteView
    edit_handler = ObjectList(
        [
            ConnectionPanel(heading=_("Connection to LINE")),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("name"), FieldPanel("language")])], heading=_("For your friends")
            ),
            MultiFieldPanel(
                [
                    FieldPanel("channel_id"),
                    FieldPanel("channel_secret"),
                    FieldPanel("channel_access_token"),
                    FieldPanel("previous_channel_secret"),
                ],
                heading=_("Channel (from the LINE Developers Console)"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("quiet_from"), FieldPanel("quiet_until")]),
                    FieldRowPanel([FieldPanel("spread_minutes"), FieldPanel("time_zone")]),
                ],
                heading=_("Quiet hours"),
                help_text=_(
                    "What falls into them is sent when they end. Answers to what a person just did are not held."
                ),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel(
                        [
                            FieldPanel("warn_per_day"),
                            FieldPanel("warn_per_week"),
                            FieldPanel("warn_per_month"),
                        ]
                    ),
                ],
                heading=_("How many messages are fine"),
                help_text=_(
                    "Who publishes a scenario is warned if one friend could get more, all scenarios together."
                ),
            ),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("hold_per_day"), FieldPanel("hold_per_week")])],
                heading=_("Not too many messages to one friend"),
                help_text=_(
                    "What is more waits and is sent later, the oldest first. Answers to what a person just did are "
                    "neither held nor counted."
                ),
            ),
            MultiFieldPanel(
                [MonthPanel(), FieldRowPanel([FieldPanel("budget_per_month"), FieldPanel("plan_size")])],
                heading=_("Messages this month"),
                help_text=_(
                    "As LINE counts: each friend of each send, however many bubbles. Answers are free."
                ),
            ),
            ViewImagePanel(heading=_("Who saw a message")),
            MultiFieldPanel(
                [FieldPanel("safety"), FieldPanel("notify_emails")],
                heading=_("When something goes wrong"),
            ),
            MultiFieldPanel(
                [FieldPanel("sees_visits"), FieldPanel("visits_notice")],
                heading=_("Visits on this site"),
                help_text=_(
                    "Scenarios can start and decide by pages that friends open, forms that they send and documents "
                    "that they download."
                ),
            ),
            FieldPanel("is_active"),
            MultiFieldPanel(
                [
                    LoginPanel(),
                    FieldRowPanel([FieldPanel("login_channel_id"), FieldPanel("liff_id")]),
                    FieldPanel("login_channel_secret"),
                    FieldPanel("link_kind"),
                ],
                heading=_("Knowing who it is (LIFF, LINE Login)"),
                help_text=_(
                    "Without a LIFF app everything works, too; with one, LINE itself says who tapped a link or opened "
                    "a coupon."
                ),
            ),
            MultiFieldPanel(
                [FieldPanel("api_base_url"), FieldPanel("data_base_url")],
                heading=_("For engineers"),
                classname="collapsed",
            ),
        ],
        base_form_class=AccountForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and ours."""
        return [
            *super().get_urlpatterns(),
            path("check/<int:pk>/", CheckView.as_view(), name="check"),
            path("view-image/<int:pk>/", ViewImageView.as_view(), name="view_image"),
            path("resume/<int:pk>/", ResumeSendingView.as_view(), name="resume"),
        ]
