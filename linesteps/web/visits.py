"""What the script in the site's pages asks: who arrives, what they answer, and that a page was opened.

The pages may come from a cache that knows nothing of sessions, so no CSRF token can stand in them. Each
request must instead come from a page of this very host (``Origin``) as JSON, which no form of another
site can send; what it says is signed by us; and the cookie is not sent along from elsewhere (``Lax``).
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from linesteps.tracking.devices import is_person
from linesteps.visits.address import page_of
from linesteps.visits.consent import allow, notice_of, refuse
from linesteps.visits.models import VisitConsent
from linesteps.visits.record import record_visit
from linesteps.visits.tie import arrived, asks_itself, has_consent, tie, untie, visitor

_LONGEST_BODY = 2_000


class _ScriptView(View):
    """Takes JSON from a page of this host, and answers 403 to all else without a look at the database."""

    http_method_names = ["post"]
    said: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Check where it comes from before anything is done."""
        if request.method == "POST":
            said = _said(request) if _is_from_here(request) else None
            if said is None:
                return HttpResponse(status=403)
            self.said = said
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class VisitView(_ScriptView):
    """A page was opened. A browser that nobody tied is answered without a query."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Write it down, if we may know who it is."""
        agent = request.headers.get("User-Agent", "")
        follower = visitor(request) if is_person("GET", agent) else None
        page = page_of(str(self.said.get("page") or "")) if follower is not None else None
        if follower is not None and page is not None:
            record_visit(follower, page)
        return HttpResponse(status=204)


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class AskView(_ScriptView):
    """A friend arrived by a link: what the page shall ask, in the page's language."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """The question; or nothing to ask, and the browser is tied at once if consent is known."""
        follower = arrived(str(self.said.get("token") or ""))
        if follower is None:
            return JsonResponse({"asks": False})
        if has_consent(request, follower):
            if not asks_itself():
                allow(follower, source=VisitConsent.Source.SITE)
            return tie(request, JsonResponse({"asks": False, "tied": True}), follower)
        if not asks_itself():
            return JsonResponse({"asks": False})
        with override(_language(self.said)):
            shown = {
                "asks": True,
                "heading": _("May %(shop)s know what you look at here?") % {"shop": follower.account.name},
                "notice": notice_of(follower.account),
                "yes": _("Yes, that is fine"),
                "no": _("No, thank you"),
                "more": _("About these records"),
                "done": _("Thank you. You can change this at any time."),
                "kept": _("All right. Nothing is kept."),
                "failed": _("That did not work. Please try again."),
            }
        return JsonResponse(shown)


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class AnswerView(_ScriptView):
    """Yes or no, by a friend who has just arrived."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep it; only a yes sets a cookie."""
        follower, answer = arrived(str(self.said.get("token") or "")), self.said.get("answer")
        if follower is None or answer not in {"yes", "no"} or not asks_itself():
            return HttpResponse(status=403)
        with override(_language(self.said)):
            notice = notice_of(follower.account)
        if answer == "yes":
            allow(follower, source=VisitConsent.Source.BANNER, notice=notice)
            return tie(request, JsonResponse({"tied": True}), follower)
        refuse(follower, source=VisitConsent.Source.BANNER, notice=notice)
        return untie(JsonResponse({"tied": False}))


@method_decorator([login_not_required, csrf_protect], name="dispatch")
class ChoiceView(View):
    """Where a visitor sees whether visits are known, and takes a yes back. It needs no JavaScript."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """How it is in this browser."""
        with override(get_language_from_request(request)):
            follower = visitor(request)
            context = {
                "shop": follower.account.name if follower else "",
                "notice": notice_of(follower.account) if follower else "",
                "is_over": "over" in request.GET,
            }
            response = render(request, "linesteps/web/visits.html", context)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def head(self, request: HttpRequest) -> HttpResponse:
        """The same."""
        return self.get(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take it back, in every browser."""
        follower = visitor(request)
        if follower is not None:
            refuse(follower, source=VisitConsent.Source.BANNER)
        response = redirect(f"{request.path}?over")
        return untie(response)


def _is_from_here(request: HttpRequest) -> bool:
    origin = urlsplit(request.headers.get("Origin", ""))
    return (
        request.content_type == "application/json"
        # Behind a proxy that ends TLS and does not say so, a page by https looks like http here; not the reverse.
        and origin.scheme in {request.scheme, "https"}
        and origin.netloc == request.get_host()
    )


def _said(request: HttpRequest) -> dict[str, Any] | None:
    try:
        if int(request.headers.get("Content-Length") or 0) > _LONGEST_BODY:
            return None
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _language(said: dict[str, Any]) -> str:
    return "ja" if str(said.get("language") or "").lower().startswith("ja") else "en"
