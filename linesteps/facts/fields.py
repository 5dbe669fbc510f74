"""The columns of a site's model that editors may ask for, with their names and types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from linesteps.followers.property_values import as_number

#: Each comparison of an editor's as one lookup of Django's; no other ever reaches a query.
_LOOKUPS = {"is": "exact", "is_not": "exact", "at_least": "gte", "at_most": "lte", "contains": "icontains"}


class Field:
    """A column.

    Args:
        path: the model's field, such as ``total``, or one that a foreign key leads to: ``product__name``.
        label: what editors call it.
    """

    #: How an editor may compare it.
    comparisons: tuple[str, ...] = ("is", "is_not")
    #: Whether rows can be added up by it.
    is_number = False

    def __init__(self, path: str, label: Any) -> None:
        self.path, self.label = path, label

    def value_of(self, text: str) -> Any:
        """What an editor wrote, as the database compares it; ``None`` if it cannot be read."""
        return text or None

    def cure(self) -> str:
        """What to write instead of a value that cannot be read."""
        return _("Write the value.")

    def shown(self, text: str) -> str:
        """What an editor wrote, as they read it again."""
        return text

    def condition(self, comparison: str, text: str) -> Q | None:
        """Rows that compare so; ``None`` if the comparison is not on offer or the value cannot be read."""
        value = self.value_of(text)
        if comparison not in self.comparisons or value is None:
            return None
        found = Q((f"{self.path}__{self.lookup(comparison)}", value))
        # What is not there is not “something else”: NULL compares with nothing.
        return ~found & Q((f"{self.path}__isnull", False)) if comparison == "is_not" else found

    def lookup(self, comparison: str) -> str:
        """Django's lookup."""
        return _LOOKUPS[comparison]

    def told(self, have: Any, comparison: str, text: str) -> bool | None:
        """The same comparison of a value that was loaded; ``None`` if there is none."""
        want = self.value_of(text)
        if have is None or want is None or comparison not in self.comparisons:
            return None
        if comparison in {"is", "is_not"}:
            return bool(self.same(have, want) == (comparison == "is"))
        if comparison == "contains":
            return str(want).casefold() in str(have).casefold()
        return bool(have >= want if comparison == "at_least" else have <= want)

    def same(self, have: Any, want: Any) -> bool:
        """Whether two values are equal."""
        return bool(have == want)


class Text(Field):
    """Words, compared without regard to case."""

    comparisons = ("is", "is_not", "contains")

    def lookup(self, comparison: str) -> str:
        """Equal whatever the case."""
        return "icontains" if comparison == "contains" else "iexact"

    def same(self, have: Any, want: Any) -> bool:
        """Equal whatever the case."""
        return str(have).casefold() == str(want).casefold()


class Number(Field):
    """A number; its sum can be asked for, too.

    Args:
        path: as of every field.
        label: as of every field.
        unit: what stands after the number, such as 円.
    """

    comparisons = ("is", "is_not", "at_least", "at_most")
    is_number = True

    def __init__(self, path: str, label: Any, unit: Any = "") -> None:
        super().__init__(path, label)
        self.unit = unit

    def shown(self, text: str) -> str:
        """With the unit."""
        return f"{text}{_unit(self.unit)}" if text else text

    def value_of(self, text: str) -> Decimal | None:
        """Also with commas or wide digits."""
        return as_number(text)

    def cure(self) -> str:
        """A number."""
        return _("Write a number, such as 3000.")


class Date(Field):
    """A day or a moment; a moment counts by its day in the site's time zone."""

    comparisons = ("is", "is_not", "at_least", "at_most")

    def __init__(self, path: str, label: Any, *, is_moment: bool = False) -> None:
        super().__init__(path, label)
        self.is_moment = is_moment

    def value_of(self, text: str) -> date | None:
        """As 2026-12-31."""
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            return None

    def cure(self) -> str:
        """A day."""
        return _("Write a date as 2026-12-31.")

    def lookup(self, comparison: str) -> str:
        """By the day."""
        plain = _LOOKUPS[comparison]
        if not self.is_moment:
            return plain
        return "date" if plain == "exact" else f"date__{plain}"

    def told(self, have: Any, comparison: str, text: str) -> bool | None:
        """By the day."""
        from django.utils import timezone

        if have is not None and self.is_moment:
            have = timezone.localtime(have).date()
        return super().told(have, comparison, text)


class Choice(Field):
    """One of a few values.

    Args:
        path: as of every field.
        label: as of every field.
        choices: ``(stored value, what editors call it)``; ``Model.Status.choices`` will do.
    """

    def __init__(self, path: str, label: Any, choices: Sequence[tuple[Any, Any]]) -> None:
        super().__init__(path, label)
        self.choices = tuple(choices)

    def value_of(self, text: str) -> Any:
        """By the stored value, or by what editors call it in any language."""
        wanted = text.strip().casefold()
        for value, label in self.choices:
            if wanted in {str(value).casefold(), str(label).casefold()}:
                return value
        return None

    def shown(self, text: str) -> str:
        """As editors call it, however it was written."""
        value = self.value_of(text)
        return next((str(label) for known, label in self.choices if known == value), text)

    def cure(self) -> str:
        """All of them."""
        return _("Write one of: %(known)s.") % {"known": ", ".join(str(label) for _v, label in self.choices)}


class YesNo(Field):
    """Yes or no."""

    comparisons = ("is",)
    _WORDS: Mapping[str, bool] = {
        "yes": True, "true": True, "1": True, "はい": True,
        "no": False, "false": False, "0": False, "いいえ": False,
    }  # fmt: skip

    def value_of(self, text: str) -> bool | None:
        """In either language."""
        return self._WORDS.get(text.strip().casefold())

    def cure(self) -> str:
        """Either."""
        return _("Write yes or no.")


def _unit(unit: Any) -> str:
    """円 stands right after the number, “yen” after a space."""
    text = str(unit)
    return f" {text}" if text[:1].isascii() and text else text
