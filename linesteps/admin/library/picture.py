"""What the browser draws of a message of the library: the bubble on a phone (``static_src/library``)."""

from __future__ import annotations

from typing import Any

from linesteps.library.models import LibraryMessage
from linesteps.messages.kind import Compiling
from linesteps.messages.shown.coupons import shown_coupons
from linesteps.messages.shown.objects import TODO, shown_messages
from linesteps.messages.shown.words import chat_words
from linesteps.scenarios.conversation import example_values


def shown(message: LibraryMessage, content: dict[str, Any] | None, compiling: Compiling) -> dict[str, Any]:
    """Message objects for an invented friend, with the words of the chat; drafts are welcome.

    Args:
        message: whose; may be unsaved.
        content: what the form holds, or what was published.
        compiling: for the account that sends it.
    """
    account = compiling.account
    objects = _objects(message, content, compiling)
    return {
        "account": account.name,
        "messages": objects,
        "coupons": shown_coupons(account, objects) if account.pk else {},
        "words": chat_words(),
    }


def _objects(message: LibraryMessage, content: Any, compiling: Compiling) -> list[dict[str, Any]]:
    if content is not None and (lack := message.lacks(content)):
        return [{"type": TODO, "text": lack}]
    parts = [] if content is None else [message.message_of(content)]
    return shown_messages(parts, compiling, example_values(compiling.account))
