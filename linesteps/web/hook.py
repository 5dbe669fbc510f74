"""The address at which another system reports what friends did: checked, taken, and answered honestly."""

from __future__ import annotations

import logging
import time

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils.decorators import method_decorator
from django.utils.translation import override
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from linesteps import clock, conf
from linesteps.errors import SecretError
from linesteps.hooks.fields import MAX_BYTES, NotRead
from linesteps.hooks.models import Received, ReceivingAddress
from linesteps.hooks.reasons import STATUS_CODES, Reason, in_words
from linesteps.hooks.signature import NotSigned, check_plain, check_standard
from linesteps.hooks.take import note_refused, take

logger = logging.getLogger("linesteps.web")

_WINDOW_SECONDS = 60


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class HookView(View):
    """The order of checks is fixed: method, size, address, number, signature, content.

    202 means that it is committed. An unknown address and one out of use answer alike.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Take one report."""
        body = _body(request)
        try:
            address = (
                ReceivingAddress.objects.filter(slug=slug, is_on=True, account__is_active=True)
                .select_related("account", "person_attribute")
                .order_by()
                .first()
            )
            if address is None:
                return JsonResponse({"error": "not_found"}, status=404)
            if not _fits_into_the_minute(address):
                answer = JsonResponse({"error": "too_many"}, status=429)
                answer.headers["Retry-After"] = str(int(_WINDOW_SECONDS - time.time() % _WINDOW_SECONDS) + 1)
                return answer
            return _take(request, address, body)
        except (DatabaseError, SecretError):
            # Not 2xx: the sender tries again, and nothing is half stored.
            logger.exception("A report of another system could not be stored.")
            return JsonResponse({"error": "try_again"}, status=503)


def _take(request: HttpRequest, address: ReceivingAddress, body: bytes | None) -> HttpResponse:
    if body is None:
        return _refuse(address, Reason.TOO_LARGE)
    try:
        event_id = _checked(request, address, body)
        row = take(address, event_id, body)
    except (NotSigned, NotRead) as refused:
        return _refuse(address, refused.reason)
    if row.status == Received.Status.TAKEN:
        return JsonResponse({"status": "taken" if row.times == 1 else "repeated"}, status=202)
    return _said(Reason(row.reason))


def _checked(request: HttpRequest, address: ReceivingAddress, body: bytes) -> str:
    secrets = address.secrets()
    if address.scheme == ReceivingAddress.Scheme.PLAIN:
        return check_plain(request.headers, body, secrets, address.signature_header)
    # By the real time: whoever signs does so by a real clock.
    return check_standard(request.headers, body, secrets, clock.real_now().timestamp())


def _refuse(address: ReceivingAddress, reason: Reason) -> HttpResponse:
    logger.warning("A report was refused: %s", reason.value, extra={"address": address.pk})
    note_refused(address, reason)
    return _said(reason)


def _said(reason: Reason) -> HttpResponse:
    # For an engineer who reads a log; without the values, which are in our own log.
    with override("en"):
        message = in_words(reason, "…")
    return JsonResponse({"error": reason.value, "message": message}, status=STATUS_CODES.get(reason, 422))


def _fits_into_the_minute(address: ReceivingAddress) -> bool:
    """As many as a token of the API may send; the count is in Django's cache."""
    most = conf.api_requests_a_minute()
    if not most:
        return True
    key = f"linesteps-hook-{address.pk}-{int(time.time()) // _WINDOW_SECONDS}"
    cache.add(key, 0, 2 * _WINDOW_SECONDS)
    try:
        return cache.incr(key) <= most
    except ValueError:
        # It was thrown out in between.
        return True


def _body(request: HttpRequest) -> bytes | None:
    """The raw body, or ``None`` when it is too long, whatever its header says."""
    try:
        if int(request.headers.get("Content-Length") or 0) > MAX_BYTES:
            return None
        body = request.read(MAX_BYTES + 1)
    except (ValueError, UnreadablePostError, RawPostDataException):
        return None
    return None if len(body) > MAX_BYTES else body
