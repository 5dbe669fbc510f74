"""Which addresses are the site's own, and how a friend arrives there."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from wagtail.models import Page, Site

from linesteps.followers.models import Follower
from linesteps.seal import Seal
from linesteps.visits.consent import allow, may_ask
from linesteps.visits.models import VisitConsent
from linesteps.visits.tie import arrival, asks_itself, has_consent, tie

#: Before the token in the address's fragment.
MARK = "linesteps="
_PAGE = Seal("linesteps visited page", ">Q")


def page_token(page: Page) -> str:
    """What stands in a page for the script; the same for everybody, so that pages can be cached."""
    return _PAGE.write(page.pk)


def page_of(token: str) -> Page | None:
    """The published page that a token names, or ``None`` when we did not write it."""
    said = _PAGE.read(token)
    return Page.objects.live().filter(pk=said[0]).first() if said else None


def redirect_with_friend(
    request: HttpRequest, response: HttpResponse, url: str, follower: Follower
) -> HttpResponse:
    """Let a tap that leads to the site's own pages say who comes, if we may know or ask.

    With consent the answer carries the cookie. Without, the address gets a token behind its ``#``, by
    which the page can ask; neither the server of the page nor anybody's log sees it.

    Args:
        response: the redirect, changed in place.
        url: where it leads.
        follower: with ``account``.
    """
    if not follower.account.sees_visits or not is_own(request, url):
        return response
    if has_consent(request, follower) and urlsplit(url).netloc == request.get_host():
        if not asks_itself():
            allow(follower, source=VisitConsent.Source.SITE)
        return tie(request, response, follower)
    if not asks_itself() or may_ask(follower):
        response.headers["Location"] = _with_fragment(url, MARK + arrival(follower))
    return response


def is_own(request: HttpRequest, url: str) -> bool:
    """Whether the address is one of the site's, by Wagtail's own list, which is cached."""
    place = urlsplit(url)
    if place.scheme not in {"http", "https"}:
        return False
    if place.netloc == request.get_host():
        return True
    roots = (urlsplit(root.root_url) for root in Site.get_site_root_paths())
    return any((place.scheme, place.netloc) == (root.scheme, root.netloc) for root in roots)


def _with_fragment(url: str, mark: str) -> str:
    base, hash_, fragment = url.partition("#")
    # The script takes it off again and puts the place on the page back.
    return f"{base}#{fragment}&{mark}" if hash_ and fragment else f"{base}#{mark}"
