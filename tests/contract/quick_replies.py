"""A finished quick reply of each kind, for the tests that hold for all of them."""

from __future__ import annotations

from typing import Any

#: By kind.
QUICK_REPLIES: dict[str, dict[str, Any]] = {
    "answer": {"label": "Lunch"},
    "link": {"label": "Menu", "url": "https://example.com/menu"},
    "date_time": {"label": "Choose", "mode": "datetime"},
    "camera": {"label": "Take a photo"},
    "camera_roll": {"label": "Choose a photo"},
    "location": {"label": "Send my location"},
}
