"""Other systems in the admin: no snippet and no revisions, since secrets would land there."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.mixins import BeforeAfterHookMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from linesteps.admin.deletion import KeepsProtectedMixin
from linesteps.admin.endpoints.calls import CallAgainView, CallsView, SendOneAgainView
from linesteps.admin.endpoints.form import EndpointForm
from linesteps.admin.endpoints.trial import TryView
from linesteps.calls.models import Call, Endpoint

_NAMESPACE = "linesteps_endpoints"


class EndpointIndexView(generic.IndexView):
    """Systems with what came of their calls; one query."""

    def get_base_queryset(self) -> Any:
        """With numbers."""
        counts = {
            name: Count("calls", filter=Q(calls__status=status))
            for name, status in (("done", Call.Status.DONE), ("failed", Call.Status.FAILED))
        }
        waiting = Count("calls", filter=Q(calls__status__in=(Call.Status.NEW, Call.Status.CALLING)))
        return super().get_base_queryset().annotate(waiting=waiting, **counts)


class _ShowsSecretOnce(BeforeAfterHookMixin):
    """For views whose form may have made a secret."""

    def form_valid(self, form: Any) -> Any:
        """Save, and show a secret that was made: nobody can read it later."""
        response = super().form_valid(form)
        if form.made:
            text = gettext("Give this secret to the other system now; it is not shown again: %(secret)s")
            messages.warning(self.request, text % {"secret": form.made})
        return response


class EndpointCreateView(_ShowsSecretOnce, generic.CreateView):
    """A new system."""


class EndpointEditView(_ShowsSecretOnce, generic.EditView):
    """The form, with the way to its calls."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        """What else there is of it."""
        more = (("calls", gettext("Calls"), "list-ul"), ("try", gettext("Send a test"), "mail"))
        buttons = [
            HeaderButton(label, url=reverse(f"{_NAMESPACE}:{name}", args=[self.object.pk]), icon_name=icon)
            for name, label, icon in more
        ]
        return [*super().header_buttons, *buttons]


class EndpointDeleteView(KeepsProtectedMixin, generic.DeleteView):
    """One that was called stays: what was given to whom is on record."""

    protected_message = _(
        "“%(object)s” was told of friends, which stays on record. Take it out of use instead."
    )


class EndpointViewSet(ModelViewSet):
    """Other systems; for managers."""

    model = Endpoint
    icon = "site"
    menu_label = _("Other systems")
    menu_name = "linesteps-endpoints"
    menu_order = 85
    url_prefix = "linesteps/other-systems"
    url_namespace = _NAMESPACE
    index_view_class = EndpointIndexView
    add_view_class = EndpointCreateView
    edit_view_class = EndpointEditView
    delete_view_class = EndpointDeleteView
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = [
        "name",
        Column("host", label=_("Server"), accessor="host"),
        BooleanColumn("is_on", label=_("In use")),
        Column("done", label=_("Taken"), accessor="done"),
        Column("waiting", label=_("Waiting"), accessor="waiting"),
        Column("failed", label=_("Given up"), accessor="failed"),
    ]
    ordering = "name"
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("url"),
            FieldPanel("secret"),
            FieldPanel("is_on"),
            MultiFieldPanel(
                [FieldPanel("account"), FieldPanel("kinds"), FieldPanel("details")],
                heading=_("What it is told by itself"),
            ),
        ],
        base_form_class=EndpointForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and ours."""
        return [
            *super().get_urlpatterns(),
            path("calls/<int:pk>/", CallsView.as_view(), name="calls"),
            path("call-again/<int:pk>/", CallAgainView.as_view(), name="call_again"),
            path("send-again/<int:pk>/", SendOneAgainView.as_view(), name="send_again"),
            path("try/<int:pk>/", TryView.as_view(), name="try"),
        ]
