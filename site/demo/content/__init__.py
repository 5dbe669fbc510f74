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
    return found
