"""A page of the site, or a section, as a start condition or a condition chooses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page

from linesteps.accounts.models import Account
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.referred import referred

Place = tuple[str | int, ...]
PAGE, SECTION = "page", "section"
_WHICH = ((PAGE, _("this page only")), (SECTION, _("this page and all pages below it")))


def page_fields(label: Any, *, which: str = PAGE) -> list[tuple[str, blocks.Block]]:
    """The chooser ``page``, and ``which``: the page itself or its section.

    Args:
        label: of the chooser.
        which: what is chosen before anybody touches it.
    """
    return [
        ("page", blocks.PageChooserBlock(label=label, required=False)),
        ("which", blocks.ChoiceBlock(choices=_WHICH, default=which, label=_("which pages"))),
    ]


def chosen_page_problems(value: Mapping[str, Any], path: Place = ()) -> list[Problem]:
    """No page, one that is gone, or one that is not published, which nobody can open."""
    if value.get("which") not in dict(_WHICH):
        raise ValueError("No form makes this.")
    place = (*path, "page")
    if not value.get("page"):
        return [Problem(message=gettext("Choose the page."), path=place)]
    page = referred(Page, value["page"])
    if page is None:
        text = gettext("The page was deleted. Choose another one.")
        return [Problem(message=text, path=place)]
    if not page.live and value["which"] == PAGE:
        text = gettext("The page “%(title)s” is not published. Nobody can open it until it is.")
        return [Problem(message=text % {"title": page.title}, path=place, is_error=False)]
    return []


def consent_problems(compiling: Compiling, path: Place = ()) -> list[Problem]:
    """Nothing is known of visitors as long as the account does not ask them."""
    account = Account.objects.filter(pk=compiling.account.pk).only("sees_visits").first()
    if account is None or account.sees_visits:
        return []
    text = gettext(
        "This account does not ask friends yet whether their visits may be known, so this never happens. Turn "
        "it on under “Visits on this site” on the page of the LINE Official Account."
    )
    return [Problem(message=text, path=(*path, "page"), is_error=False)]


def page_config(value: Mapping[str, Any]) -> dict[str, Any]:
    """``{"page", "is_section"}``."""
    return {"page": int(value["page"]), "is_section": value["which"] == SECTION}


def called(value: Mapping[str, Any]) -> str:
    """The page's title, such as 「新着情報」; an ellipsis for none."""
    page = referred(Page, value["page"]) if value.get("page") else None
    return page.title if page else "…"


def is_section(value: Mapping[str, Any]) -> bool:
    """Whether the pages below are meant, too."""
    return value.get("which") == SECTION
