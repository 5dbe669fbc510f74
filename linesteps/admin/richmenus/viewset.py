"""Rich menus in the admin: drawn here, sent to LINE, and shown to everybody, to some, or for some days."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from linesteps.admin.columns import SentenceColumn
from linesteps.admin.filters import AccountFilterSet

# Registers how the form is drawn.
from linesteps.admin.richmenus import acts, adapter, views  # noqa: F401
from linesteps.admin.richmenus.form import RichMenuForm
from linesteps.admin.richmenus.status import menu_status, reached
from linesteps.richmenus.models import RichMenu


class RichMenuFilterSet(AccountFilterSet):
    """By account."""

    class Meta:
        model = RichMenu
        fields = ("account",)


class RichMenuViewSet(ModelViewSet):
    """Rich menus."""

    model = RichMenu
    icon = "ls-menu"
    menu_label = _("Rich menus")
    menu_name = "linesteps-rich-menus"
    menu_order = 35
    url_prefix = "linesteps/rich-menus"
    url_namespace = acts.NAMESPACE
    index_view_class = views.RichMenuIndexView
    add_view_class = views.RichMenuCreateView
    edit_view_class = views.RichMenuEditView
    delete_view_class = views.RichMenuDeleteView
    copy_view_class = views.RichMenuCopyView
    edit_template_name = "linesteps/admin/rich_menu_edit.html"
    filterset_class = RichMenuFilterSet
    search_fields = ["name"]
    search_backend_name = None
    list_display = [
        "name",
        SentenceColumn(
            "status",
            label=_("Status"),
            get_main=lambda menu: menu_status(menu)[0],
            get_sentence=lambda menu: menu_status(menu)[1],
        ),
        Column("seen", label=_("Who sees it"), accessor=reached),
        "account",
    ]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("account"), FieldPanel("name")]),
            FieldPanel("drawing", heading=_("Image and areas")),
            FieldRowPanel([FieldPanel("bar_text"), FieldPanel("is_open")], heading=_("Bar below the chat")),
            FieldRowPanel(
                [FieldPanel("shown_from"), FieldPanel("shown_until")],
                heading=_("For some days only"),
                help_text=_(
                    "For a campaign: in this period everybody sees this menu instead of the standard one; "
                    "afterwards the standard one comes back by itself."
                ),
            ),
        ],
        base_form_class=RichMenuForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and ours."""
        return [
            *super().get_urlpatterns(),
            path("picture/<int:pk>/", views.picture, name="picture"),
            path("send/<int:pk>/", acts.SendView.as_view(), name="send"),
            path("standard/<int:pk>/", acts.StandardView.as_view(), name="standard"),
            path("not-standard/<int:pk>/", acts.NotStandardView.as_view(), name="not_standard"),
            path("remove/<int:pk>/", acts.RemoveView.as_view(), name="remove"),
        ]
