"""Opening many addresses side by side, and remembering what came of each."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

from linesteps import clock
from linesteps.checklist.models import OpenedLink, hash_of
from linesteps.checklist.opening.result import TURNS_PROGRAMS_AWAY
from linesteps.checklist.opening.visit import SECONDS, Answer, visit

#: So long an answer counts.
FRESH = timedelta(minutes=10)
#: A bad one may have been mended meanwhile, so whoever waits for it asks again sooner.
BAD_FRESH = timedelta(seconds=20)
#: A person's word counts for so long.
VOUCHED = timedelta(days=30)
_SIDE_BY_SIDE = 8


def known(urls: Iterable[str]) -> dict[str, OpenedLink]:
    """What is known of addresses and still counts, by address; one query."""
    by_hash = {hash_of(url): url for url in urls}
    rows = OpenedLink.objects.filter(url_hash__in=by_hash, opened_at__gte=clock.real_now() - FRESH)
    return {by_hash[row.url_hash]: row for row in rows.select_related("vouched_by")}


def open_all(urls: Iterable[str], *, seconds: float) -> None:
    """Open those of which nothing good is known freshly, in ``seconds`` at most; the rest stays unknown."""
    moment = clock.real_now()
    seen = known(urls)
    wanted = [url for url in urls if url not in seen or _is_stale_and_bad(seen[url], moment)]
    if not wanted:
        return
    end = time.monotonic() + seconds
    pool = ThreadPoolExecutor(max_workers=_SIDE_BY_SIDE, thread_name_prefix="linesteps-link")
    try:
        futures = {pool.submit(visit, url, seconds=min(SECONDS, seconds)): url for url in wanted}
        done, _late = wait(futures, timeout=max(end - time.monotonic(), 0.0))
        _remember({futures[one]: one.result() for one in done})
    finally:
        # Nobody waits for a name server that does not answer.
        pool.shutdown(wait=False, cancel_futures=True)


def is_bad(row: OpenedLink) -> bool:
    """Whether friends would not see a page there, as far as a program can tell."""
    return bool(row.fault) or (row.status_code or 0) >= 400


def is_vouched(row: OpenedLink) -> bool:
    """Whether a person said lately that it opens."""
    return row.vouched_at is not None and row.vouched_at >= clock.real_now() - VOUCHED


def vouch(url: str, user: object) -> bool:
    """Take a person's word that an address opens; False when no program was turned away there."""
    row = OpenedLink.objects.filter(url_hash=hash_of(url), status_code__in=TURNS_PROGRAMS_AWAY)
    return bool(row.update(vouched_by=user, vouched_at=clock.real_now()))


def _is_stale_and_bad(row: OpenedLink, moment: object) -> bool:
    return is_bad(row) and row.opened_at < moment - BAD_FRESH  # type: ignore[operator]


def _remember(answers: Mapping[str, Answer]) -> None:
    moment = clock.real_now()
    OpenedLink.objects.bulk_create(
        [
            OpenedLink(
                url_hash=hash_of(url),
                url=url,
                status_code=answer.status_code,
                fault=answer.fault.value,
                opened_at=moment,
            )
            for url, answer in sorted(answers.items())
        ],
        update_conflicts=True,
        unique_fields=["url_hash"],
        update_fields=["status_code", "fault", "opened_at"],
    )
