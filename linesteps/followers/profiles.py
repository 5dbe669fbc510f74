"""Names and pictures of friends, fetched from LINE in the background."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import models

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.errors import SecretError
from linesteps.failpoints import failpoint
from linesteps.fields import storable_text
from linesteps.followers.models import Follower
from linesteps.line.client import LineClient, Profile
from linesteps.line.outcomes import LineFault, LineNotFound

logger = logging.getLogger("linesteps.followers")

#: A profile that LINE did not give is asked for again after this time.
TRY_AGAIN_AFTER = timedelta(minutes=10)
_AT_ONCE = 16


def ask(
    account: Account, line_user_ids: Iterable[str], *, patience: float | None = None
) -> dict[str, Profile | None]:
    """The profiles LINE gives; ``None`` for people it knows no profile of, none for failed calls.

    Makes network calls: no transaction may be open.

    Args:
        account: whose friends they are.
        line_user_ids: whom to ask for.
        patience: seconds after which to go on without an answer.
    """
    ids = list(line_user_ids)
    if not ids:
        return {}
    try:
        client = LineClient(account.api_url, account.access_token(), patience=patience)
    except SecretError as error:
        logger.error("No profiles for account %s: %s", account.pk, error)
        return {}

    def one(line_user_id: str) -> tuple[str, Profile | None] | None:
        try:
            return line_user_id, client.profile(line_user_id)
        except LineNotFound:
            return line_user_id, None
        except LineFault as fault:
            logger.warning("No profile for a friend of account %s: %s", account.pk, fault)
            return None

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(pair for pair in pool.map(one, ids) if pair is not None)


def store(follower: Follower, profile: Profile | None) -> None:
    """Write what LINE said of a friend; ``None``: it has no profile to give, do not ask again."""
    moment = clock.now()
    follower.profile_fetched_at = follower.profile_tried_at = moment
    if profile is not None:
        follower.display_name = storable_text(profile.display_name)[:200]
        follower.picture_url = (
            storable_text(profile.picture_url) if profile.picture_url.startswith("https://") else ""
        )
        follower.language = storable_text(profile.language)[:20]
    follower.save(
        update_fields=["profile_fetched_at", "profile_tried_at", "display_name", "picture_url", "language"]
    )


def fetch_missing(limit: int = 200) -> int:
    """Ask for profiles that are missing; returns how many were tried."""
    moment = clock.now()
    untried = models.Q(profile_tried_at__isnull=True) | models.Q(
        profile_tried_at__lt=moment - TRY_AGAIN_AFTER
    )
    rows = list(
        Follower.objects.without_profile().filter(untried).select_related("account").order_by("id")[:limit]
    )
    by_account: dict[Account, list[Follower]] = {}
    for row in rows:
        by_account.setdefault(row.account, []).append(row)
    for account, followers in by_account.items():
        Follower.objects.filter(pk__in=[row.pk for row in followers]).update(profile_tried_at=moment)
        answers = ask(account, [row.line_user_id for row in followers])
        for row in followers:
            if row.line_user_id in answers:
                store(row, answers[row.line_user_id])
                failpoint("followers.after_profile")
    return len(rows)
