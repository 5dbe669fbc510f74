"""The messages of a narrowcast: those of a send step, without all that is another one for each friend."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from linesteps import conf, personalise
from linesteps.accounts.models import Account
from linesteps.followers.attributes import facts_of
from linesteps.line.limits import check_messages
from linesteps.messages.kind import UNREADABLE, Compiling, Problem
from linesteps.messages.kind import registry as message_kinds
from linesteps.messages.parts.quick import with_quick_replies
from linesteps.messages.violations import in_words
from linesteps.personalise import Template
from linesteps.scenarios.plain import plain
from linesteps.steps.kind import registry as step_kinds

#: What stands the same for everybody.
_SAME_FOR_ALL = frozenset({"account_name"})
#: What sends something back that only a scenario can make sense of.
_ANSWERS = ("postback", "datetimepicker")


def plain_send(narrowcast: Any) -> dict[str, Any]:
    """The messages and quick replies as the form holds them, in plain JSON, as in a send step."""
    return {"messages": plain(narrowcast.messages), "quick_replies": plain(narrowcast.quick_replies)}


def send_problems(account: Account, send: Mapping[str, Any]) -> list[Problem]:
    """What keeps this from going to many at once; a path begins with the field.

    Args:
        send: as of ``plain_send``.
    """
    # First what is in the way for good: nobody shall shorten a name that has to go.
    if found := list(_personal_words(account, send)):
        return found
    found = [one for one in step_kinds.get("send").problems(send, compiling_for(account)) if one.is_error]
    if found:
        return found
    for number, part in enumerate(send["messages"]):
        found += [replace(one, path=("messages", number, *one.path)) for one in _personal(account, part)]
    return found or _refused(account, send)


def send_objects(account: Account, send: Mapping[str, Any]) -> list[dict[str, Any]]:
    """LINE's message objects, the same for everybody; links lead straight to their addresses.

    Raises:
        LookupError, TypeError, ValueError: they have ``send_problems``.
    """
    compiling = compiling_for(account)
    objects = [message_kinds.get(part["type"]).compile(part["value"], compiling) for part in send["messages"]]
    objects = with_quick_replies(objects, send.get("quick_replies"), compiling)
    links = {f"{personalise.LINK_PREFIX}{number}": url for number, url, _label in compiling.numbered_links()}
    template = Template(json.dumps(_unwatched(objects), ensure_ascii=False), compiling.bounds)
    filled: list[dict[str, Any]] = json.loads(
        template.fill({"account_name": account.name, **links}, language=account.language)
    )
    return filled


def compiling_for(account: Account) -> Compiling:
    """What its messages are checked, made and shown with."""
    # Never with the picture that tells of a single phone.
    return Compiling(account=account, scenario_id=0, step_id="narrowcast", facts=facts_of(account))


def _personal_words(account: Account, send: Mapping[str, Any]) -> Iterator[Problem]:
    for field in ("messages", "quick_replies"):
        for number, part in enumerate(send.get(field) or ()):
            for one in _tokens(account, part, part["value"]):
                yield replace(one, path=(field, number, *one.path))


def _personal(account: Account, part: Mapping[str, Any]) -> Iterator[Problem]:
    """What one message holds that is another one for each friend, or asks for who they are."""
    compiling = compiling_for(account)
    try:
        message = message_kinds.get(part["type"]).compile(part["value"], compiling)
    except UNREADABLE:
        yield Problem(message=_("This cannot be read. Delete it and add it again."))
        return
    if compiling.coupons:
        yield Problem(
            message=_(
                "An own coupon is another one for each friend, and a narrowcast says the same to all. Use a coupon of "
                "LINE here, or give the own coupon in a scenario."
            )
        )
        return
    yield from _tokens(account, part, message)
    if _asks_back(message):
        yield Problem(
            message=_(
                "This message has a button that sends an answer, and a narrowcast belongs to no scenario that could "
                "hear it. Use a button with a link, or one that lets the friend write something."
            )
        )


def _tokens(account: Account, part: Mapping[str, Any], said: Any) -> Iterator[Problem]:
    """Each name or value in what is said that is another one for each friend."""
    names = Template(json.dumps(said, ensure_ascii=False)).names
    for name in sorted(names - _SAME_FOR_ALL):
        if not name.startswith(personalise.LINK_PREFIX):
            text = _(
                "“%(token)s” is another word for each friend, and a narrowcast says the same to all. Take it out, or "
                "send to a segment instead."
            )
            yield Problem(message=text % {"token": _word_for(account, name)}, path=_place(part, name))


def _word_for(account: Account, name: str) -> str:
    """What the form calls a name or value."""
    if name == "display_name":
        return _("Friend's name")
    key = name.removeprefix(personalise.ATTRIBUTE_PREFIX)
    found = account.attributes.filter(key=key).values_list("name", flat=True).first()
    return found or "{{ " + name + " }}"


def _place(part: Mapping[str, Any], name: str) -> tuple[str | int, ...]:
    """The field in which the placeholder stands, as far as it is one at the top."""
    for field, value in part["value"].items():
        if isinstance(value, str) and name in {token.name for token in personalise.tokens(value)}:
            return (field,)
    return ()


def _asks_back(value: Any) -> bool:
    if isinstance(value, list):
        return any(_asks_back(one) for one in value)
    if not isinstance(value, Mapping):
        return False
    is_answer = value.get("type") in _ANSWERS and str(value.get("data", "")).startswith("ls:")
    return is_answer or any(_asks_back(one) for one in value.values())


def _unwatched(value: Any) -> Any:
    """Without what lets a video tell who watched it to its end."""
    if isinstance(value, list):
        return [_unwatched(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    is_watched = str(value.get("trackingId", "")).startswith("ls:")
    return {name: _unwatched(one) for name, one in value.items() if not (name == "trackingId" and is_watched)}


def _refused(account: Account, send: Mapping[str, Any]) -> list[Problem]:
    """What LINE would not take of what goes out."""
    found = []
    objects = send_objects(account, send)
    for violation in check_messages(objects, endpoint="narrowcast", http_hosts=conf.plain_http_hosts()):
        digits = "".join(sign for sign in violation.property.partition(".")[0] if sign.isdigit())
        found.append(Problem(message=in_words(violation), path=("messages", int(digits) if digits else 0)))
    return found
