"""What the emulated phone, which has a port of its own, may show in its frame."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def framed_by_the_phone(response: HttpResponse) -> HttpResponse:
    """The page, framed by this site and the phone only; all other addresses stay as they are."""
    port = settings.EMULATOR_PORT
    phones = f"http://127.0.0.1:{port} http://localhost:{port}"
    response.headers["Content-Security-Policy"] = f"frame-ancestors 'self' {phones}"
    response.xframe_options_exempt = True
    return response


#: Pages for friends.
_FOR_FRIENDS = ("/line/c/", "/line/liff/", "/line/connect/", "/line/r/")


class CouponsOnThePhone:
    """Pages for friends are framed by nobody on a real site; here the phone shows them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the phone frame them."""
        response = self.get_response(request)
        return framed_by_the_phone(response) if request.path.startswith(_FOR_FRIENDS) else response
