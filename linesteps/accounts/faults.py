"""What can be wrong between an account and LINE."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _


class Fault(StrEnum):
    """What is wrong between the account and LINE."""

    NONE = ""
    #: The key of the stored secrets is gone.
    SECRETS = "secrets"
    #: LINE refuses the token.
    TOKEN = "token"  # noqa: S105 - no token, but its fault
    #: LINE gives no answer.
    UNREACHABLE = "unreachable"
    #: LINE refuses for another reason.
    REFUSED = "refused"
    #: Chats are on, so LINE sends no events.
    CHAT = "chat"
    #: LINE posts events nowhere, or elsewhere.
    ADDRESS = "address"
    #: LINE knows the address, and is told not to use it.
    ADDRESS_OFF = "address_off"


#: With these, nothing can be sent.
GRAVE = frozenset({Fault.SECRETS, Fault.TOKEN})


def in_words(fault: Fault) -> str:
    """What is wrong and what to do, for editors."""
    texts = {
        Fault.SECRETS: _("The stored access token cannot be read. Ask the person who set the site up."),
        Fault.TOKEN: _(
            "LINE refuses the access token, so nothing can be sent. Enter a new one on the account's page."
        ),
        Fault.UNREACHABLE: _("LINE cannot be reached now. What is due is sent as soon as LINE answers."),
        Fault.REFUSED: _("LINE gave no clear answer. Check the connection on the account's page."),
        Fault.CHAT: _(
            "Chat is on in the LINE Official Account Manager, so LINE tells this site nothing: nobody would "
            "start. Switch the response mode to “Bot”."
        ),
        Fault.ADDRESS: _(
            "LINE does not report new friends and taps to this site yet. Check the connection on the "
            "account's page."
        ),
        Fault.ADDRESS_OFF: _(
            "LINE knows this site, but is told not to report to it. Switch on “Use webhook” in the LINE "
            "Developers Console."
        ),
    }
    return texts[fault]
