"""Ready-made scenarios to begin with, in Japanese and English.

Each is a file of the format in ``docs/reference/scenario-format.md``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
_FALLBACK = "en"


@dataclass(frozen=True, kw_only=True)
class Starter:
    """One ready-made scenario.

    Args:
        key: ``sc1`` … ``sc5``; also the key of the scenario that it imports.
        title: for the list of starters.
        summary: when it sends what, and what to change first.
        data: what ``import_scenarios`` takes.
    """

    key: str
    title: str
    summary: str
    data: dict[str, Any]


def all_starters(language: str) -> list[Starter]:
    """The starters in a language such as ``ja`` or ``ja-jp``; in English where there are none."""
    folder = _HERE / language.lower().replace("_", "-").partition("-")[0]
    if folder.parent != _HERE or not folder.joinpath("sc1.json").is_file():
        folder = _HERE / _FALLBACK
    return [_starter(path) for path in sorted(folder.glob("*.json"))]


def _starter(path: Path) -> Starter:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Starter(key=path.stem, title=data["title"], summary=data["summary"], data=data)
