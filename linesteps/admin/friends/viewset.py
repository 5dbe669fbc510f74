"""Friends in the admin: nobody adds or edits them by hand, LINE tells who they are."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from linesteps.admin.friends.listing import FriendFilterSet, FriendIndexView
from linesteps.admin.friends.personal import EraseView, PersonalDataView
from linesteps.admin.friends.profile import FriendActView, ProfileView
from linesteps.admin.imports.views import ImportView, ProblemsView, UploadView
from linesteps.followers.models import Follower


class FriendViewSet(ModelViewSet):
    """List and profile."""

    model = Follower
    icon = "group"
    menu_label = _("Friends")
    menu_name = "linesteps-friends"
    menu_order = 20
    url_prefix = "linesteps/friends"
    url_namespace = "linesteps_friends"
    index_view_class = FriendIndexView
    filterset_class = FriendFilterSet
    search_fields = ["display_name"]
    search_backend_name = None
    inspect_view_enabled = True
    copy_view_enabled = False
    list_per_page = 50
    # The engine saves friends all day long; nothing that editors look up refers to them.
    add_to_reference_index = False
    form_fields: list[str] = []

    def get_common_view_kwargs(self, **kwargs: Any) -> Any:
        """No adding, editing or deleting."""
        without = dict.fromkeys(("add_url_name", "edit_url_name", "delete_url_name", "usage_url_name"))
        return super().get_common_view_kwargs(**without, **kwargs)

    def get_index_view_kwargs(self, **kwargs: Any) -> Any:
        """The columns of an export are asked of the accounts each time."""
        found = super().get_index_view_kwargs(**kwargs)
        for name in ("list_export", "export_headings"):
            found.pop(name, None)
        return {**found, "export_filename": "friends"}

    def get_urlpatterns(self) -> list[Any]:
        """List, profile, acts."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("import/", UploadView.as_view(), name="import"),
            path("import/<int:pk>/", ImportView.as_view(), name="import_detail"),
            path("import/<int:pk>/lines/", ProblemsView.as_view(), name="import_problems"),
            path("<int:pk>/", ProfileView.as_view(), name="inspect"),
            path("<int:pk>/personal-data/", PersonalDataView.as_view(), name="personal_data"),
            path("<int:pk>/erase/", EraseView.as_view(), name="erase"),
            path("<int:pk>/<slug:act>/", FriendActView.as_view(), name="act"),
        ]
