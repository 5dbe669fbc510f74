"""What the screens say of messages of the library: the picture, and the state in one word and one sentence."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from linesteps.accounts.models import Account
from linesteps.admin.library.picture import shown
from linesteps.followers.attributes import facts_of
from linesteps.library.models import LibraryMessage
from linesteps.messages.kind import Compiling
from linesteps.messages.library import message_problems
from linesteps.personalise import Fact


@dataclass(frozen=True, kw_only=True)
class Status:
    """One word, one sentence, and a tone for the style sheet."""

    word: str
    sentence: str
    tone: str = ""


class Desks:
    """For each account, what compiling needs to know of it; asked once, however many messages there are."""

    def __init__(self) -> None:
        self._facts: dict[Any, dict[str, Fact]] = {}

    @cached_property
    def _first(self) -> Account:
        return Account.objects.filter(is_active=True).first() or Account()

    def of(self, message: LibraryMessage) -> Compiling:
        """For the message's account; one for all accounts is looked at with the eyes of the first."""
        account = message.account or self._first
        if account.pk not in self._facts:
            self._facts[account.pk] = facts_of(account) if account.pk else {}
        return Compiling(account=account, scenario_id=0, step_id="library", facts=self._facts[account.pk])


class Listed:
    """One message as a row of the list shows it.

    Args:
        message: the row.
        desks: shared by all rows.
    """

    def __init__(self, message: LibraryMessage, desks: Desks) -> None:
        self.message = message
        self.desks = desks

    @cached_property
    def picture(self) -> str:
        """JSON of what friends get, or of what will be published."""
        content = self.message.published
        if content is None:
            content = self.message.content()
        return json.dumps(shown(self.message, content, self.desks.of(self.message)), ensure_ascii=False)

    @cached_property
    def status(self) -> Status:
        """What it is now."""
        message = self.message
        if message.published is None:
            return Status(word=_("Draft"), sentence=_("Not published yet. Scenarios cannot use it."))
        if trouble := self._trouble():
            return Status(word=_("Needs attention"), sentence=trouble, tone="warning")
        if message.has_changes:
            sentence = _("Friends get what was published last.")
            return Status(word=_("Changes not published"), sentence=sentence, tone="live")
        sentence = _("Scenarios that are linked to it send it.")
        return Status(word=_("Published"), sentence=sentence, tone="live")

    def _trouble(self) -> str:
        """Why what was published cannot be sent any more, such as a page that is gone; empty if it can."""
        content: Any = self.message.published
        if lack := self.message.lacks(content):
            return lack
        found = message_problems(self.message.message_of(content), self.desks.of(self.message))
        return next((str(one.message) for one in found if one.is_error), "")


def list_messages(messages: Iterable[LibraryMessage]) -> None:
    """Give each message its ``listed``."""
    desks = Desks()
    for message in messages:
        message.listed = Listed(message, desks)  # type: ignore[attr-defined]
