"""Attributes: what editors want to know of friends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator, slug_re
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from linesteps.admin.ready_made import ReadyMadeView
from linesteps.followers.models import Attribute


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
        words = _("Use Latin letters, digits, “-” and “_” only, such as member_no.")
        self.fields["key"].validators = [RegexValidator(slug_re, words)]
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
        for name, words in (
            ("key", _("The account has the attribute “%(name)s” with this key already. Choose another key.")),
            ("name", _("The account has an attribute of this name already. Nobody could tell them apart.")),
        ):
            same = Attribute.objects.exclude(pk=self.instance.pk).filter(
                account=cleaned.get("account"), **{name: cleaned.get(name)}
            )
            if name in self.changed_data and (found := same.first()):
                self.add_error(name, words % {"name": found.name})
        return cleaned


class AttributeIndexView(generic.IndexView):
    """With the way to the ready-made ones."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """For whoever may add."""
        buttons = list(super().header_more_buttons)
        if self.request.user.has_perm("linesteps.add_attribute"):
            url = reverse("linesteps_attributes:ready_made")
            buttons.append(Button(_("Ready-made attributes"), url=url, icon_name="list-ul", priority=80))
        return buttons


class AttributeViewSet(ModelViewSet):
    """Attributes."""

    model = Attribute
    icon = "list-ul"
    menu_label = _("Attributes")
    menu_name = "linesteps-attributes"
    menu_order = 50
    url_prefix = "linesteps/attributes"
    url_namespace = "linesteps_attributes"
    index_view_class = AttributeIndexView
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

    def get_urlpatterns(self) -> list[Any]:
        """The ready-made ones, too."""
        return [*super().get_urlpatterns(), path("ready-made/", ReadyMadeView.as_view(), name="ready_made")]
