"""Numbers of people and shares of them, as they are shown: a share of few people says so."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

#: Shares of fewer people are shown, but quietly and with the number.
ENOUGH = 20


@dataclass(frozen=True, kw_only=True)
class Share:
    """Some of a number of people.

    Args:
        people: some.
        of: of how many.
    """

    people: int
    of: int

    @property
    def percent(self) -> float | None:
        """``None`` of nobody."""
        return 100 * self.people / self.of if self.of else None

    @property
    def text(self) -> str:
        """Such as “42%”; below ten with a place after the point; empty of nobody."""
        percent = self.percent
        if percent is None:
            return ""
        is_fine = 0 < percent < 10 and self.of >= ENOUGH
        return f"{percent:.1f}%" if is_fine else f"{percent:.0f}%"

    @property
    def words(self) -> str:
        """The people, such as 「37人」."""
        return people_words(self.people)

    @property
    def is_small(self) -> bool:
        """Whether it is of so few that it says little."""
        return self.of < ENOUGH

    @property
    def sentence(self) -> str:
        """Both numbers."""
        return _("%(people)s of %(of)s") % {"people": number(self.people), "of": number(self.of)}


def number(count: int) -> str:
    """With separators of thousands, as both languages write them."""
    return f"{count:,}"


def people_words(count: int) -> str:
    """Such as 「37人」."""
    return ngettext("%(n)s person", "%(n)s people", count) % {"n": number(count)}
