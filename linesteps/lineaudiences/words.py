"""What LINE says of audiences, in the words of editors."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linesteps.errors import SecretError
from linesteps.line.audiences import AudienceGone
from linesteps.line.outcomes import LineRefused, LineTooFast, LineUnauthorized, LineUnreachable

_NOT_KNOWN_YET = "REQUEST_NOT_FOUND"


def can_wait(fault: LineRefused) -> bool:
    """Whether LINE may take the same later: it does not know the send well enough yet."""
    return _NOT_KNOWN_YET in str(fault)


def in_words(fault: Exception | str) -> str:
    """What went wrong and what to do; never a secret.

    Args:
        fault: what was raised, or LINE's word for why an audience failed.
    """
    if isinstance(fault, LineUnauthorized | SecretError):
        return _("LINE refuses the account's access token. An engineer must enter a new one.")
    if isinstance(fault, LineTooFast):
        return _("LINE takes 60 calls a minute and no more. It goes on by itself.")
    if isinstance(fault, LineUnreachable):
        return _("LINE cannot be reached now. It is tried again by itself.")
    if isinstance(fault, AudienceGone):
        return _("It is not at LINE any more: somebody deleted it there. Delete it here, or renew it.")
    text = str(fault)
    return next((words for sign, words in _known().items() if sign in text), _other(text))[:300]


def _known() -> dict[str, str]:
    """By the words of LINE's own (reference, “Details of the error related to audience management”)."""
    return {
        "AUDIENCE_GROUP_AUDIENCE_INSUFFICIENT": _(
            "Fewer than 50 people: LINE makes no audience of so few who saw or tapped something."
        ),
        "AUDIENCE_GROUP_COUNT_MAX_OVER": _(
            "LINE keeps 1,000 audiences of an account at most. Delete old ones."
        ),
        "AUDIENCE_GROUP_NAME": _("LINE does not take this name. Choose another one."),
        "AUDIENCE_GROUP_REQUESTID_DUPLICATE": _(
            "There is already such an audience of this send at LINE. Look for it in LINE Official Account Manager."
        ),
        _NOT_KNOWN_YET: _("LINE does not know the send well enough yet. It is tried again for a day."),
        "TOO_OLD_MESSAGES": _("It was sent more than 60 days ago; LINE makes no audience of it any more."),
        "CAN_NOT_UPLOAD_STATUS_EXPIRED": _("Its 180 days are over. Renew it with those who belong now."),
        "INTERNAL_ERROR": _("LINE could not make it. Renew it."),
    }


def _other(text: str) -> str:
    return _("LINE did not take it: %(reason)s") % {"reason": text}
