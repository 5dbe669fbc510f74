"""The message library in the admin's menu."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from linesteps.admin.columns import SentenceColumn
from linesteps.admin.library.columns import PictureColumn
from linesteps.admin.library.editing import (
    LibraryCreateView,
    LibraryDeleteView,
    LibraryEditView,
    PictureView,
)
from linesteps.admin.library.forms import panel_of
from linesteps.admin.library.listing import NAMESPACE, LibraryFilterSet, LibraryIndexView
from linesteps.admin.library.publishing import PublishView
from linesteps.library.models import LibraryMessage, PageMessage, WrittenMessage


class LibraryViewSet(ModelViewSet):
    """Messages that several scenarios share."""

    model = LibraryMessage
    icon = "folder-open-1"
    menu_label = _("Messages")
    menu_name = "linesteps-library"
    menu_order = 15
    add_to_reference_index = False
    copy_view_enabled = False
    url_prefix = "linesteps/library"
    url_namespace = NAMESPACE
    index_view_class = LibraryIndexView
    add_view_class = LibraryCreateView
    edit_view_class = LibraryEditView
    delete_view_class = LibraryDeleteView
    create_template_name = "linesteps/admin/library_form.html"
    edit_template_name = "linesteps/admin/library_form.html"
    filterset_class = LibraryFilterSet
    search_fields = ["name", "folder"]
    search_backend_name = None
    # Each way to make a message has a form of its own (``forms.panel_of``).
    form_fields = ["name"]
    list_display = [
        "name",
        PictureColumn("picture", label=_("What friends get")),
        SentenceColumn(
            "kind_label",
            label=_("Kind"),
            get_main=lambda message: message.kind_label,
            get_sentence=lambda message: message.folder,
        ),
        SentenceColumn(
            "status",
            label=_("Status"),
            get_main=lambda message: message.listed.status.word,
            get_sentence=lambda message: message.listed.status.sentence,
            get_tone=lambda message: message.listed.status.tone,
        ),
        Column("used_count", label=_("Scenarios"), accessor="used_count", sort_key="used_count"),
        Column("account", label=_("LINE Official Account"), accessor="account_label"),
    ]

    @property
    def add_view(self) -> Any:
        """A message of any kind, written."""
        return self._add(WrittenMessage, "add", _("Write a message"))

    def _add(self, model: type[LibraryMessage], name: str, title: Any) -> Any:
        panel = panel_of(model)
        kwargs = {
            **self.get_add_view_kwargs(),
            "model": model,
            "panel": panel,
            "form_class": panel.get_form_class(),
            "add_url_name": self.get_url_name(name),
            "page_subtitle": title,
        }
        return self.construct_view(self.add_view_class, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and ours."""
        return [
            *super().get_urlpatterns(),
            path("new/pages/", self._add(PageMessage, "add_pages", _("Cards from pages")), name="add_pages"),
            path("publish/<int:pk>/", PublishView.as_view(), name="publish"),
            path("picture/<slug:way>/", PictureView.as_view(), name="picture"),
        ]
