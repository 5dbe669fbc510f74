"""Receiving addresses in the admin: no snippet and no revisions, since secrets would land there."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, Q
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from linesteps import conf
from linesteps.admin.hooks.form import ReceivingForm
from linesteps.admin.hooks.views import NAMESPACE, ReceivedView, RenewSecretView, TakeAgainView, TrialView
from linesteps.admin.panels import SavedPanel
from linesteps.hooks.models import Received, ReceivingAddress


class AddressPanel(Panel):
    """The address to copy."""

    class BoundPanel(SavedPanel):
        """Only for those that are saved."""

        template_name = "linesteps/admin/hook_panel.html"

        def facts(self) -> dict[str, Any]:
            """The whole address."""
            base = conf.public_base_url()
            url = base + reverse("linesteps:hook", args=[self.instance.slug]) if base else ""
            return {"url": url, "is_ready": self.instance.is_ready}


class ReceivingIndexView(generic.IndexView):
    """Addresses with what came of their reports; one query."""

    def get_base_queryset(self) -> Any:
        """With numbers."""
        counts = {
            name: Count("received", filter=Q(received__status=status))
            for name, status in (
                ("taken", Received.Status.TAKEN),
                ("kept", Received.Status.KEPT),
                ("refused", Received.Status.REFUSED),
            )
        }
        rows = super().get_base_queryset().select_related("account")
        return rows.annotate(last_at=Max("received__received_at"), **counts)


class ReceivingCreateView(generic.CreateView):
    """A new address leads on to its form, where everything is chosen from the example."""

    def form_valid(self, form: Any) -> Any:
        """Save, and show the secret: nobody can read it later."""
        response = super().form_valid(form)
        text = gettext("Give this secret to the other system now; it is not shown again: %(secret)s")
        messages.warning(self.request, text % {"secret": form.made})
        return response

    def get_success_url(self) -> str:
        """The form of the new one."""
        return reverse(f"{NAMESPACE}:edit", args=[self.form.instance.pk])


class ReceivingEditView(generic.EditView):
    """The form, with the ways to its reports, a trial and a new secret."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        """What else there is of it."""
        more = (
            ("received", gettext("Reports received"), "list-ul"),
            ("trial", gettext("Try the example"), "view"),
            ("renew", gettext("New secret"), "key"),
        )
        buttons = [
            HeaderButton(label, url=reverse(f"{NAMESPACE}:{name}", args=[self.object.pk]), icon_name=icon)
            for name, label, icon in more
        ]
        return [*super().header_buttons, *buttons]

    def get_success_url(self) -> str:
        """Stay: an example that was pasted is chosen from next."""
        return reverse(f"{NAMESPACE}:edit", args=[self.object.pk])


class ReceivingViewSet(ModelViewSet):
    """Receiving addresses; for managers."""

    model = ReceivingAddress
    icon = "download"
    menu_label = _("Receiving addresses")
    menu_name = "linesteps-receiving"
    menu_order = 86
    url_prefix = "linesteps/receiving-addresses"
    url_namespace = NAMESPACE
    index_view_class = ReceivingIndexView
    add_view_class = ReceivingCreateView
    edit_view_class = ReceivingEditView
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = [
        "name",
        "account",
        BooleanColumn("is_on", label=_("In use")),
        Column("taken", label=_("Taken"), accessor="taken"),
        Column("kept", label=_("Not taken, kept"), accessor="kept"),
        Column("refused", label=_("Refused"), accessor="refused"),
        DateColumn("last_at", label=_("Last report"), accessor="last_at"),
    ]
    list_filter = ["account"]
    ordering = "name"
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("account"),
            AddressPanel(heading=_("Address")),
            FieldPanel("is_on"),
            MultiFieldPanel([FieldPanel("scheme"), FieldPanel("signature_header")], heading=_("Signature")),
            FieldPanel("example_text"),
            MultiFieldPanel(
                [FieldPanel("person_by"), FieldPanel("person_attribute"), FieldPanel("person_field")],
                heading=_("Whom it is about"),
            ),
            MultiFieldPanel(
                [FieldPanel("event_name"), FieldPanel("event_field")],
                heading=_("What has happened"),
                help_text=_(
                    "A fixed name if only one kind of thing is reported here, such as purchase; otherwise where the "
                    "name stands."
                ),
            ),
            FieldPanel("properties"),
        ],
        base_form_class=ReceivingForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and ours."""
        return [
            *super().get_urlpatterns(),
            path("reports/<int:pk>/", ReceivedView.as_view(), name="received"),
            path("take-again/<int:pk>/", TakeAgainView.as_view(), name="again"),
            path("trial/<int:pk>/", TrialView.as_view(), name="trial"),
            path("new-secret/<int:pk>/", RenewSecretView.as_view(), name="renew"),
        ]
