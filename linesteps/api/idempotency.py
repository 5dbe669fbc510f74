"""A request with an idempotency key is done once; sent again, it gets the answer of the first time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linesteps import clock
from linesteps.api.errors import Refused
from linesteps.api.models import AnsweredRequest
from linesteps.failpoints import failpoint

HEADER = "Idempotency-Key"
#: How long an answer is kept.
KEPT = timedelta(days=1)
MAX_KEY = 100

Answer = tuple[int, Any]


def once(request: HttpRequest, act: Callable[[], Answer]) -> Answer:
    """Do it, or answer as the first time. What is done and that it was done are committed together.

    Two requests with one key at the same time wait for each other. What fails is not kept, so it may be tried
    again with the same key.

    Args:
        request: its header ``Idempotency-Key`` names it; without one it is done each time.
        act: returns the status and plain JSON.

    Raises:
        Refused: 422, the key is too long or was used for something else.
    """
    key = request.headers.get(HEADER, "")
    if not key:
        with transaction.atomic():
            return act()
    if len(key) > MAX_KEY or not key.isprintable():
        text = _("The header %(header)s takes at most %(max)s printable characters.")
        raise Refused(422, "bad_idempotency_key", text % {"header": HEADER, "max": MAX_KEY})
    user, asked = int(request.user.pk or 0), _digest(request)
    known = _known(user, key, asked)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            # First, so that whoever comes second with this key waits here until we are done.
            row = AnsweredRequest.objects.create(user_id=user, key=key, asked=asked, status=0, at=clock.now())
            row.status, row.answer = act()
            row.save(update_fields=["status", "answer"])
            failpoint("api.before_commit")
        return row.status, row.answer
    except IntegrityError:
        known = _known(user, key, asked)
        if known is None:
            raise
        return known


def forget_answers() -> int:
    """Delete answers that are not kept any longer; returns how many."""
    count, _rows = AnsweredRequest.objects.filter(at__lt=clock.now() - KEPT).delete()
    return count


def _known(user: int, key: str, asked: str) -> Answer | None:
    row = AnsweredRequest.objects.filter(user_id=user, key=key).first()
    if row is None:
        return None
    if row.at < clock.now() - KEPT:
        row.delete()
        return None
    if row.asked != asked:
        text = _("This %(header)s was used for another request before. Use a new one for each request.")
        raise Refused(422, "idempotency_key_used", text % {"header": HEADER})
    return row.status, row.answer


def _digest(request: HttpRequest) -> str:
    parts = (request.method or "", request.get_full_path(), request.body)
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
