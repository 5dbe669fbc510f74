"""A scenario's streams as plain JSON, free of block objects.

Checks and compiling read this: Wagtail's deferred validation flips flags on block objects that all
threads share, so what a form said about required fields proves nothing.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


def plain(stream: Any) -> list[dict[str, Any]]:
    """``[{"type", "value", "id"}, …]`` with nothing but JSON in it."""
    found: list[dict[str, Any]] = json.loads(
        json.dumps(stream.stream_block.get_prep_value(stream), cls=DjangoJSONEncoder)
    )
    return found
