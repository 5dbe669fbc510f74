"""What somebody who tries a scenario can do, as the browser and stored checks write it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from linesteps.errors import LinestepsError
from linesteps.followers.events import is_event_name

#: More acts than this are no trial.
MOST_ACTS = 200
_MOST_PROPERTIES = 8
_HOURS = range(1, 24 * 31 + 1)


class BadScript(LinestepsError):
    """An act that cannot be read; a mistake of the caller, never of an editor."""


@dataclass(frozen=True, kw_only=True)
class Next:
    """Go to the next thing that happens."""


@dataclass(frozen=True, kw_only=True)
class Pass:
    """Let hours pass."""

    hours: int


@dataclass(frozen=True, kw_only=True)
class Until:
    """Let time pass up to ``at`` (aware)."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class Tap:
    """Tap the ``number``-th link or button of the ``message``-th message, both counted from 0."""

    message: int
    what: str
    number: int
    LINK: ClassVar = "link"
    BUTTON: ClassVar = "button"


@dataclass(frozen=True, kw_only=True)
class Say:
    """Write to the account."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Block:
    """Block the account."""


@dataclass(frozen=True, kw_only=True)
class Unblock:
    """Take the block back."""


@dataclass(frozen=True, kw_only=True)
class Happen:
    """The site tells of an event, as ``linesteps.track`` does."""

    name: str
    properties: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The system that the person waits for answers, or the time for it runs out."""

    in_time: bool


Act = Answer | Happen | Next | Pass | Until | Tap | Say | Block | Unblock


def read_script(data: Any, zone: ZoneInfo) -> list[Act]:
    """The acts in order.

    Args:
        data: what was sent or stored.
        zone: in which times without a zone are meant.

    Raises:
        BadScript: it is no list of acts.
    """
    if not isinstance(data, list) or len(data) > MOST_ACTS:
        raise BadScript(_("A trial has up to %(n)s acts.") % {"n": MOST_ACTS})
    return [_act(one, zone) for one in data]


def _act(data: Any, zone: ZoneInfo) -> Act:
    if not isinstance(data, Mapping):
        raise BadScript("An act is an object.")
    match data.get("act"):
        case "next":
            return Next()
        case "pass":
            return Pass(hours=_number(data.get("hours"), _HOURS))
        case "until":
            return Until(at=read_time(data.get("at"), zone))
        case "tap":
            what = next((name for name in (Tap.LINK, Tap.BUTTON) if name in data), "")
            if not what:
                raise BadScript("A tap names a link or a button.")
            many = range(0, 10_000)
            return Tap(
                message=_number(data.get("message"), many), what=what, number=_number(data[what], many)
            )
        case "say":
            text = data.get("text")
            if not isinstance(text, str) or not text.strip() or len(text) > 5000:
                raise BadScript("A message has 1 to 5,000 characters.")
            return Say(text=text)
        case "event":
            return _event(data)
        case "answer":
            in_time = data.get("in_time")
            if not isinstance(in_time, bool):
                raise BadScript("An answer comes in time or not.")
            return Answer(in_time=in_time)
        case "block":
            return Block()
        case "unblock":
            return Unblock()
    raise BadScript("There is no such act.")


def _event(data: Mapping[str, Any]) -> Happen:
    name, properties = data.get("name"), data.get("properties") or {}
    if not isinstance(name, str) or not is_event_name(name):
        text = _("“%(name)s” cannot name an event. Use small letters a-z, digits, _ and ., at most 60.")
        raise BadScript(text % {"name": str(name or "")[:60]})
    if not isinstance(properties, Mapping) or len(properties) > _MOST_PROPERTIES:
        raise BadScript("An event has few properties.")
    kept = {str(key)[:100]: str(value)[:200] for key, value in properties.items()}
    return Happen(name=name, properties=kept)


def _number(value: Any, allowed: range) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in allowed:
        raise BadScript("A number is out of range.")
    return value


def read_time(value: Any, zone: ZoneInfo) -> datetime:
    """An aware time from ISO text; without a zone it is meant in ``zone``.

    Raises:
        BadScript: it is no time.
    """
    try:
        found = datetime.fromisoformat(value)
        found = found if found.tzinfo else found.replace(tzinfo=zone)
        found.astimezone(ZoneInfo("UTC"))
    except (TypeError, ValueError, OverflowError) as error:
        raise BadScript(_("This is no time: %(value)s") % {"value": str(value)[:40]}) from error
    if not 2000 <= found.year <= 2200:
        raise BadScript(_("This is no time: %(value)s") % {"value": str(value)[:40]})
    return found
