"""Tables as CSV and XLSX files that no spreadsheet program takes for programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.admin.views.mixins import SpreadsheetExportMixin

#: What a cell begins with that a program might run: signs, control characters, full-width signs.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def defused(value: Any) -> Any:
    """A text that stays a text when a spreadsheet program opens it; other values as they are."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_DANGEROUS) else value


class SafeExportMixin(SpreadsheetExportMixin):
    """Wagtail's export, with cells defused, and times as the screen shows them: Wagtail writes them in UTC.

    In XLSX Wagtail stores every text as a text anyway.
    """

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        """CSV is written when the view is over, and with it the zone of whoever asked; so it is kept."""
        self._zone = timezone.get_current_timezone()
        return super().as_spreadsheet(queryset, spreadsheet_format)

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Defuse texts in CSV files; no zone and no fractions of seconds, which spreadsheet programs take for text."""
        if isinstance(value, datetime) and timezone.is_aware(value):
            value = timezone.make_naive(value, self._zone).replace(microsecond=0)
        found = super().preprocess_field_value(field, value, export_format)
        return defused(found) if export_format == self.FORMAT_CSV else found

    def get_heading(self, queryset: Any, field: str) -> str:
        """Editors name attributes, and so the columns; a heading is written as it is in both formats."""
        return str(defused(super().get_heading(queryset, field)))

    def stream_csv(self, queryset: Any) -> Iterator[Any]:
        """With the mark by which Excel knows UTF-8; Japanese is garbled without it."""
        yield "\ufeff".encode()
        yield from super().stream_csv(queryset)
