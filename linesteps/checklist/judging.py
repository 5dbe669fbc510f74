"""Asking LINE whether it would take the messages of a scenario, each send as long as it can become."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.checklist.models import JudgedMessages
from linesteps.errors import ConfigurationError, SecretError
from linesteps.line.client import LineClient
from linesteps.line.outcomes import LineFault, LineRefused

logger = logging.getLogger("linesteps.checklist")

#: So long an answer counts.
FRESH = timedelta(minutes=10)
#: What LINE refuses may be mended there, such as a coupon; whoever waits for it asks again sooner.
BAD_FRESH = timedelta(seconds=20)
#: Nothing older is ever looked for again.
_KEPT = timedelta(days=1)
#: LINE takes 2,000 of these questions a second (reference, “Rate limits”); no answer takes long.
_SIDE_BY_SIDE = 8

Refusal = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What LINE said of one send.

    Args:
        is_answered: whether it said anything.
        refusals: place and LINE's words; empty where it takes the messages.
    """

    is_answered: bool
    refusals: Sequence[Refusal] = ()

    @property
    def is_good(self) -> bool:
        """Whether LINE takes them."""
        return self.is_answered and not self.refusals


def hash_of(account: Account, messages: Sequence[Mapping[str, Any]]) -> str:
    """What an answer is found by: another account may have other coupons."""
    text = json.dumps([account.pk, list(messages)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def known(hashes: Iterable[str]) -> dict[str, Judgement]:
    """What is known and still counts, by hash; one query."""
    rows = JudgedMessages.objects.filter(
        messages_hash__in=set(hashes), judged_at__gte=clock.real_now() - FRESH
    )
    return {row.messages_hash: _judgement(row) for row in rows}


def _judgement(row: JudgedMessages) -> Judgement:
    refusals = [(str(place), str(words)) for place, words in row.refusals]
    return Judgement(is_answered=row.is_answered, refusals=refusals)


def judge_all(account: Account, sends: Mapping[str, Sequence[Mapping[str, Any]]], *, seconds: float) -> None:
    """Ask about those of which nothing good is known freshly, in ``seconds`` at most; never raises.

    Args:
        account: whose messages they are.
        sends: message objects by hash.
    """
    moment = clock.real_now()
    is_good = Q(is_answered=True, refusals=[], judged_at__gte=moment - FRESH)
    rows = JudgedMessages.objects.filter(
        is_good | Q(judged_at__gte=moment - BAD_FRESH), messages_hash__in=sends
    )
    fresh = set(rows.values_list("messages_hash", flat=True))
    wanted = {one: messages for one, messages in sends.items() if one not in fresh}
    if not wanted:
        return
    try:
        client = LineClient(account.api_url, account.access_token(), patience=seconds)
    except (SecretError, ConfigurationError):
        # The connection's check says so.
        return
    _remember(_ask_all(client, wanted, seconds))


def _ask_all(
    client: LineClient, wanted: Mapping[str, Sequence[Mapping[str, Any]]], seconds: float
) -> dict[str, Judgement]:
    end = time.monotonic() + seconds
    pool = ThreadPoolExecutor(max_workers=_SIDE_BY_SIDE, thread_name_prefix="linesteps-judge")
    try:
        futures = {pool.submit(_ask, client, messages): one for one, messages in wanted.items()}
        done, _late = wait(futures, timeout=max(end - time.monotonic(), 0.0))
        answers = {futures[one]: one.result() for one in done}
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return {one: answers.get(one, Judgement(is_answered=False)) for one in wanted}


def _ask(client: LineClient, messages: Sequence[Mapping[str, Any]]) -> Judgement:
    try:
        client.validate_push([dict(one) for one in messages])
    except LineRefused as refusal:
        return Judgement(is_answered=True, refusals=refusal.details or [("", str(refusal))])
    except LineFault as fault:
        logger.info("LINE did not judge messages before publishing: %s", fault)
        return Judgement(is_answered=False)
    return Judgement(is_answered=True)


def _remember(answers: Mapping[str, Judgement]) -> None:
    moment = clock.real_now()
    JudgedMessages.objects.filter(judged_at__lt=moment - _KEPT).delete()
    JudgedMessages.objects.bulk_create(
        [
            JudgedMessages(
                messages_hash=one,
                is_answered=answer.is_answered,
                refusals=[list(refusal) for refusal in answer.refusals],
                judged_at=moment,
            )
            for one, answer in sorted(answers.items())
        ],
        update_conflicts=True,
        unique_fields=["messages_hash"],
        update_fields=["is_answered", "refusals", "judged_at"],
    )
