"""Entry routes that somebody chose: whether they are there and belong to the account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from linesteps.accounts.models import Account
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.referred import referred
from linesteps.routes.models import Route


def chosen_ids(chosen: Any) -> list[Any]:
    """The primary keys in the plain value of ``routes_block``; an empty place is ``None``."""
    return [item.get("value") if isinstance(item, Mapping) else item for item in chosen or []]


def chosen_route_problems(chosen: Any, compiling: Compiling, path: tuple[str | int, ...]) -> list[Problem]:
    """Empty places, routes that were deleted, another account's; and archived ones, by which nobody comes."""
    found = []
    for number, pk in enumerate(chosen_ids(chosen)):
        place = (*path, number)
        route = referred(Route, pk) if pk else None
        if not pk:
            found.append(Problem(message=_("No entry route is chosen here yet."), path=place))
        elif route is None:
            text = _("The entry route was deleted. Choose another one.")
            found.append(Problem(message=text, path=place))
        elif route.account_id != compiling.account.pk:
            text = _("The entry route belongs to another LINE Official Account.")
            found.append(Problem(message=text, path=place))
        elif route.archived_at is not None:
            text = _("The entry route “%(name)s” is archived: nobody is counted for it any more.")
            found.append(Problem(message=text % {"name": route.name}, path=place, is_error=False))
    return found


def identity_problems(compiling: Compiling, path: tuple[str | int, ...]) -> list[Problem]:
    """Without LINE Login nobody is known to have come by any route."""
    account = Account.objects.filter(pk=compiling.account.pk).only("liff_id", "login_channel_id").first()
    if account is None or account.has_liff:
        return []
    text = _(
        "This account has no LIFF app, so LINE does not tell by which route somebody came. Set it up on the page of "
        "the LINE Official Account."
    )
    return [Problem(message=text, path=path, is_error=False)]


def called(chosen: Any) -> str:
    """The names of the routes, for a sentence about them."""
    routes = [referred(Route, pk) for pk in chosen_ids(chosen) if pk]
    return _("”, “").join(route.name for route in routes if route is not None) or "…"
