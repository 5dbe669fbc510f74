"""The words of the demo, one file a language: pages, names, tags."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

LANGUAGES = ("ja", "en")
_HERE = Path(__file__).resolve().parent


def content(language: str) -> dict[str, Any]:
    """All words in ``ja`` or ``en``."""
    found: dict[str, Any] = json.loads(_HERE.joinpath(f"{language}.json").read_text(encoding="utf-8"))
    found["people"]["seaside"] += _crowd(found["crowd"])
    return found


def _crowd(words: dict[str, Any]) -> list[str]:
    """Every surname with every given name, neighbours having neither in common."""
    surnames, given = words["surnames"], words["given"]
    return [
        words["pattern"].format(surname=surname, given=given[(row + column) % len(given)])
        for row in range(len(given))
        for column, surname in enumerate(surnames)
    ]
