"""Tags in the admin."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from linesteps.admin.confirmation import ObjectPageMixin
from linesteps.admin.filters import AccountFilterSet
from linesteps.admin.tags.forms import MergeForm, TagForm
from linesteps.admin.tags.uses import scenarios_with
from linesteps.followers.models import Tag
from linesteps.followers.tags import merge

#: Scenarios that are named one by one; the others are counted.
_MOST_NAMED = 8


class TagIndexView(generic.IndexView):
    """By folder, then by name."""

    def get_base_queryset(self) -> Any:
        """With accounts and counts."""
        rows = super().get_base_queryset().select_related("account")
        return rows.annotate(friend_count=Count("follower_tags"))

    def order_queryset(self, queryset: Any) -> Any:
        """A folder's tags stand together, in the order of their names."""
        if str(self.ordering).lstrip("-") == "folder":
            return queryset.order_by(str(self.ordering), "name", "pk")
        return super().order_queryset(queryset)


def _folders() -> list[tuple[str, str]]:
    names = Tag.objects.exclude(folder="").order_by("folder").values_list("folder", flat=True).distinct()
    return [(name, name) for name in names]


class TagFilterSet(AccountFilterSet):
    """By account and folder."""

    folder = django_filters.ChoiceFilter(
        choices=_folders, label=gettext_lazy("Folder"), empty_label=gettext_lazy("All")
    )

    class Meta:
        model = Tag
        fields = ("account", "folder")


class TagEditView(generic.EditView):
    """The form, with the way to merging."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Merge, too."""
        url = reverse("linesteps_tags:merge", args=[self.object.pk])
        button = HeaderButton(_("Merge into another tag…"), url=url, icon_name="resubmit")
        return [*super().header_buttons, button]


class TagDeleteView(generic.DeleteView):
    """Says who uses the tag before it is gone."""

    def get_usage_url(self) -> str | None:
        """None: Wagtail counts references by id, and scenarios say a tag by its name."""
        return None

    @property
    def confirmation_message(self) -> str:
        """How many carry it, and which scenarios say it."""
        count = self.object.follower_tags.count()
        carried = ngettext("%(n)s friend carries it.", "%(n)s friends carry it.", count) % {"n": count}
        return " ".join([_("Are you sure you want to delete this tag?"), carried, used_in_words(self.object)])


def used_in_words(tag: Tag) -> str:
    """Which scenarios say the tag."""
    names = [scenario.name for scenario in scenarios_with(tag)]
    if not names:
        return _("No scenario uses it.")
    listed = _(", ").join(_("“%(tag)s”") % {"tag": name} for name in names[:_MOST_NAMED])
    if len(names) > _MOST_NAMED:
        listed = _("%(names)s and %(n)s more") % {"names": listed, "n": len(names) - _MOST_NAMED}
    return _("Scenarios that use it: %(names)s.") % {"names": listed}


class MergeView(ObjectPageMixin, FormView):  # type: ignore[type-arg]
    """Makes one tag of two, after a question."""

    model = Tag
    index_url_name = "linesteps_tags:index"
    edit_url_name = "linesteps_tags:edit"
    # The tag is gone afterwards.
    permission_required = "delete"
    form_class = MergeForm
    template_name = "linesteps/admin/tag_merge.html"
    page_title = gettext_lazy("Merge")
    header_icon = "tag"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The tag whose others are on offer."""
        return {**super().get_form_kwargs(), "tag": self.object}

    def form_valid(self, form: Any) -> HttpResponse:
        """Merge, and say what came of it."""
        into, name = form.cleaned_data["into"], self.object.name
        count = merge(self.object, into)
        log(instance=into, action="linesteps.merge_tag", user=self.request.user, data={"tag": name})
        text = ngettext(
            "“%(gone)s” is a part of “%(tag)s” now; %(n)s friend got the tag by it.",
            "“%(gone)s” is a part of “%(tag)s” now; %(n)s friends got the tag by it.",
            count,
        )
        messages.success(self.request, text % {"gone": name, "tag": into.name, "n": count})
        return redirect(reverse("linesteps_tags:edit", args=[into.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Who carries it and what uses it."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        count = self.object.follower_tags.count()
        return {**context, "tag": self.object, "carriers": count, "used": used_in_words(self.object)}


class TagViewSet(ModelViewSet):
    """Tags."""

    model = Tag
    icon = "tag"
    menu_label = gettext_lazy("Tags")
    menu_name = "linesteps-tags"
    menu_order = 40
    url_prefix = "linesteps/tags"
    url_namespace = "linesteps_tags"
    index_view_class = TagIndexView
    edit_view_class = TagEditView
    delete_view_class = TagDeleteView
    filterset_class = TagFilterSet
    list_display = [
        "name",
        Column("folder", label=gettext_lazy("Folder"), sort_key="folder"),
        "account",
        NumberColumn("friend_count", label=gettext_lazy("Friends"), sort_key="friend_count"),
    ]
    search_fields = ["name", "folder"]
    search_backend_name = None
    ordering = "folder"
    copy_view_enabled = False
    # Thousands of rows change without editors; the index would be written each time.
    add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> Any:
        """Ours, which keeps former names."""
        return TagForm

    def get_urlpatterns(self) -> list[Any]:
        """Merging, too."""
        return [*super().get_urlpatterns(), path("<int:pk>/merge/", MergeView.as_view(), name="merge")]
