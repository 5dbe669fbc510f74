"""A message of a send, put into the library, so that other scenarios can use it, too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from linesteps.accounts.models import Account
from linesteps.following.publish_message import MessageHasProblems, Outlook, own_problems, publish_message
from linesteps.library.models import WrittenMessage
from linesteps.library.one_message import one_message_block
from linesteps.messages.kind import UNREADABLE, Problem, unreadable


def save_message(
    part: Mapping[str, Any], *, name: str, account: Account, user: Any, is_published: bool
) -> WrittenMessage:
    """Keep a message of a send in the library of its account.

    Args:
        part: ``{"type", "value"}``, of any kind but a link to the library.
        name: how people find it.
        account: whose scenario it comes from; other accounts may lack its coupons and attributes.
        user: who does it, for the history.
        is_published: whether scenarios can use it at once; otherwise it is a draft.

    Raises:
        MessageHasProblems: it could not be sent as it is; nothing was kept.
    """
    message = WrittenMessage(name=name, account=account)
    if found := _problems(message, part):
        raise MessageHasProblems(Outlook(own=found, affected=[]))
    with transaction.atomic():
        message.save()
        log(instance=message, action="wagtail.create", user=user, content_changed=True)
        if is_published:
            publish_message(message, user=user)
    return message


def _problems(message: WrittenMessage, part: Mapping[str, Any]) -> list[Problem]:
    """Fill ``message``; what must be mended before it can be sent."""
    block = one_message_block()
    if part.get("type") not in block.child_blocks:
        raise LookupError(f"{part.get('type')} is no kind of message that the library holds")
    try:
        message.message = block.to_python([{"type": part["type"], "value": part["value"]}])
        return own_problems(message)
    except UNREADABLE:
        # Programs may have stored any JSON in the step, which no form has checked.
        return [Problem(message=unreadable())]
