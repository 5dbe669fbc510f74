"""Friends enough for an audience, and narrowcasts to them."""

from __future__ import annotations

from typing import Any

from linesteps import clock
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import save_segment
from linesteps.emulator import acts
from linesteps.emulator.records import Person
from linesteps.followers.models import Follower
from linesteps.followers.tags import add_tag
from linesteps.lineaudiences.acts import begin
from linesteps.lineaudiences.models import LineAudience
from linesteps.running import settle_now
from linesteps.testing.build import tagged
from linesteps.testing.shop import Shop


def crowd(shop: Shop, count: int, **properties: Any) -> list[str]:
    """Friends at both ends, without a webhook for each."""

    def add() -> list[str]:
        platform, found = shop.line.platform, []
        for number in range(count):
            person = Person(name=f"Friend {number}", **properties)
            platform.add_person(shop.there, person)
            acts.follow(platform, shop.there, person)
            found.append(person.user_id)
        platform.queued_webhooks.clear()
        return found

    ids = shop.line._do(add)
    Follower.objects.bulk_create(
        [
            Follower(
                account=shop.account,
                line_user_id=one,
                status=Follower.Status.FRIEND,
                status_at=clock.now(),
                first_followed_at=clock.now(),
                last_followed_at=clock.now(),
                profile_fetched_at=clock.now(),
            )
            for one in ids
        ]
    )
    return ids


def regulars(shop: Shop, ids: list[str]) -> Segment:
    """A segment of these friends."""
    segment = Segment(account=shop.account, name="Regulars", conditions=[tagged("VIP")])
    save_segment(segment)
    for follower in Follower.objects.filter(line_user_id__in=ids):
        add_tag(follower, "VIP", "hand")
    return segment


def upload(shop: Shop, segment: Segment, name: str = "Regulars") -> LineAudience:
    row = LineAudience(account=shop.account, name=name, segment=segment)
    row.full_clean()
    begin(row)
    settle_now()
    return row


def ready(shop: Shop, row: LineAudience) -> LineAudience:
    shop.pass_time(minutes=2)
    row.refresh_from_db()
    assert row.state == LineAudience.State.READY, row.fault
    return row


def at_line(shop: Shop) -> list[Any]:
    return list(shop.line.platform.audience_groups[shop.there.channel_id].values())
