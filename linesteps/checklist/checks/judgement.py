"""Judgement: LINE itself is asked whether it would take each message."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps import conf
from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.judging import Judgement, hash_of, judge_all, known
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen
from linesteps.messages.kind import Compiling
from linesteps.messages.parts.field_of import field_of

#: More at once help nobody.
_MOST_TOLD = 3


class MessagesJudged(Check):
    """What LINE said of each send, with names, values and links as long as they can become."""

    name = "judgement"
    is_slow = True

    def title(self) -> str:
        """What it is about."""
        return _("Messages, checked by LINE")

    def look(self, seen: Seen) -> list[Finding]:
        """What LINE refuses, at its place; nothing for a site that asks nobody."""
        sends = _sends(seen)
        if not sends or not conf.asks_network():
            return []
        hashes = {step_id: hash_of(seen.account, messages) for step_id, messages in sends.items()}
        judged = known(hashes.values())
        found = [
            one
            for step_id, hashed in hashes.items()
            if hashed in judged
            for one in _refused(seen, step_id, judged[hashed])
        ]
        if any(hashed not in judged for hashed in hashes.values()):
            return [*found, Finding(level=Level.WAITING, text=_("Asking LINE …"))]
        if not all(judgement.is_answered for judgement in judged.values()):
            text = _("LINE could not be asked whether it takes the messages. You can publish all the same.")
            return [*found, Finding(level=Level.INFO, text=text)]
        if found:
            return found
        text = ngettext("LINE takes %(count)s message.", "LINE takes %(count)s messages.", len(sends))
        return [Finding(level=Level.OK, text=text % {"count": len(sends)})]

    def ask(self, seen: Seen, *, seconds: float) -> None:
        """Ask LINE about each send once."""
        if conf.asks_network():
            sends = {hash_of(seen.account, messages): messages for messages in _sends(seen).values()}
            judge_all(seen.account, sends, seconds=seconds)


def _sends(seen: Seen) -> dict[str, list[dict[str, object]]]:
    """The message objects of each step that sends, as long as they can become."""
    compiling = Compiling(account=seen.account, scenario_id=seen.drawn.pk or 0, facts=seen.facts)
    return {step_id: compiling.longest(messages) for step_id, messages in seen.sends()}


def _refused(seen: Seen, step_id: str, judgement: Judgement) -> list[Finding]:
    found = []
    for place, words in judgement.refusals[:_MOST_TOLD]:
        text = _("LINE would refuse this: “%(reason)s” (%(place)s). Change it, or leave it out.")
        path = field_of(seen.values[step_id], place)
        said = text % {"reason": words.rstrip("."), "place": place or "messages"}
        found.append(Finding(level=Level.ERROR, text=said, step_id=step_id, place=("steps",), path=path))
    return found


registry.register(MessagesJudged())
