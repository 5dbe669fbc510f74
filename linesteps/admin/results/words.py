"""What the figures are called, what each of them means, and why something was not sent: in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linesteps.engine.models import Enrolment
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import LEFT_PREFIX, in_words
from linesteps.outbox.reasons import Reason as Codes
from linesteps.stats.reasons import Reason


@dataclass(frozen=True, kw_only=True)
class Term:
    """A figure.

    Args:
        name: in addresses and ``StepFigures``.
        label: its heading.
        meaning: its definition, with what it does not say.
    """

    name: str
    label: Any
    meaning: Any


TERMS = {
    term.name: term
    for term in (
        Term(
            name="entered",
            label=gettext_lazy("Started"),
            meaning=gettext_lazy("Runs that began in the period. Whoever starts again counts again."),
        ),
        Term(
            name="inside",
            label=gettext_lazy("Inside now"),
            meaning=gettext_lazy("People who are in the scenario at this moment, whatever the period."),
        ),
        Term(
            name="completed",
            label=gettext_lazy("Finished"),
            meaning=gettext_lazy("Runs that reached the end of the scenario in the period."),
        ),
        Term(
            name="here",
            label=gettext_lazy("Here now"),
            meaning=gettext_lazy("People who are at this step at this moment, whatever the period."),
        ),
        Term(
            name="reached",
            label=gettext_lazy("Came here"),
            meaning=gettext_lazy("People who were at this step in the period, for however short a time."),
        ),
        Term(
            name="passed",
            label=gettext_lazy("Went on"),
            meaning=gettext_lazy("People who left this step forwards in the period."),
        ),
        Term(
            name="left",
            label=gettext_lazy("Left the scenario"),
            meaning=gettext_lazy(
                "People who left the scenario at this step before its end: they blocked the account, were "
                "taken out, or started again. In percent of those who came here."
            ),
        ),
        Term(
            name="finished",
            label=gettext_lazy("Finished here"),
            meaning=gettext_lazy("People for whom this was the last step."),
        ),
        Term(
            name="delivered",
            label=gettext_lazy("Delivered"),
            meaning=gettext_lazy(
                "People whose message LINE accepted while they were friends. LINE does not say whether it "
                "arrived on the phone."
            ),
        ),
        Term(
            name="seen",
            label=gettext_lazy("Opened (at least)"),
            meaning=gettext_lazy(
                "People of whom there is a sign that they saw the message: they tapped something in it, watched its "
                "video to the end, quoted it, or their phone loaded its tracked image. More people will have seen "
                "it: LINE does not tell who opens a message."
            ),
        ),
        Term(
            name="clicked",
            label=gettext_lazy("Clicked"),
            meaning=gettext_lazy(
                "People who tapped a link of the message, however often. Previews by LINE and machines do "
                "not count. The click rate is in percent of the people delivered to; LINE's own click rate "
                "divides by impressions, so it differs."
            ),
        ),
        Term(
            name="answered",
            label=gettext_lazy("Answered"),
            meaning=gettext_lazy("People who tapped an answer button of the message."),
        ),
        Term(
            name="blocked",
            label=gettext_lazy("Blocked within 24 hours"),
            meaning=gettext_lazy(
                "People who blocked the account within 24 hours after this message and before any other "
                "message. In percent of the people delivered to."
            ),
        ),
        Term(
            name="pending",
            label=gettext_lazy("Waiting to be sent"),
            meaning=gettext_lazy("People whose message is still to be sent, for example after quiet hours."),
        ),
        Term(
            name="not_sent",
            label=gettext_lazy("Not sent"),
            meaning=gettext_lazy("People who came to this step and did not get its message."),
        ),
        Term(
            name="stuck",
            label=gettext_lazy("Needs help"),
            meaning=gettext_lazy("People who cannot go on by themselves, since something failed."),
        ),
    )
}


def counting_words() -> str:
    """How all of them count."""
    return _(
        "A person counts once for each step of each version. Messages, clicks and blocks belong to the period "
        "in which the person came past the message."
    )


def reason_words(reason: Reason) -> str:
    """Why a message was not sent, or not yet."""
    status, text = reason.status, reason.reason
    if not status:
        return _("Was not a friend at that moment")
    if text.startswith(LEFT_PREFIX):
        why = left_words(text.removeprefix(LEFT_PREFIX))
        return _("Had left the scenario: %(reason)s") % {"reason": why}
    if text in Codes.values:
        return in_words(text)
    if status in _WORDS:
        return str(_WORDS[status])
    if text:
        return _("On hold until sending is possible again: see the page of the LINE Official Account")
    return _("Waits for its time, for example for the end of quiet hours")


#: What a status says by itself, where no reason of ours stands beside it.
_WORDS: dict[str, Any] = {
    Dispatch.Status.REJECTED: gettext_lazy("LINE refused it"),
    Dispatch.Status.UNCLEAR: gettext_lazy("Not known whether LINE took it; it is not sent again by itself"),
    Dispatch.Status.CANCELLED: gettext_lazy("Was taken back before it was sent"),
    Dispatch.Status.RETRY: gettext_lazy("LINE did not answer; it will be tried again"),
    Dispatch.Status.SENDING: gettext_lazy("Is being sent at this moment"),
}


def reason_detail(reason: Reason) -> str:
    """What LINE said, for who mends it."""
    return reason.reason if reason.status == Dispatch.Status.REJECTED else ""


def left_words(why: str) -> str:
    """Why somebody left, in words."""
    return str(dict(Enrolment.LeftReason.choices).get(why, why))
