"""What the lines of one part want, and what is wrong with them; a few questions for the whole part."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from linesteps.followers.models import Attribute, Follower, FollowerAttribute
from linesteps.followers.spellings import understood
from linesteps.imports.columns import BY, LINE_ID, OWN_ID, SET, TAGS, UNTAGS
from linesteps.imports.models import FriendImport, ImportProblem

_SEPARATORS = re.compile(r"[,;|、，；｜\n]")
_LINE_ID = re.compile(r"U[0-9a-f]{32}")
#: What our own export, and other careful ones, put before what a spreadsheet program would run.
_DEFUSED = re.compile(r"^'(?=[=+\-@\t\r＝＋－＠])")
_LONGEST_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What one good line wants for one friend.

    Args:
        line: its number.
        follower_id: for whom.
        add: names of tags to put on.
        remove: names of tags to take off.
        values: by the attribute's id the stored form of its new value.
    """

    line: int
    follower_id: int
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    values: dict[int, str] = field(default_factory=dict)


class Looking:
    """Reads lines of one import; made once for a part.

    Args:
        friend_import: with its columns chosen.
    """

    def __init__(self, friend_import: FriendImport) -> None:
        self.job = friend_import
        self.attributes = {one.key: one for one in Attribute.objects.filter(account=friend_import.account_id)}
        self.places = [(place, name) for place, name in enumerate(friend_import.columns) if name]

    def look(self, lines: Sequence[Any]) -> tuple[list[Wish], list[ImportProblem]]:
        """Wishes of good lines and problems of bad ones, in the order of the lines.

        Args:
            lines: ``[[line number, [cells]], …]``.
        """
        [(key_place, key_name)] = [
            pair for pair in self.places if pair[1] in {LINE_ID, OWN_ID} or pair[1].startswith(BY)
        ]
        rows = [(int(number), [self._cell(cell) for cell in cells]) for number, cells in lines]
        keys = [self._key(key_name, _at(cells, key_place)) for _number, cells in rows]
        people = self._people(key_name, {key for key in keys if key})
        wishes, problems = [], []
        for (number, cells), key in zip(rows, keys, strict=True):
            found = self._line(number, cells, people.get(key, []), key_place, key_name)
            if isinstance(found, Wish):
                wishes.append(found)
            else:
                problems += found
        return wishes, problems

    @staticmethod
    def _cell(cell: str) -> str:
        return _DEFUSED.sub("", cell.strip())

    def _key(self, name: str, value: str) -> str:
        """What a friend is looked up by; empty if it cannot be anybody's."""
        if name == OWN_ID:
            return value if value.isascii() and value.isdecimal() and len(value) < 19 else ""
        if name == LINE_ID:
            return value if _LINE_ID.fullmatch(value) else ""
        attribute = self.attributes.get(name.removeprefix(BY))
        try:
            return understood(attribute, value) if attribute and value else ""
        except ValidationError:
            return ""

    def _people(self, name: str, keys: set[str]) -> dict[str, list[int]]:
        """The friends behind the keys, in one question."""
        friends = Follower.objects.known().filter(account=self.job.account_id)
        pairs: Any
        if name == OWN_ID:
            pairs = ((str(pk), pk) for pk in friends.filter(pk__in=keys).values_list("pk", flat=True))
        elif name == LINE_ID:
            pairs = friends.filter(line_user_id__in=keys).values_list("line_user_id", "pk")
        else:
            attribute = self.attributes.get(name.removeprefix(BY))
            values = FollowerAttribute.objects.filter(
                attribute=attribute, value__in=keys, follower__in=friends.values("pk")
            )
            pairs = values.values_list("value", "follower_id")
        found: dict[str, list[int]] = defaultdict(list)
        for key, pk in pairs:
            found[key].append(pk)
        return found

    def _line(
        self, number: int, cells: list[str], people: list[int], key_place: int, key_name: str
    ) -> Wish | list[ImportProblem]:
        problems: list[ImportProblem] = []

        def bad(place: int, code: str, **params: Any) -> None:
            problems.append(
                ImportProblem(
                    friend_import=self.job,
                    line=number,
                    column=_at(self.job.headers, place),
                    value=_at(cells, place)[:_LONGEST_SHOWN],
                    code=code,
                    params=params,
                )
            )

        if any(cells[len(self.job.headers) :]):
            bad(len(self.job.headers), "cells")
        if len(people) != 1:
            bad(key_place, self._why_nobody(key_name, _at(cells, key_place), people))
        tags: dict[str, list[str]] = {TAGS: [], UNTAGS: []}
        values: dict[int, str] = {}
        for place, name in self.places:
            cell = _at(cells, place)
            if not cell or place == key_place:
                # An empty cell leaves what is known as it is.
                continue
            if name in tags:
                names = [part.strip() for part in _SEPARATORS.split(cell) if part.strip()]
                if any(len(one) > 60 for one in names):
                    bad(place, "tag_long")
                tags[name] += names
                continue
            attribute = self.attributes.get(name.removeprefix(SET))
            if attribute is None:
                continue
            try:
                values[attribute.pk] = understood(attribute, cell)
            except ValidationError as error:
                bad(place, str(error.code), **(error.params or {}))
        both = next((name for name in tags[TAGS] if name in tags[UNTAGS]), None)
        if both is not None:
            bad(self.job.columns.index(UNTAGS), "both", tag=both)
        if problems:
            return problems
        add, remove = (tuple(dict.fromkeys(tags[name])) for name in (TAGS, UNTAGS))
        return Wish(line=number, follower_id=people[0], add=add, remove=remove, values=values)

    @staticmethod
    def _why_nobody(name: str, value: str, people: list[int]) -> str:
        if people:
            return "several"
        if not value:
            return "no_key"
        return "no_line_id" if name == LINE_ID and not _LINE_ID.fullmatch(value) else "no_friend"


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""
