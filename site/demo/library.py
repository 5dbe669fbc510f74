"""The demo's message library: a message that is written, and cards that the shop's pages fill."""

from __future__ import annotations

from typing import Any

from demo.models import StoryPage
from linesteps.accounts.models import Account
from linesteps.following.publish_message import publish_message
from linesteps.library.models import PageMessage, WrittenMessage


def make_library(account: Account, words: dict[str, Any], user: Any) -> None:
    """Two published messages, and one that waits for somebody to publish it.

    Args:
        account: the shop that has pages.
        words: ``library`` of the demo's content.
        user: who made them.
    """
    hours = words["hours"]
    written = WrittenMessage(
        name=hours["name"],
        folder=words["folder"],
        message=[("buttons", {"text": hours["text"], "buttons": [hours["button"]]})],
    )
    shop, story = StoryPage.objects.get(slug="shop"), StoryPage.objects.get(slug="voices")
    newest = PageMessage(name=words["newest"], page=shop, shows=PageMessage.Shows.NEWEST, account=account)
    for message in (written, newest):
        message.save()
        publish_message(message, user=user)
    PageMessage(name=words["card"], page=story, account=account, button=words["button"]).save()
