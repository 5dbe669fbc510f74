"""The stream of messages inside a send step: one block for each registered kind."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linesteps.blocks.unknown import KindsBlock

# Importing a kind registers it.
from linesteps.messages import buttons, confirm, coupon, image, text  # noqa: F401
from linesteps.messages.kind import registry

#: LINE takes up to five message objects in one call (openapi/messaging-api.yml, PushMessageRequest).
MAX_MESSAGES = 5


def messages_block() -> KindsBlock:
    """A new stream block with every kind of message; counts are checked at publish."""
    return KindsBlock(
        [(kind.name, kind.block()) for kind in registry],
        label=_("messages"),
        required=False,
        max_num=MAX_MESSAGES,
    )
