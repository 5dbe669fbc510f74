"""Segments in the admin: list with numbers, form with the live count, who belongs, and where it is used."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from linesteps.admin.columns import SentenceColumn
from linesteps.admin.filters import AccountFilterSet
from linesteps.admin.results.links import may_see_people
from linesteps.admin.segments.counting import CountFormView
from linesteps.admin.segments.form import SegmentForm
from linesteps.admin.segments.people import PeopleView
from linesteps.admin.segments.uses import uses_of
from linesteps.admin.segments.words import people_of, sentence_of
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import count_segment

NAMESPACE = "linesteps_segments"


class _LiveMixin(WagtailAdminTemplateMixin):
    """For both forms: the place of the live count, and saving in one commit."""

    template_name = "linesteps/admin/segment_form.html"
    object: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the script asks, and where the segment is used."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        pk = getattr(self.object, "pk", None) if getattr(self, "object", None) else None
        url = reverse(f"{NAMESPACE}:count_form", args=[pk] if pk else [])
        media = forms.Media(
            js=[versioned_static("linesteps/segments.js")],
            css={"all": [versioned_static("linesteps/segments.css")]},
        )
        uses = uses_of(self.object) if pk else []
        return {
            **context,
            "media": context["media"] + media,
            "count_url": url,
            "uses": uses,
            "is_saved": bool(pk),
        }

    def save_instance(self) -> Any:
        """All of it or nothing; then the number for the list."""
        with transaction.atomic():
            segment = super().save_instance()
        count_segment(segment)
        return segment


class SegmentIndexView(generic.IndexView):
    """Segments with the number that was counted last."""

    default_ordering = "name"

    def get_base_queryset(self) -> Any:
        """With accounts."""
        return super().get_base_queryset().select_related("account")


class SegmentCreateView(_LiveMixin, generic.CreateView):
    """A new segment."""


class SegmentEditView(_LiveMixin, generic.EditView):
    """The form, with the ways to the people and a new count."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Who belongs to it, for those who may see friends."""
        buttons = list(super().header_buttons)
        if may_see_people(self.request.user):
            url = reverse(f"{NAMESPACE}:people", args=[self.object.pk])
            buttons.append(HeaderButton(gettext("Who belongs to it now"), url=url, icon_name="group"))
        return buttons


class SegmentDeleteView(generic.DeleteView):
    """One that something asks for stays."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete, or say where it is used."""
        uses = uses_of(self.object)
        if uses:
            text = gettext("“%(name)s” is used in %(places)s, so it stays. Take it out there first.")
            names = gettext(", ").join(use.name for use in uses[:5])
            messages.error(request, text % {"name": self.object.name, "places": names})
            return redirect(reverse(f"{NAMESPACE}:edit", args=[self.object.pk]))
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer


class SegmentFilterSet(AccountFilterSet):
    """By account."""

    class Meta:
        model = Segment
        fields = ("account",)


class SegmentViewSet(ModelViewSet):
    """Segments."""

    model = Segment
    icon = "group"
    menu_label = _("Segments")
    menu_name = "linesteps-segments"
    menu_order = 38
    url_prefix = "linesteps/segments"
    url_namespace = NAMESPACE
    index_view_class = SegmentIndexView
    add_view_class = SegmentCreateView
    edit_view_class = SegmentEditView
    delete_view_class = SegmentDeleteView
    filterset_class = SegmentFilterSet
    search_fields = ["name", "description"]
    search_backend_name = None
    copy_view_enabled = False
    ordering = "name"
    # Counting writes the row; nobody else points to it by foreign key.
    add_to_reference_index = False
    list_display = [
        "name",
        SentenceColumn("people", label=_("Friends"), get_main=people_of, get_sentence=sentence_of),
        DateColumn("counted_at", label=_("Counted")),
        "account",
    ]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("account"), FieldPanel("name")]),
            FieldPanel("description"),
            FieldPanel("match"),
            FieldPanel("conditions"),
            FieldPanel("newcomers"),
        ],
        base_form_class=SegmentForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and ours."""
        return [
            *super().get_urlpatterns(),
            path("people/<int:pk>/", PeopleView.as_view(), name="people"),
            path("count/", CountFormView.as_view(), name="count_form"),
            path("count/<int:pk>/", CountFormView.as_view(), name="count_form"),
        ]
