"""Tables as CSV and XLSX files that no spreadsheet program takes for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

#: What a cell begins with that a program might run: signs, control characters, full-width signs.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def defused(value: Any) -> Any:
    """A text that stays a text when a spreadsheet program opens it; other values as they are."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_DANGEROUS) else value


class SafeExportMixin(SpreadsheetExportMixin):
    """Wagtail's export, with cells defused. In XLSX Wagtail stores every text as a text anyway."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Defuse texts in CSV files."""
        found = super().preprocess_field_value(field, value, export_format)
        return defused(found) if export_format == self.FORMAT_CSV else found

    def stream_csv(self, queryset: Any) -> Iterator[Any]:
        """With the mark by which Excel knows UTF-8; Japanese is garbled without it."""
        yield "\ufeff".encode()
        yield from super().stream_csv(queryset)
