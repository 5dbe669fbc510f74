"""Which messages each way through a template sends, and when."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

#: Half past one in the afternoon in Tokyo.
ENTERED = datetime(2027, 1, 10, 4, 30, tzinfo=UTC)


def write(folder: Path, name: str, data: dict[str, Any], language: str = "ja") -> None:
    (folder / language).mkdir(parents=True, exist_ok=True)
    (folder / language / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
