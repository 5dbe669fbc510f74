"""What the demo's data was made for: a small file beside it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


@dataclass(kw_only=True)
class Record:
    """The language and ports that the data speaks of; ``is_complete`` once making it was finished."""

    language: str
    port: int
    emulator_port: int
    is_complete: bool = False

    @classmethod
    def path(cls) -> Path:
        """Where it lies."""
        return Path(settings.VAR) / "demo.json"

    @classmethod
    def read(cls) -> Record | None:
        """What was recorded, or ``None``."""
        try:
            return cls(**json.loads(cls.path().read_text()))
        except FileNotFoundError:
            return None

    @classmethod
    def delete(cls) -> None:
        """Forget it."""
        cls.path().unlink(missing_ok=True)

    def write(self) -> None:
        """Record it."""
        self.path().parent.mkdir(parents=True, exist_ok=True)
        self.path().write_text(json.dumps(asdict(self)))
