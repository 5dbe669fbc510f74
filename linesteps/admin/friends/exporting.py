"""Friends with their tags and attributes as a file: the same columns that an import reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import multigetattr
from wagtail.log_actions import log

from linesteps.admin.spreadsheets import SafeExportMixin
from linesteps.followers.models import Attribute, Follower

_PLAIN = {
    "pk": _("ID"),
    "line_user_id": _("LINE user ID"),
    "display_name": _("Name"),
    "account": _("LINE Official Account"),
    "get_status_display": _("Status"),
    "first_followed_at": _("First added"),
    "last_followed_at": _("Last added"),
    "last_seen_at": _("Last active"),
    "language": _("Language"),
    "get_os_display": _("Phone"),
    "os_version": _("Phone system version"),
    "tag_names": _("Tags"),
}
_ATTRIBUTE = "attribute_"
#: Friends that are in memory at once.
_AT_ONCE = 1000


class FriendExportMixin(SafeExportMixin):
    """The list as CSV or XLSX, with its filter; CSV is sent as it is made."""

    @cached_property
    def _attributes(self) -> dict[str, Any]:
        """By column the names of attributes; accounts that share a key share the column."""
        rows = Attribute.objects.order_by("name", "pk")
        account = self.request.GET.get("account", "")
        if account.isdecimal():
            rows = rows.filter(account=account)
        found: dict[str, Any] = {}
        for key, name in rows.values_list("key", "name"):
            found.setdefault(f"{_ATTRIBUTE}{key}", name)
        return found

    @property
    def list_export(self) -> list[str]:
        """What is known of everybody, then the attributes; nothing for whoever may only look."""
        if not self.request.user.has_perm("linesteps.change_follower"):
            return []
        return [*_PLAIN, *self._attributes]

    @property
    def export_headings(self) -> dict[str, Any]:
        """As an import knows them again."""
        return {**_PLAIN, **self._attributes}

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """One friend."""
        values = {f"{_ATTRIBUTE}{one.attribute.key}": one.value for one in item.attribute_values.all()}
        item.tag_names = ", ".join(tag.name for tag in item.tags.all())
        return {
            **{name: multigetattr(item, name) for name in _PLAIN},
            **{name: values.get(name, "") for name in self._attributes},
        }

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        """For whoever may change friends; who took the data of all these people is written down."""
        if not self.list_export:
            raise PermissionDenied
        log(instance=self.request.user, action="linesteps.export_friends", user=self.request.user)
        response = super().as_spreadsheet(_InChunks(queryset), spreadsheet_format)
        response.headers["Cache-Control"] = "no-store"
        return response


class _InChunks:
    """Rows of a query, some hundred in memory at once, with their tags and values."""

    def __init__(self, queryset: Any) -> None:
        self.model = queryset.model
        self._rows = queryset.prefetch_related("attribute_values__attribute")

    def __iter__(self) -> Iterator[Follower]:
        return iter(self._rows.iterator(chunk_size=_AT_ONCE))
