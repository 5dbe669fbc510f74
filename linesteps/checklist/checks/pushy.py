"""Tone: three messages in a row that hurry people make them block the account."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen

#: So many in a row are too many (builder.md 2.10).
IN_A_ROW = 3
#: Keys of message objects that hold what people read.
_READ = frozenset({"text", "altText", "title", "label"})
_MOST_NAMED = 3


class Pushy(Check):
    """Looks for words that hurry, along each way through the scenario."""

    name = "pushy"
    can_refuse = False

    def title(self) -> str:
        """What it is about."""
        return _("Wording")

    def look(self, seen: Seen) -> list[Finding]:
        """The first row of pushy messages."""
        if seen.course is None:
            return []
        said = {step_id: pushy_words(messages) for step_id, messages in seen.sends()}
        row = _longest_row(seen, said)
        if len(row) < IN_A_ROW:
            return [Finding(level=Level.OK, text=_("No messages in a row that hurry people."))]
        words = list(dict.fromkeys(word for step_id in row for word in said[step_id]))[:_MOST_NAMED]
        text = _("%(count)s pushy messages in a row (%(words)s…); this raises blocks.") % {
            "count": len(row),
            "words": "".join(_("“%(word)s”") % {"word": word} for word in words),
        }
        return [Finding(level=Level.WARNING, text=text, step_id=row[-1], place=("steps",))]


def pushy_words(messages: list[Mapping[str, Any]]) -> list[str]:
    """The words in a send that hurry people, each once."""
    read = " ".join(_plain(text) for message in messages for text in _texts(message))
    return [word for word, plain in _words() if plain in read]


def _longest_row(seen: Seen, said: Mapping[str, list[str]]) -> list[str]:
    """The longest row of sends on one way that all hurry people."""
    assert seen.course is not None  # noqa: S101
    graph, rank = seen.course.graph, seen.course.rank
    #: The row that ends where a step begins.
    before: dict[str, list[str]] = {}
    longest: list[str] = []
    for step_id in sorted(graph.nodes, key=rank.__getitem__):
        row = before.get(step_id, [])
        if step_id in said:
            row = [*row, step_id] if said[step_id] else []
        longest = max(longest, row, key=len)
        for target in graph.nodes[step_id].ports.values():
            if target is not None and rank[target] > rank[step_id]:
                before[target] = max(before.get(target, []), row, key=len)
    return longest


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        for name, inner in part.items():
            if name in _READ and isinstance(inner, str):
                yield inner
            else:
                yield from _texts(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _texts(inner)


@cache
def _words() -> list[tuple[str, str]]:
    lists = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return [(word, _plain(word)) for words in lists.values() for word in words]


def _plain(text: str) -> str:
    """Without differences of width, case and kind of apostrophe."""
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'")


registry.register(Pushy())
