"""Who can be chosen for a trial: examples that fit the account's attributes, and real friends by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.followers.models import Attribute, Follower, Tag
from linesteps.simulator.persona import Persona

#: Names by which sites call these attributes; the examples fill in what the account has.
_GENDER = frozenset({"gender", "sex", "seibetsu", "性別"})
_AGE = frozenset({"age", "nenrei", "年齢", "年代"})
_BIRTHDAY = frozenset({"birthday", "birthdate", "birth_date", "date_of_birth", "誕生日", "生年月日"})
_FEMALE = frozenset({"female", "woman", "f", "女性", "女"})
_MOST_FOUND = 10


def examples(account: Account) -> list[dict[str, Any]]:
    """Ready-made people, each with a label and a persona."""
    attributes = list(Attribute.objects.filter(account=account))
    woman = _facts(attributes, years=34)
    return [
        _example(_("New friend"), Persona(name=_("Hanako"), language="ja")),
        _example(
            _("Woman in her 30s, iPhone"),
            Persona(name=_("Misaki"), language="ja", os="ios", attributes=woman),
        ),
        _example(_("Android"), Persona(name=_("Taro"), language="ja", os="android")),
        _example(_("Friend for a year"), Persona(name=_("Yoko"), language="ja", friend_days=365)),
    ]


def _example(label: str, persona: Persona) -> dict[str, Any]:
    return {"label": label, "persona": persona.to_json()}


def _facts(attributes: Iterable[Attribute], *, years: int) -> dict[str, str]:
    found = {}
    for one in attributes:
        names = {one.key.casefold(), one.name.casefold()}
        if names & _GENDER:
            choice = [str(value) for value in one.choices if str(value).casefold() in _FEMALE]
            if choice:
                found[one.key] = choice[0]
        elif names & _AGE and one.type == Attribute.Type.NUMBER:
            found[one.key] = str(years)
        elif names & _BIRTHDAY and one.type == Attribute.Type.DATE:
            birthday = clock.now().date() - timedelta(days=round(365.25 * years) + 30)
            found[one.key] = birthday.isoformat()
    return found


def known_facts(account: Account) -> dict[str, Any]:
    """Attributes and tags that can be given to a person."""
    return {
        "attributes": [
            {
                "key": one.key,
                "name": one.name,
                "type": one.type,
                "choices": [str(value) for value in one.choices],
            }
            for one in Attribute.objects.filter(account=account)
        ],
        "tags": list(Tag.objects.filter(account=account).values_list("name", flat=True)[:200]),
    }


def search(account: Account, words: str) -> list[dict[str, Any]]:
    """Real friends by a part of their name."""
    if not words.strip():
        return []
    rows = Follower.objects.filter(account=account, display_name__icontains=words.strip()[:50])
    return [
        {"id": one.pk, "name": str(one), "detail": _detail(one)}
        for one in rows.order_by("display_name", "pk")[:_MOST_FOUND]
    ]


def _detail(follower: Follower) -> str:
    if follower.last_followed_at is None:
        return str(follower.get_status_display())
    days = max((clock.now() - follower.last_followed_at).days, 0)
    text = ngettext("friend for %(n)s day", "friend for %(n)s days", days) % {"n": days}
    return text if follower.is_friend else f"{follower.get_status_display()}"
