"""What LINE takes and what it refuses: the one validator of message objects.

Pure Python, no Django: used by the emulator (to refuse as LINE does) and by publish checks (so
that an editor hears of it before anything is sent). The official OpenAPI document and the SDK's
models are looser than the real API, so neither can stand in for this.
"""

from __future__ import annotations

from linesteps.line.limits.actions import Place, check_action
from linesteps.line.limits.lengths import grapheme_length, json_size, utf16_length
from linesteps.line.limits.messages import MAX_MESSAGES, MESSAGE_TYPES, check_messages
from linesteps.line.limits.report import Violation

__all__ = [
    "MAX_MESSAGES",
    "MESSAGE_TYPES",
    "Place",
    "Violation",
    "check_action",
    "check_messages",
    "grapheme_length",
    "json_size",
    "utf16_length",
]
