"""Who walks through a scenario when it is tried: an example person, or the facts of a real friend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.errors import LinestepsError
from linesteps.followers.attributes import canonical
from linesteps.followers.models import Attribute, Follower, FollowerAttribute

_MOST = 50
_LONGEST_FRIENDSHIP = 36500


class BadPersona(LinestepsError):
    """A person cannot be like that; the message says why in the reader's language."""


@dataclass(frozen=True, kw_only=True)
class Persona:
    """Everything that a scenario can know of somebody before it begins.

    Args:
        name: as LINE shows it; may be empty.
        language: such as ``ja``.
        os: ``ios``, ``android`` or empty for not known.
        attributes: values by key; what is missing is not known.
        tags: names of tags.
        friend_days: a friend since so many days; ``None`` for somebody who is added at the start.
    """

    name: str = ""
    language: str = ""
    os: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    friend_days: int | None = None

    @classmethod
    def of_follower(cls, follower: Follower) -> Persona:
        """A copy of what is known of a real friend, whose row stays untouched."""
        values = FollowerAttribute.objects.filter(follower=follower)
        since = follower.last_followed_at
        return cls(
            name=follower.display_name,
            language=follower.language,
            os=follower.os,
            attributes=dict(values.values_list("attribute__key", "value")),
            tags=tuple(follower.tags.order_by("name").values_list("name", flat=True)),
            friend_days=max((clock.now() - since).days, 0) if since else None,
        )

    @classmethod
    def from_json(cls, data: Any, account: Account) -> Persona:
        """Read what a browser or a stored check says.

        Raises:
            BadPersona: a value does not fit, or the account has no such attribute.
        """
        if not isinstance(data, Mapping):
            raise BadPersona(_("Say who tries it."))
        tags, attributes = data.get("tags") or [], data.get("attributes") or {}
        if not isinstance(tags, list) or not isinstance(attributes, Mapping) or len(tags) > _MOST:
            raise BadPersona(_("Say who tries it."))
        os = str(data.get("os") or "")
        return cls(
            name=str(data.get("name") or "")[:200],
            language=str(data.get("language") or "")[:20],
            os=os if os in Follower.OS.values else "",
            attributes=_attributes(attributes, account),
            tags=tuple(str(tag).strip()[:60] for tag in tags if str(tag).strip()),
            friend_days=_days(data.get("friend_days")),
        )

    def to_json(self) -> dict[str, Any]:
        """The form that ``from_json`` reads."""
        return {
            "name": self.name,
            "language": self.language,
            "os": self.os,
            "attributes": dict(self.attributes),
            "tags": list(self.tags),
            "friend_days": self.friend_days,
        }


def _attributes(values: Mapping[str, Any], account: Account) -> dict[str, str]:
    known = {one.key: one for one in Attribute.objects.filter(account=account)}
    found = {}
    for key, value in values.items():
        if str(value).strip() == "":
            continue
        if key not in known:
            raise BadPersona(_("There is no attribute “%(key)s”.") % {"key": key})
        try:
            found[key] = canonical(known[key], value)
        except ValidationError as error:
            raise BadPersona(" ".join(error.messages)) from error
    return found


def _days(value: Any) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LONGEST_FRIENDSHIP:
        raise BadPersona(_("Say for how many days the person has been a friend (0 or more)."))
    return value
