"""The stream of messages inside a send step: one block for each registered kind."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.unknown import KindsBlock

# Importing a kind registers it.
from linesteps.messages import (  # noqa: F401
    audio,
    buttons,
    cards,
    confirm,
    coupon,
    flex,
    image,
    image_carousel,
    location,
    rich_message,
    rich_video,
    sticker,
    text,
    video,
)
from linesteps.messages.kind import MessageKind, registry

#: LINE takes up to five message objects in one call (openapi/messaging-api.yml, PushMessageRequest).
MAX_MESSAGES = 5
#: What menus offer first: most scenarios need nothing else. Kinds of the site follow.
_COMMON = ("text", "image", "coupon", "buttons", "cards", "rich_message", "rich_video", "video")
#: What stands apart, so that nobody has to read all of it.
_SELDOM = ("confirm", "image_carousel", "sticker", "audio", "location", "flex")


def messages_block() -> KindsBlock:
    """A new stream block with every kind of message; counts are checked at publish."""
    return KindsBlock(
        [(kind.name, _block(kind)) for kind in in_order()],
        label=_("messages"),
        required=False,
        max_num=MAX_MESSAGES,
    )


def in_order() -> Iterator[MessageKind]:
    """Every registered kind, the common ones first."""
    for name in _COMMON:
        yield registry.get(name)
    for kind in registry:
        if kind.name not in {*_COMMON, *_SELDOM}:
            yield kind
    for name in _SELDOM:
        yield registry.get(name)


def _block(kind: MessageKind) -> blocks.Block:
    block = kind.block()
    if kind.name in _SELDOM:
        block.meta.group = _("Other messages")
    return block
