"""Why a report was not taken: a code for programs and logs, and for people what to do about it."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _


class Reason(StrEnum):
    """Codes; also the ``error`` of the answer."""

    #: No signature, or one that does not fit.
    BAD_SIGNATURE = "bad_signature"
    #: The time in it is more than five minutes off.
    BAD_TIME = "bad_time"
    #: Without an id, or with one that nobody can keep.
    BAD_ID = "bad_id"
    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    TOO_DEEP = "too_deep"
    #: Nobody has said yet where in a report things stand.
    NOT_SET_UP = "not_set_up"
    NO_PERSON = "no_person"
    UNKNOWN_PERSON = "unknown_person"
    SEVERAL_PERSONS = "several_persons"
    NO_EVENT = "no_event"
    BAD_EVENT = "bad_event"
    BAD_PROPERTIES = "bad_properties"


#: What the sender did wrong in the request itself; everything else is kept and answered by 422.
STATUS_CODES = {
    Reason.BAD_SIGNATURE: 401,
    Reason.BAD_TIME: 401,
    Reason.BAD_ID: 400,
    Reason.TOO_LARGE: 413,
    Reason.NOT_JSON: 400,
    Reason.TOO_DEEP: 400,
}


def in_words(reason: str, detail: str = "") -> str:
    """What happened and how it is mended, in the reader's language; empty for no reason."""
    words = {
        Reason.BAD_SIGNATURE: _("The signature is missing or wrong. Compare the secret in the other system."),
        Reason.BAD_TIME: _("It was signed more than five minutes ago. Check the clock of the other system."),
        Reason.BAD_ID: _("It has no usable id. The other system must send one, of at most 100 characters."),
        Reason.TOO_LARGE: _("It is larger than 64 KiB. The other system must send less."),
        Reason.NOT_JSON: _("It is no JSON object."),
        Reason.TOO_DEEP: _("It is nested too deeply."),
        Reason.NOT_SET_UP: _("Nobody has said yet where in a report the person and the event stand."),
        Reason.NO_PERSON: _("It says nothing at “%(detail)s”, where the person should stand."),
        Reason.UNKNOWN_PERSON: _(
            "No friend is known as “%(detail)s”. Enter it at the friend, then take the report again."
        ),
        Reason.SEVERAL_PERSONS: _(
            "Several friends are known as “%(detail)s”. Mend the double one, then take the report again."
        ),
        Reason.NO_EVENT: _("It says nothing at “%(detail)s”, where the event should stand."),
        Reason.BAD_EVENT: _("“%(detail)s” cannot name an event. Choose a fixed name, or another field."),
        Reason.BAD_PROPERTIES: _("What is to be kept of it is too much. Take fewer fields along."),
    }
    if reason not in set(Reason):
        return ""
    return str(words[Reason(reason)]) % {"detail": detail}
