"""Copies of what has a life elsewhere: the same words, and nothing of that life."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.views import generic


class FreshCopyView(generic.CopyView):
    """The form of a new object with the fields of another one, save those that belong to that one alone."""

    #: What the copy begins with instead, by the names of fields.
    fresh: Mapping[str, Any] = {}

    def get_initial_form_instance(self) -> Any:
        """A new object that nothing stored refers to."""
        original = super().get_initial_form_instance()
        values = {field.attname: getattr(original, field.attname) for field in original._meta.concrete_fields}
        return type(original)(**{**values, original._meta.pk.attname: None, **self.fresh})
