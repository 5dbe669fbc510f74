"""The field in which a library message is written: one block of any kind of message."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from django.utils.translation import gettext_lazy as _

from linesteps import conf
from linesteps.blocks.unknown import KindsBlock
from linesteps.messages.stream import message_blocks

#: A message of the library may not stand for another one: nobody could say what is sent.
_NOT_HERE = ("library",)


@cache
def one_message_block() -> KindsBlock:
    """The one shared definition, made when it is first needed: a site's modules import models' neighbours."""
    for module in conf.step_modules():
        import_module(module)
    found = [(name, block) for name, block in message_blocks() if name not in _NOT_HERE]
    return KindsBlock(found, label=_("message"), required=False, max_num=1)


def plain_message(stream: Any) -> dict[str, Any] | None:
    """``{"type", "value"}`` of the one message in a stream, or ``None``."""
    stored = next(iter(stream.stream_block.get_prep_value(stream)), None)
    return None if stored is None else {"type": stored["type"], "value": stored["value"]}
