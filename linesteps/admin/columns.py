"""Table columns that several lists share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from wagtail.admin.ui.tables import Column

from linesteps.admin.look import screen_media


class SentenceColumn(Column):
    """A main text with a quieter sentence under it.

    Args:
        get_main: the text of a row.
        get_sentence: the sentence of a row.
    """

    cell_template_name = "linesteps/admin/sentence_cell.html"

    @property
    def media(self) -> forms.Media:
        """Our style sheet."""
        return screen_media()

    def __init__(
        self,
        name: str,
        *,
        get_main: Callable[[Any], Any],
        get_sentence: Callable[[Any], Any],
        get_tone: Callable[[Any], str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name, **kwargs)
        self._get_main = get_main
        self._get_sentence = get_sentence
        self._get_tone = get_tone

    def get_value(self, instance: Any) -> Any:
        """The main text; what an export would hold."""
        return self._get_main(instance)

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> Any:
        """Both texts; the tone is a CSS suffix such as ``live`` or ``warning``."""
        context = super().get_cell_context_data(instance, parent_context)
        context["sentence"] = self._get_sentence(instance)
        context["tone"] = self._get_tone(instance) if self._get_tone else ""
        return context
