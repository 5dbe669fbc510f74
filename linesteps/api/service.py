"""The API itself: Django Ninja with Wagtail's tokens, our routes, and problems in the caller's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils import translation
from ninja.errors import Throttled
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.errors import problem_response, register_exception_handlers

from linesteps.api.document import DocumentedAPI
from linesteps.api.errors import Refused
from linesteps.api.routes import accounts, events, followers, scenarios
from linesteps.api.throttle import TokenThrottle

_ABOUT = """Tell linesteps what happened on your side, read and change what is known of a follower, and start or end
runs of scenarios. Each request carries a token of a Wagtail user (`Authorization: Bearer …`, made in the admin under
*Users*), and may do what that user may do."""

api = DocumentedAPI(
    title="linesteps",
    version="1.0.0",
    description=_ABOUT,
    urls_namespace="linesteps_api",
    auth=BearerTokenAuth(),
    throttle=[TokenThrottle()],
    # Its pages load scripts from elsewhere.
    docs_url=None,
)
register_exception_handlers(api)
for _router in (accounts.router, events.router, followers.router, scenarios.router):
    api.add_router("/", _router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """With the word for programs as the problem's type."""
    return problem_response(
        status=error.status, detail=error.detail, type_uri=f"urn:linesteps:problem:{error.code}"
    )


@api.exception_handler(Throttled)
def throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    """With the time after which to try again."""
    response = problem_response(status=429, type_uri="urn:linesteps:problem:too_many_requests")
    response["Retry-After"] = str(max(1, round(error.wait or 1)))
    return response


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """Longer than the site's DATA_UPLOAD_MAX_MEMORY_SIZE."""
    return problem_response(status=413, type_uri="urn:linesteps:problem:too_big")


def _in_their_language(view: Callable[..., Any]) -> Callable[..., Any]:
    """Sentences in the language that the caller accepts, whatever middleware the site has."""

    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with translation.override(translation.get_language_from_request(request)):
            return view(request, *args, **kwargs)

    asked.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie counts here, only the token
    asked.login_required = False  # type: ignore[attr-defined]  # as ``login_not_required`` says it
    return asked


def urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    """Its addresses, for ``path(…, urls())``."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _in_their_language(pattern.callback)
    return patterns, app, namespace
