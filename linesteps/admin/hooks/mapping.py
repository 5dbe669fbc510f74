"""The table in which an editor ticks what is taken along of a report, and says what it is called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from linesteps.hooks.fields import MAX_PLACE, MOST_PLACES, Place

_LONGEST_NAME = 60
_NAME = re.compile(r"[^\s.{}]+")


class MappingWidget(forms.Widget):
    """A row for each place of the example; an empty name leaves it out."""

    places: Sequence[Place] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The table."""
        chosen = {path: called for called, path in value or []}
        known = {place.path for place in self.places}
        # What the example does not show any more is still taken along.
        gone = [Place(path, None) for path in chosen if path not in known]
        rows = [
            {
                "path": place.path,
                "value": place.value,
                "name": chosen.get(place.path, ""),
                "suggestion": suggestion_for(place.path),
                "number": number,
            }
            for number, place in enumerate([*self.places, *gone])
        ]
        return render_to_string("linesteps/admin/hook_mapping.html", {"name": name, "rows": rows})

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[list[str]]:
        """Pairs of name and place, in the order of the table."""
        found = []
        for number in range(2 * MOST_PLACES):
            path, called = data.get(f"{name}-{number}-path"), data.get(f"{name}-{number}-name")
            if path is None:
                break
            if called and called.strip():
                found.append([called.strip(), path])
        return found

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Never: no row is an answer, too."""
        return False


class MappingField(forms.Field):
    """``[[name of the property, place], …]``."""

    widget = MappingWidget

    def clean(self, value: Any) -> list[list[str]]:
        """Names that a condition can ask for, each once."""
        pairs = [[str(called), str(path)[:MAX_PLACE]] for called, path in value or []]
        names = [called for called, _path in pairs]
        for called in names:
            if len(called) > _LONGEST_NAME or not _NAME.fullmatch(called):
                text = _("“%(name)s” cannot name a detail: no blanks, dots or braces, at most 60 characters.")
                raise ValidationError(text % {"name": called[:80]})
            if names.count(called) > 1:
                raise ValidationError(_("Two details are called “%(name)s”.") % {"name": called})
        return pairs


def suggestion_for(path: str) -> str:
    """What a place is called if nobody says otherwise: its last word."""
    words = [part for part in path.split(".") if not part.isdecimal()]
    return words[-1][:_LONGEST_NAME] if words else ""
