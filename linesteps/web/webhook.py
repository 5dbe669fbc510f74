"""The address that LINE posts events to: verify, store, answer 200. Everything else happens later."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from linesteps import bulk, clock
from linesteps.accounts.models import WEBHOOK_NOTED_EVERY, Account
from linesteps.errors import SecretError
from linesteps.inbox.receive import NotUnderstood, receive
from linesteps.line.signature import is_signed

logger = logging.getLogger("linesteps.web")

#: LINE documents no size of its own; many events come in one body, so this is generous.
MAX_BYTES = 1024 * 1024
#: How long to wait for a row that somebody else holds, of LINE's two seconds.
NOTE_SECONDS = 0.3

#: What is needed to check and store a webhook.
_COLUMNS = ("channel_secret", "previous_channel_secret", "webhook_seen_at", "webhook_refused_at")
#: By slug, accounts as this process saw them last, secrets encrypted: to ask for one each time would be one trip
#: of two to PostgreSQL. Each webhook is stored only if the account is still the same, and else the account is
#: looked up anew, so nothing is ever decided by what was true before.
_seen: dict[str, Account] = {}


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class WebhookView(View):
    """One address for each account, named by a random slug that tells nothing.

    The order of checks is fixed: method, size, slug, signature, content. An unknown slug and an
    account out of use answer alike.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Take a body from LINE. 200 means that its events are committed."""
        body = _body(request)
        if body is None:
            return HttpResponse(status=413)
        signature = request.headers.get("X-Line-Signature", "")
        try:
            return HttpResponse(status=_taken_as_seen(slug, body, signature) or _taken(slug, body, signature))
        except SecretError:
            logger.exception("A webhook cannot be checked.", extra={"slug": slug})
        except DatabaseError:
            # Not 200: LINE may deliver again, and nothing is half stored.
            logger.exception("A webhook could not be stored.", extra={"slug": slug})
        return HttpResponse(status=503)


def _taken_as_seen(slug: str, body: bytes, signature: str) -> int:
    """The answer, given by the account as it was; 0 if it must be looked up (anew)."""
    account = _seen.get(slug)
    if account is None or not bulk.is_one_trip_possible():
        return 0
    if not is_signed(body, signature, account.channel_secrets()):
        return 0
    same = {
        "id": account.pk,
        "slug": slug,
        "is_active": True,
        "channel_secret": account.channel_secret,
        "previous_channel_secret": account.previous_channel_secret,
    }
    try:
        if not receive(account, body, only_if=same):
            return 0
    except (bulk.Changed, NotUnderstood):
        return 0
    _note(account, "webhook_seen_at")
    return 200


def _taken(slug: str, body: bytes, signature: str) -> int:
    """The answer, given by the account as it is."""
    account = bulk.look_up(Account, _COLUMNS, slug=slug, is_active=True)
    if account is None:
        _seen.pop(slug, None)
        return 404
    _seen[slug] = account
    if not is_signed(body, signature, account.channel_secrets()):
        logger.warning("A webhook with a wrong signature was refused.", extra={"account": account.pk})
        _note(account, "webhook_refused_at")
        return 403
    try:
        receive(account, body)
    except NotUnderstood as error:
        logger.warning("A webhook is no webhook: %s", error, extra={"account": account.pk})
        return 400
    _note(account, "webhook_seen_at")
    return 200


def _note(account: Account, column: str) -> None:
    """Once a minute at most: one row must not become a queue for all webhooks."""
    moment, before = clock.now(), getattr(account, column)
    if before is None or abs(moment - before) >= WEBHOOK_NOTED_EVERY:
        try:
            with bulk.hurried(NOTE_SECONDS):
                Account.objects.filter(pk=account.pk).update(**{column: moment})
            setattr(account, column, moment)
        except DatabaseError:
            # What is to be committed is; the next webhook may note it.
            logger.warning("Could not note the time of a webhook.", exc_info=True)


def _body(request: HttpRequest) -> bytes | None:
    """The raw body, or ``None`` when it is too long, whatever its header says."""
    try:
        if int(request.headers.get("Content-Length") or 0) > MAX_BYTES:
            return None
        body = request.read(MAX_BYTES + 1)
    except (ValueError, UnreadablePostError, RawPostDataException):
        return None
    return None if len(body) > MAX_BYTES else body
