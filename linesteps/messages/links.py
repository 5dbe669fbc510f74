"""Links of messages that lead nowhere yet, and where those of ready-made scenarios lead."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linesteps.messages.kind import UNSENDABLE, Problem
from linesteps.messages.own_documents import why_nobody_opens

#: LINE's bound (openapi/messaging-api.yml, URIAction).
LONGEST_LINK = 1000
#: Where the links of ready-made scenarios lead until somebody puts their own address in.
EXAMPLE_SITE = "https://your-shop.example/"


def link_problems(url: str, path: tuple[str | int, ...]) -> list[Problem]:
    """One that leads nowhere yet, or is longer than LINE takes."""
    if UNSENDABLE.search(url):
        text = _("There are characters here that cannot be sent. Remove them.")
        return [Problem(message=text, path=path)]
    if url.startswith(EXAMPLE_SITE):
        text = _("This link is still the example of the template. Put in the address of your own page.")
        return [Problem(message=text, path=path)]
    if why := why_nobody_opens(url):
        return [Problem(message=why, path=path)]
    if len(url) <= LONGEST_LINK:
        return []
    text = _("This link has %(length)s characters; %(max)s are the most. Use a shorter address.")
    return [Problem(message=text % {"length": len(url), "max": LONGEST_LINK}, path=path)]
