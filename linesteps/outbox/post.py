"""Writing dispatches: the cheapest call of LINE's that can carry each send."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from linesteps import bulk, doorbell
from linesteps.accounts.quiet import send_time
from linesteps.followers.models import Follower
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import Reason

#: LINE's bound for one multicast (openapi/messaging-api.yml, MulticastRequest.to).
MULTICAST_MAX = 500
#: A multicast costs the same for few as for many, but its refusal is shared; below this, push.
MULTICAST_MIN = 2


@dataclass(frozen=True, kw_only=True)
class Post:
    """One send to one follower, as the engine wants it.

    Args:
        follower: with its account loaded.
        messages: the JSON array of message objects, exactly as it is to go out.
        scenario_id: whose send it is.
        step_id: which step of it.
        is_same_for_all: whether everybody at this step gets this very text.
        is_prompt: whether it answers what the person did just now.
        rank: a follower's posts of lower rank go out first.
        after_id: a dispatch of an earlier batch that must have come to an end first.
        expires_at: when it is too late to send it at all.
    """

    follower: Follower
    messages: str
    scenario_id: int | None
    step_id: str
    is_same_for_all: bool
    is_prompt: bool
    rank: int = 0
    after_id: int | None = None
    expires_at: datetime | None = None


def post(posts: Sequence[Post], moment: datetime) -> list[Dispatch | None]:
    """Write dispatches in the caller's commit; returns the dispatch of each post, in order.

    ``None`` stands for a follower who is no friend (any more): nothing is sent. Who just wrote or
    was added is answered by reply, which is free; equal texts share a multicast; the rest is pushed.
    Several posts for one follower go out one after the other, in their order.
    """
    writing = _Writing(posts, moment)
    for rank in sorted({one.rank for one in posts}):
        writing.write([number for number, one in enumerate(posts) if one.rank == rank])
    if writing.found:
        doorbell.ring("dispatch_outbox")
    return [writing.found.get(number) for number in range(len(posts))]


class _Writing:
    """The dispatches of one batch, rank by rank: a follower's second waits for the first."""

    def __init__(self, posts: Sequence[Post], moment: datetime) -> None:
        self.posts = posts
        self.moment = moment
        self.tokens = _take_reply_tokens(posts, moment)
        self.found: dict[int, Dispatch] = {}
        self._last: dict[int, Dispatch] = {}

    def write(self, numbers: list[int]) -> None:
        """Write the posts of one rank."""
        written: list[Dispatch] = []
        shared: dict[tuple[int | None, object], list[int]] = defaultdict(list)
        for number in numbers:
            one = self.posts[number]
            if not one.follower.is_friend:
                continue
            after = self._last.get(one.follower.pk)
            after_id = after.pk if after else one.after_id
            if token := self.tokens.pop(one.follower.pk, ""):
                # Who just wrote is answered now, even if an earlier message waits for the morning.
                first_id = after.pk if after else None
                written.append(self._dispatch(Dispatch.Endpoint.REPLY, [number], first_id, token))
            elif one.is_same_for_all:
                shared[(after_id, self._same(one))].append(number)
            else:
                written.append(self._dispatch(Dispatch.Endpoint.PUSH, [number], after_id))
        for (after_id, _same), group in shared.items():
            for chunk in _chunks(group, MULTICAST_MAX):
                is_many = len(chunk) >= MULTICAST_MIN
                endpoint = Dispatch.Endpoint.MULTICAST if is_many else Dispatch.Endpoint.PUSH
                written.append(self._dispatch(endpoint, chunk, after_id))
        Dispatch.objects.bulk_create(written, batch_size=500)
        for number in numbers:
            if number in self.found:
                self._last[self.posts[number].follower.pk] = self.found[number]

    def _dispatch(
        self, endpoint: str, numbers: list[int], after_id: int | None, reply_token: str = ""
    ) -> Dispatch:
        posts = [self.posts[number] for number in numbers]
        first = posts[0]
        due_at = self.moment if endpoint == Dispatch.Endpoint.REPLY else self._due_at(first)
        row = Dispatch(
            account=first.follower.account,
            endpoint=endpoint,
            recipients=[[one.follower.pk, one.follower.line_user_id] for one in posts],
            sole_follower_id=first.follower.pk if len(posts) == 1 else None,
            messages=first.messages,
            reply_token=reply_token,
            due_at=due_at,
            is_prompt=first.is_prompt,
            expires_at=first.expires_at,
            reason=Reason.QUIET_HOURS if due_at > self.moment else "",
            after_id=after_id,
            scenario_id=first.scenario_id,
            step_id=first.step_id,
            created_at=self.moment,
        )
        self.found.update(dict.fromkeys(numbers, row))
        return row

    def _same(self, one: Post) -> tuple[object, ...]:
        """What must be equal for people to share a call."""
        due_at = self._due_at(one)
        return (
            one.follower.account_id, one.scenario_id, one.step_id, one.messages, one.is_prompt, one.expires_at, due_at
        )  # fmt: skip

    def _due_at(self, one: Post) -> datetime:
        """Now, or after the night; answers to what the person did just now are no surprise."""
        return self.moment if one.is_prompt else send_time(one.follower.account, one.follower.pk, self.moment)


def _take_reply_tokens(posts: Sequence[Post], moment: datetime) -> dict[int, str]:
    """The unused, living reply tokens by follower, taken so that nobody else uses them.

    Followers that somebody else holds are passed over: waiting for them while holding runs would
    cross with a webhook that holds the follower and waits for the run.
    """
    wanted = [one.follower.pk for one in posts if one.follower.reply_token]
    if not wanted:
        return {}
    rows = Follower.objects.filter(pk__in=wanted, reply_token_expires_at__gt=moment).exclude(reply_token="")
    tokens = {row.pk: row.reply_token for row in bulk.lock(rows.order_by("pk"))}
    Follower.objects.filter(pk__in=tokens).update(reply_token="")
    return tokens


def _chunks(numbers: list[int], size: int) -> Iterable[list[int]]:
    return (numbers[start : start + size] for start in range(0, len(numbers), size))
