"""Publishing a message of the library: every live scenario that is linked to it sends it from then on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.errors import LinestepsError
from linesteps.followers.attributes import facts_of
from linesteps.following.follow import Affected, affected_by, bring_up_to_date
from linesteps.following.models import note_change
from linesteps.library.models import LibraryMessage
from linesteps.messages.kind import Compiling, Problem, limit_problems, registry
from linesteps.messages.library import message_problems
from linesteps.messages.referred import standing_in


class MessageHasProblems(LinestepsError):
    """A message of the library cannot be published; ``outlook`` says why and where."""

    def __init__(self, outlook: Outlook) -> None:
        self.outlook = outlook
        super().__init__(" ".join(str(one.message) for one in outlook.problems))


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What publishing would bring.

    Args:
        own: what is wrong with the message itself.
        affected: the scenarios that would send it.
    """

    own: list[Problem]
    affected: list[Affected]

    @property
    def problems(self) -> list[Problem]:
        """Everything that stands against it."""
        return [*self.own, *(problem for one in self.affected for problem in one.problems)]

    @property
    def people(self) -> int:
        """How many people are inside these scenarios now."""
        return sum(one.people for one in self.affected)


def outlook_for(message: LibraryMessage, *, is_locked: bool = False) -> Outlook:
    """Look at what publishing ``message`` as it stands would bring; nothing is written.

    Args:
        is_locked: whether to hold the scenarios' rows until the transaction ends.
    """
    own = own_problems(message)
    if own:
        return Outlook(own=own, affected=[])
    message.published, kept = message.content(), message.published
    try:
        with standing_in(LibraryMessage, message):
            return Outlook(own=[], affected=affected_by({("library", message.pk)}, is_locked=is_locked))
    finally:
        message.published = kept


def own_problems(message: LibraryMessage) -> list[Problem]:
    """What is wrong with what the form holds, for each account that could send it."""
    content = message.content()
    if content is None:
        return [Problem(message=_("There is no message yet. Write one."))]
    if lack := message.lacks(content):
        return [Problem(message=lack)]
    part = message.message_of(content)
    accounts = [message.account] if message.account else list(Account.objects.filter(is_active=True))
    found: dict[str, Problem] = {}
    for account in accounts:
        compiling = _compiling(account)
        problems = [one for one in message_problems(part, compiling) if one.is_error]
        if not problems:
            compiled = registry.get(part["type"]).compile(part["value"], compiling)
            problems = [problem for _number, problem in limit_problems(compiling.longest([compiled]))]
        # Most stand against all accounts alike.
        found.update({str(one.message): one for one in problems})
    return list(found.values())


def publish_message(message: LibraryMessage, *, user: Any = None) -> Outlook:
    """Publish what the form holds; people inside get it at the next send, at the step where they are.

    Raises:
        MessageHasProblems: the message or a scenario would become invalid; nothing was changed.
    """
    with transaction.atomic():
        outlook = outlook_for(message, is_locked=True)
        if outlook.problems:
            raise MessageHasProblems(outlook)
        message.published, message.published_at = message.content(), clock.now()
        message.published_by = user
        message.save(update_fields=["published", "published_at", "published_by"])
        for one in outlook.affected:
            bring_up_to_date(one, what=message.name, user=user)
        # A scenario that is published at this very moment may not have seen it: the worker looks again.
        note_change({("library", message.pk)})
        log(instance=message, action="linesteps.publish_message", user=user)
    return outlook


def _compiling(account: Account) -> Compiling:
    return Compiling(account=account, scenario_id=0, step_id="library", facts=facts_of(account))
