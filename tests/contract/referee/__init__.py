"""A second judge of what we send: LINE's OpenAPI document, which knows nothing of our own validator."""

from __future__ import annotations

from tests.contract.referee.document import Document, Violation, document
from tests.contract.referee.server import Referee

__all__ = ["Document", "Referee", "Violation", "document"]
