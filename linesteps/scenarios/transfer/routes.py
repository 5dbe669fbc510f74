"""Entry routes in the file: their names, words and tags. The code on a poster is the account's own, and never in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from linesteps.accounts.models import Account
from linesteps.errors import FormatError
from linesteps.followers.models import Tag
from linesteps.followers.tags import named
from linesteps.routes.models import Route
from linesteps.scenarios.transfer.reading import expect, inside, members_of

_TEXTS = ("poster_title", "poster_text", "language")


def route_to_file(route: Route) -> dict[str, Any]:
    """The route as it stands in the file."""
    spec = {
        "name": route.name,
        **{name: getattr(route, name) for name in _TEXTS},
        "tags": [tag.name for tag in route.tags.order_by("name")],
        "tags_friends": route.tags_friends,
    }
    return {name: value for name, value in spec.items() if value not in ("", [], False)}


def check_route(spec: Any, place: str, account: Account) -> None:
    """Whether a route could be made of ``spec``; nothing is written.

    Raises:
        FormatError: it could not.
    """
    found = members_of(spec, place, ("name",), (*_TEXTS, "tags", "tags_friends"))
    for name in ("name", *_TEXTS):
        expect(found.get(name, ""), str, inside(place, name))
    expect(found.get("tags_friends", False), bool, inside(place, "tags_friends"))
    here = inside(place, "tags")
    for number, tag in enumerate(expect(found.get("tags", []), list, here)):
        expect(tag, str, inside(here, number))
        _clean(Tag(account=account, name=tag), inside(here, number), "account")
    _clean(_made(found, account), place, "account")


def write_route(spec: Mapping[str, Any], account: Account) -> Route:
    """The account's own route of this name, which stays as it is since it may hang on a wall; or a new one."""
    known = Route.objects.filter(account=account, name=spec["name"]).first()
    if known is not None:
        return known
    route = _made(spec, account)
    route.save()
    route.tags.set([named(account.pk, tag) for tag in spec.get("tags", [])])
    return route


def _made(spec: Mapping[str, Any], account: Account) -> Route:
    texts = {name: spec.get(name, "") for name in _TEXTS}
    return Route(account=account, name=spec["name"], tags_friends=spec.get("tags_friends", False), **texts)


def _clean(row: Any, place: str, *but: str) -> None:
    try:
        row.clean_fields(exclude=but)
    except ValidationError as error:
        name, problems = next(iter(error.message_dict.items()))
        raise FormatError(inside(place, name), " ".join(problems)) from None
