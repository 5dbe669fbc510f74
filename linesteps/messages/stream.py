"""The stream of messages inside a send step: one block for each registered kind."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.unknown import KindsBlock

# Importing a kind registers it.
from linesteps.messages import (  # noqa: F401
    announcement,
    audio,
    buttons,
    cards,
    confirm,
    confirmation,
    coupon,
    flex,
    image,
    image_cards,
    image_carousel,
    invitation,
    library,
    location,
    offer,
    own_coupon,
    person_cards,
    place_cards,
    price_list,
    product_cards,
    rating,
    rich_message,
    rich_video,
    sticker,
    text,
    ticket,
    video,
)
from linesteps.messages.kind import MessageKind, registry

#: LINE takes up to five message objects in one call (openapi/messaging-api.yml, PushMessageRequest).
MAX_MESSAGES = 5
#: What menus offer first: most scenarios need nothing else. Kinds of the site follow.
_COMMON = (
    "text",
    "image",
    "coupon",
    "own_coupon",
    "buttons",
    "rich_message",
    "rich_video",
    "video",
    "library",
)
#: Cards side by side, and single messages, that are laid out already: one chooses how it looks, and fills it in.
_CARDS = ("product_cards", "place_cards", "person_cards", "image_cards")
_DESIGNS = ("announcement", "offer", "invitation", "price_list", "rating", "confirmation", "ticket")
#: What stands apart, so that nobody has to read all of it.
_SELDOM = ("confirm", "cards", "image_carousel", "sticker", "audio", "location", "flex")
#: The groups of menus, after the common kinds.
_GROUPS = {
    _("Card-type messages"): _CARDS,
    _("Ready designs"): _DESIGNS,
    _("Other messages"): _SELDOM,
}
_GROUP_OF = {name: group for group, names in _GROUPS.items() for name in names}


def messages_block() -> KindsBlock:
    """A new stream block with every kind of message; counts are checked at publish."""
    return KindsBlock(
        message_blocks(),
        label=_("messages"),
        required=False,
        max_num=MAX_MESSAGES,
    )


def message_blocks() -> list[tuple[str, blocks.Block]]:
    """A new block of each kind, with its name."""
    return [(kind.name, _block(kind)) for kind in in_order()]


def in_order() -> Iterator[MessageKind]:
    """Every registered kind, the common ones first."""
    for name in _COMMON:
        yield registry.get(name)
    for kind in registry:
        if kind.name not in {*_COMMON, *_GROUP_OF}:
            yield kind
    for name in _GROUP_OF:
        yield registry.get(name)


def _block(kind: MessageKind) -> blocks.Block:
    block = kind.block()
    if kind.name in _GROUP_OF:
        block.meta.group = _GROUP_OF[kind.name]
    return block
