"""The list of friends; a constant number of queries."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from linesteps.accounts.models import Account
from linesteps.admin.friends.exporting import FriendExportMixin
from linesteps.admin.look import screen_media
from linesteps.admin.tags.forms import TagFilter
from linesteps.followers.models import Follower, Tag


class FriendColumn(TitleColumn):
    """Picture or initial, and the name as a link to the profile."""

    cell_template_name = "linesteps/admin/friend_title_cell.html"

    @property
    def media(self) -> forms.Media:
        """Our style sheet."""
        return screen_media()

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> Any:
        """The friend."""
        context = super().get_cell_context_data(instance, parent_context)
        context["friend"] = instance
        return context


class FriendFilterSet(WagtailFilterSet):
    """By account, status and tag."""

    account = django_filters.ModelChoiceFilter(
        queryset=Account.objects.all(), label=_("LINE Official Account"), empty_label=_("All")
    )
    status = django_filters.ChoiceFilter(
        choices=[one for one in Follower.Status.choices if one[0] != Follower.Status.ERASED],
        label=_("Status"),
        empty_label=_("All"),
    )
    is_tester = django_filters.BooleanFilter(
        label=_("Gets tests"),
        widget=forms.Select(choices=[("", _("All")), ("true", _("Yes")), ("false", _("No"))]),
    )
    tags = TagFilter(queryset=Tag.objects.select_related("account"), label=_("Tag"), empty_label=_("All"))

    class Meta:
        model = Follower
        fields = ("account", "status", "is_tester", "tags")


class TagsColumn(Column):
    """The tags as chips."""

    cell_template_name = "linesteps/admin/tags_cell.html"

    def get_value(self, instance: Any) -> Any:
        """Prefetched tags."""
        return list(instance.tags.all())


class FriendIndexView(FriendExportMixin, generic.IndexView):
    """Newest friends first."""

    default_ordering = "-last_followed_at"

    def get_base_queryset(self) -> Any:
        """With accounts and tags."""
        rows = super().get_base_queryset().exclude(status=Follower.Status.ERASED)
        return rows.select_related("account").prefetch_related("tags")

    def order_queryset(self, queryset: Any) -> Any:
        """People who were never friends come last."""
        name = str(self.ordering).lstrip("-")
        if name in {"first_followed_at", "last_followed_at", "last_seen_at"}:
            field = models.F(name)
            is_down = str(self.ordering).startswith("-")
            order = field.desc(nulls_last=True) if is_down else field.asc(nulls_last=True)
            return queryset.order_by(order, "-pk")
        return super().order_queryset(queryset)

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """The way to the import, for whoever may change friends."""
        buttons = list(super().header_more_buttons)
        if self.request.user.has_perm("linesteps.change_follower"):
            url = reverse("linesteps_friends:import")
            buttons.append(Button(_("Import tags and attributes"), url=url, icon_name="upload", priority=80))
        return buttons

    @cached_property
    def columns(self) -> list[Any]:
        """What a shop wants to know of a friend."""
        return [
            FriendColumn(
                "display_name",
                label=_("Name"),
                accessor=str,
                sort_key="display_name",
                get_url=self.get_inspect_url,
            ),
            Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
            TagsColumn("tags", label=_("Tags")),
            DateColumn("first_followed_at", label=_("First added"), sort_key="first_followed_at"),
            DateColumn("last_followed_at", label=_("Last added"), sort_key="last_followed_at"),
            DateColumn("last_seen_at", label=_("Last active"), sort_key="last_seen_at"),
        ]
