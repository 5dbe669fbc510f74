"""Names of people who were just added, asked for before their first message is made."""

from __future__ import annotations

from linesteps.accounts.models import Account
from linesteps.engine.react import Profiles
from linesteps.followers import profiles
from linesteps.followers.models import Follower
from linesteps.inbox.models import InboxEvent


def profiles_of_newcomers() -> Profiles:
    """Names of people in waiting follow events, so that the first message can call them by name.

    A failed or slow call costs the name, not the message: the profile is asked for again later.
    """
    waiting = InboxEvent.objects.waiting().filter(kind="follow").exclude(line_user_id="")[:200]
    wanted: dict[int, set[str]] = {}
    for account_id, line_user_id in waiting.values_list("account_id", "line_user_id"):
        wanted.setdefault(account_id, set()).add(line_user_id)
    found: Profiles = {}
    for account in Account.objects.filter(pk__in=wanted):
        known = Follower.objects.filter(
            account=account, line_user_id__in=wanted[account.pk], profile_fetched_at__isnull=False
        )
        ids = wanted[account.pk] - set(known.values_list("line_user_id", flat=True))
        answers = profiles.ask(account, ids, patience=1.0)
        found.update({(account.pk, line_user_id): answer for line_user_id, answer in answers.items()})
    return found
