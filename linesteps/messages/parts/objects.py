"""The message objects of a send as a whole: those of each message, its sender, quick replies, and the picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linesteps.messages.kind import Compiling
from linesteps.messages.kind import registry as message_kinds
from linesteps.messages.parts.quick import with_quick_replies
from linesteps.messages.parts.sender import with_sender
from linesteps.messages.parts.view_image import with_image


def objects_of(value: Mapping[str, Any], compiling: Compiling) -> list[dict[str, Any]]:
    """What a send's plain value becomes, with tokens; links are collected in ``compiling``.

    Raises:
        LookupError, TypeError, ValueError: the value has problems that ``Send.problems`` tells of.
    """
    objects = [
        message_kinds.get(part["type"]).compile(part["value"], compiling) for part in value["messages"]
    ]
    objects = with_sender(objects, value, compiling)
    return with_image(with_quick_replies(objects, value.get("quick_replies"), compiling), compiling)
