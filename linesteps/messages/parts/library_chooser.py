"""Choosing a message of the library inside a send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import BaseChooseView, ChooseResultsView, ChooseView
from wagtail.admin.widgets.chooser import BaseChooser

from linesteps.messages.guarded_chooser import GuardedChooser


class LibraryMessageChooser(BaseChooser):
    """Wagtail's, with the way to a copy in sight."""

    template_name = "linesteps/admin/library_chooser.html"


class _ByWords(BaseFilterForm):
    """Finds messages by words of their name and folder; they stand in no search index."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
    )

    def filter(self, objects: Any) -> Any:
        """Those with these words."""
        words = self.cleaned_data.get("q")
        if not words:
            return objects
        self.is_searching, self.search_query = True, words
        return objects.filter(Q(name__icontains=words) | Q(folder__icontains=words))


class _Published(BaseChooseView):
    """What can be sent, with its kind and its account."""

    filter_form_class = _ByWords

    def get_object_list(self) -> Any:
        """Only messages that were published: others would be refused."""
        found: Any = super().get_object_list()
        return found.filter(published__isnull=False).select_related("account").order_by("name")

    @property
    def columns(self) -> list[Any]:
        """Name, kind, account."""
        return [
            *super().columns,
            Column("kind_label", label=_("Kind"), accessor="kind_label"),
            Column("account", label=_("LINE Official Account"), accessor="account_label"),
        ]


class _ChooseView(_Published, ChooseView):
    """The dialog."""


class _ChooseResultsView(_Published, ChooseResultsView):
    """Its list, loaded again while searching."""


class LibraryMessageChooserViewSet(GuardedChooser):
    """The dialog with the published messages of the library."""

    model = "linesteps.LibraryMessage"
    # Whoever writes messages chooses among those that are there.
    guarded_by = ("linesteps.librarymessage", "linesteps.scenario")
    icon = "folder-open-1"
    choose_one_text = _("Choose a message")
    choose_another_text = _("Choose another message")
    edit_item_text = _("Open this message")
    base_widget_class = LibraryMessageChooser
    choose_view_class = _ChooseView
    choose_results_view_class = _ChooseResultsView
    # No field of a form chooses one, and the model is not loaded yet.
    register_widget = False


library_chooser = LibraryMessageChooserViewSet("linesteps_message_chooser")
LibraryMessageChooserBlock = library_chooser.get_block_class(
    name="LibraryMessageChooserBlock", module_path="linesteps.messages.parts.library_chooser"
)
