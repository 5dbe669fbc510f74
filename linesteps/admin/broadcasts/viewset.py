"""One-off sends in the admin's menu: list, form of a draft, and the ways on."""

from __future__ import annotations

import json
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from linesteps.admin.broadcasts.acts import CopyView, LookAtView, PauseView, RecallView, ResumeView
from linesteps.admin.broadcasts.asked import CountView, PictureView, picture_of
from linesteps.admin.broadcasts.form import THEN_SEND, BroadcastForm
from linesteps.admin.broadcasts.results import ResultsView
from linesteps.admin.broadcasts.sending import NAMESPACE, SendView, TestView
from linesteps.admin.broadcasts.words import status_sentence, status_word, tone, when_words
from linesteps.admin.columns import SentenceColumn
from linesteps.admin.filters import AccountFilterSet
from linesteps.admin.library.columns import library_media
from linesteps.admin.preview.testing import may_test
from linesteps.admin.segments.words import number
from linesteps.broadcasts.course import to_words
from linesteps.broadcasts.models import Broadcast
from linesteps.engine.models import StepVisit


def _only(**values: str | list[str]) -> dict[str, str]:
    """A field that shows only while others hold these values."""
    return {"data-w-rules-target": "show", "data-w-rules": json.dumps(values)}


class _Drawn(WagtailAdminTemplateMixin):
    """For both forms: the phone, the live count, and the way on to sending."""

    template_name = "linesteps/admin/broadcast_form.html"
    object: Any
    request: HttpRequest

    @property
    def may_send(self) -> bool:
        """Whether the person may send."""
        policy: Any = self.permission_policy
        return bool(policy.user_has_permission(self.request.user, "send"))

    def get_success_url(self) -> str:
        """To the last question if that was pressed, else back to the form."""
        name = "send" if self.request.POST.get(THEN_SEND) and self.may_send else "edit"
        return reverse(f"{NAMESPACE}:{name}", args=[self.object.pk])

    def get_success_message(self, instance: Any = None) -> str | None:
        """That it is saved, and that nothing is sent by that; the last question says enough by itself."""
        if self.request.POST.get(THEN_SEND) and self.may_send:
            return None
        return gettext("“%(name)s” is saved. Nothing is sent yet.") % {"name": self.object.name}

    def get_success_buttons(self) -> list[Any]:
        """None: one is at the form already."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the scripts draw, and where they ask while somebody types."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        drawn = context["form"].instance
        is_saved = bool(drawn.pk)
        media = forms.Media(
            js=[versioned_static("linesteps/segments.js")],
            css={
                "all": [versioned_static("linesteps/segments.css"), versioned_static("linesteps/admin.css")]
            },
        )
        return {
            **context,
            "media": context["media"] + library_media() + media,
            "shown": json.dumps(picture_of(drawn), ensure_ascii=False) if is_saved else "{}",
            "picture_url": reverse(f"{NAMESPACE}:picture"),
            "count_url": reverse(f"{NAMESPACE}:count"),
            "scenario_id": drawn.scenario_id or "",
            "trouble": drawn.trouble,
            "may_send": self.may_send,
        }


class BroadcastCreateView(_Drawn, generic.CreateView):
    """A new draft."""


class BroadcastEditView(_Drawn, generic.EditView):
    """A draft; whatever was confirmed has a page of its own."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """To that page."""
        pk = kwargs.get("pk") or self.kwargs["pk"]
        if not Broadcast.objects.filter(pk=pk, state=Broadcast.State.DRAFT).exists():
            answer = redirect(reverse(f"{NAMESPACE}:results", args=[pk]))
            if request.method == "POST":
                messages.error(request, gettext("It was confirmed meanwhile, so it was not changed."))
            return answer
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def header_buttons(self) -> list[Any]:
        """A test, and the last question."""
        buttons, pk = list(super().header_buttons), self.object.pk
        if may_test(self.request.user):
            url = reverse(f"{NAMESPACE}:test", args=[pk])
            buttons.append(HeaderButton(gettext("Send a test"), url=url, icon_name="mobile-alt"))
        return buttons


class BroadcastDeleteView(generic.DeleteView):
    """A draft goes; what was sent stays, with its figures."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete, or say why not."""
        if not self.object.is_draft or self.object.started_at:
            messages.error(request, gettext("It was confirmed, so it stays with its figures."))
            return redirect(reverse(f"{NAMESPACE}:results", args=[self.object.pk]))
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer


class BroadcastIndexView(generic.IndexView):
    """Newest first."""

    default_ordering = "-created_at"

    def get_base_queryset(self) -> Any:
        """With everything that a row tells."""
        rows = super().get_base_queryset()
        sent: Any = StepVisit.objects.filter(scenario=OuterRef("scenario"), dispatch__status="accepted")
        sent = sent.order_by().values("scenario").annotate(people=Count("pk")).values("people")
        return rows.select_related("account", "scenario", "segment").annotate(sent=Subquery(sent))


class BroadcastFilterSet(AccountFilterSet):
    """By account and state."""

    state = django_filters.ChoiceFilter(
        choices=Broadcast.State.choices, label=_("State"), empty_label=_("All")
    )

    class Meta:
        model = Broadcast
        fields = ("account", "state")


class BroadcastViewSet(ModelViewSet):
    """One-off sends."""

    model = Broadcast
    icon = "mail"
    menu_label = _("One-off sends")
    menu_name = "linesteps-broadcasts"
    menu_order = 12
    url_prefix = "linesteps/one-off"
    url_namespace = NAMESPACE
    index_view_class = BroadcastIndexView
    add_view_class = BroadcastCreateView
    edit_view_class = BroadcastEditView
    delete_view_class = BroadcastDeleteView
    create_template_name = "linesteps/admin/broadcast_form.html"
    edit_template_name = "linesteps/admin/broadcast_form.html"
    filterset_class = BroadcastFilterSet
    search_fields = ["name"]
    search_backend_name = None
    copy_view_enabled = False
    list_display = [
        "name",
        SentenceColumn(
            "status", label=_("State"), get_main=status_word, get_sentence=status_sentence, get_tone=tone
        ),
        Column("to_words", label=_("To whom"), accessor=to_words),
        Column("when_words", label=_("When"), accessor=when_words),
        Column("sent", label=_("Sent"), accessor=lambda one: number(one.sent or 0) if one.started_at else ""),
        "account",
    ]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("account")]),
            FieldPanel("to"),
            FieldPanel("segment", attrs=_only(to="segment")),
            FieldPanel("who", attrs=_only(to="conditions")),
            FieldPanel("content"),
            FieldPanel("send_at"),
            FieldPanel("pace"),
            FieldPanel("pace_number", attrs=_only(pace=["per_hour", "within"])),
        ],
        base_form_class=BroadcastForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and ours."""
        form_class = self.get_form_class()
        return [
            *super().get_urlpatterns(),
            path("results/<int:pk>/", ResultsView.as_view(), name="results"),
            path("send/<int:pk>/", SendView.as_view(), name="send"),
            path("test/<int:pk>/", TestView.as_view(), name="test"),
            path("pause/<int:pk>/", PauseView.as_view(), name="pause"),
            path("resume/<int:pk>/", ResumeView.as_view(), name="resume"),
            path("look-at/<int:pk>/", LookAtView.as_view(), name="look_at"),
            path("recall/<int:pk>/", RecallView.as_view(), name="recall"),
            path("duplicate/<int:pk>/", CopyView.as_view(), name="copy"),
            path("picture/", PictureView.as_view(form_class=form_class), name="picture"),
            path("count/", CountView.as_view(form_class=form_class), name="count"),
        ]
