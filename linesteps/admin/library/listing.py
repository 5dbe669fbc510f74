"""The list of the library."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from linesteps.accounts.models import Account
from linesteps.admin.library.listed import list_messages
from linesteps.library.models import LibraryMessage
from linesteps.library.one_message import one_message_block
from linesteps.scenarios.versions import VersionSource

NAMESPACE = "linesteps_library"
_PAGES = "pages"


def _kinds() -> list[tuple[str, Any]]:
    """What the filter offers: each kind of message, and cards from pages."""
    block = one_message_block()
    kinds = [(name, child.label) for name, child in block.child_blocks.items() if name != "lost_step"]
    return [*kinds, (_PAGES, gettext_lazy("Cards from pages"))]


class LibraryFilterSet(WagtailFilterSet):
    """By kind, account and folder."""

    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"), choices=_kinds, method="of_kind", empty_label=gettext_lazy("All")
    )
    account = django_filters.ModelChoiceFilter(
        queryset=Account.objects.all(),
        label=gettext_lazy("LINE Official Account"),
        empty_label=gettext_lazy("All"),
        method="for_account",
    )

    class Meta:
        model = LibraryMessage
        fields = ("kind", "account")

    def of_kind(self, rows: Any, name: str, kind: str) -> Any:
        """Those whose form holds this kind."""
        if kind == _PAGES:
            return rows.filter(pagemessage__isnull=False)
        return rows.filter(writtenmessage__message__0__type=kind)

    def for_account(self, rows: Any, name: str, account: Account) -> Any:
        """What its scenarios can use: its own, and those for all."""
        return rows.filter(models.Q(account=account) | models.Q(account=None))


class LibraryIndexView(generic.IndexView):
    """The list, with both ways to add."""

    default_ordering = "name"

    def get_base_queryset(self) -> Any:
        """With accounts, and with how many scenarios send each now."""
        used = (
            VersionSource.objects.filter(
                kind="library",
                key=models.OuterRef("pk"),
                version=models.F("version__scenario__current_version"),
            )
            .order_by()
            .values("key")
            .annotate(n=models.Count("version__scenario", distinct=True))
            .values("n")
        )
        counted = Coalesce(models.Subquery(used, output_field=models.IntegerField()), 0)
        return super().get_base_queryset().select_related("account").annotate(used_count=counted)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the columns say, looked up for all rows together."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        list_messages(context["object_list"])
        return context

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Wagtail's button writes a message; another one makes cards from pages."""
        buttons = list(super().header_buttons)
        if self.user_has_permission("add"):
            url = reverse(f"{NAMESPACE}:add_pages")
            buttons.append(HeaderButton(_("Cards from pages"), url=url, icon_name="doc-full-inverse"))
        return buttons
