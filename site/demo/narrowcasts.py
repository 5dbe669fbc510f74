"""The demo's audience at LINE, and a narrowcast to it that waits for somebody to press “Send”."""

from __future__ import annotations

from collections.abc import Mapping

from linesteps.accounts.models import Account
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import save_segment
from linesteps.lineaudiences.acts import begin
from linesteps.lineaudiences.models import LineAudience
from linesteps.narrowcasts.models import Narrowcast
from linesteps.testing.build import condition


def make_narrowcast(account: Account, words: Mapping[str, str]) -> None:
    """A segment, its audience on its way to LINE, and a draft to it.

    Args:
        account: whose.
        words: what they say (``narrowcast`` in ``content``).
    """
    week = condition("friend_days", comparison="at_least", days=7)
    segment = Segment(account=account, name=words["segment"], conditions=[week])
    save_segment(segment)
    audience = LineAudience(account=account, name=words["audience"], segment=segment)
    begin(audience)
    draft = Narrowcast.objects.create(
        account=account, name=words["name"], messages=[("text", {"text": words["text"]})]
    )
    draft.include.add(audience)
