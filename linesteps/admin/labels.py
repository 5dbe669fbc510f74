"""Tags and attributes: what editors name and put on friends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import NumberColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from linesteps.followers.models import Attribute, Tag


class _TagIndexView(generic.IndexView):
    def get_base_queryset(self) -> Any:
        return (
            super()
            .get_base_queryset()
            .select_related("account")
            .annotate(friend_count=Count("follower_tags"))
        )


class TagViewSet(ModelViewSet):
    """Tags."""

    model = Tag
    icon = "tag"
    menu_label = _("Tags")
    menu_name = "linesteps-tags"
    menu_order = 40
    url_prefix = "linesteps/tags"
    url_namespace = "linesteps_tags"
    index_view_class = _TagIndexView
    list_display = [
        "name",
        "account",
        NumberColumn("friend_count", label=_("Friends"), sort_key="friend_count"),
    ]
    list_filter = ["account"]
    search_fields = ["name"]
    search_backend_name = None
    ordering = "name"
    copy_view_enabled = False
    # Thousands of rows change without editors; the index would be written each time.
    add_to_reference_index = False
    form_fields = ["account", "name"]


class AttributeForm(WagtailAdminModelForm):
    """Choices are written one in each line."""

    choice_lines = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For a choice: one value in each line."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("choice_lines", "\n".join(map(str, self.instance.choices or [])))

    def clean(self) -> Any:
        """A choice needs at least two values."""
        cleaned = super().clean()
        lines = [line.strip() for line in (cleaned.get("choice_lines") or "").splitlines()]
        values = list(dict.fromkeys(line for line in lines if line))
        is_choice = cleaned.get("type") == Attribute.Type.CHOICE
        if is_choice and len(values) < 2:
            self.add_error("choice_lines", _("Write at least two choices, one in each line."))
        self.instance.choices = values if is_choice else []
        return cleaned


class AttributeViewSet(ModelViewSet):
    """Attributes."""

    model = Attribute
    icon = "list-ul"
    menu_label = _("Attributes")
    menu_name = "linesteps-attributes"
    menu_order = 50
    url_prefix = "linesteps/attributes"
    url_namespace = "linesteps_attributes"
    list_display = ["name", "key", "type", "account"]
    list_filter = ["account", "type"]
    search_fields = ["name", "key"]
    search_backend_name = None
    ordering = "name"
    copy_view_enabled = False
    add_to_reference_index = False
    edit_handler = ObjectList(
        [
            FieldPanel("account"),
            FieldPanel("name"),
            FieldPanel("key"),
            FieldPanel("type"),
            FieldPanel("choice_lines"),
        ],
        base_form_class=AttributeForm,
    )
