"""Writing dispatches: the cheapest call of LINE's that can carry each send."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from linesteps import bulk, doorbell
from linesteps.accounts.models import Account
from linesteps.accounts.quiet import Mornings
from linesteps.followers.models import Follower
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import Reason
from linesteps.outbox.told import tell_ends

T = TypeVar("T")

#: LINE's bound for one multicast (openapi/messaging-api.yml, MulticastRequest.to).
MULTICAST_MAX = 500
#: A multicast costs the same for few as for many, but its refusal is shared; below this, push.
MULTICAST_MIN = 2
#: Rows of one statement: texts of a friend's own may be long, and the database gets them once more as one text.
_ROWS_AT_ONCE = 500
#: The messages of a send that is refused before it is filled.
NO_MESSAGES = "[]"


class Recipient(NamedTuple):
    """A follower, as far as the outbox must know them."""

    follower_id: int
    account_id: int
    line_user_id: str
    is_friend: bool
    display_name: str
    #: It may have run out already.
    has_reply_token: bool


def recipients(follower_ids: Collection[int]) -> dict[int, Recipient]:
    """Recipients by follower id, in one query and without an instance for each."""
    friend = Follower.Status.FRIEND.value
    return {
        pk: Recipient(pk, account_id, line_id, status == friend, name, token != "")
        for pk, account_id, line_id, status, name, token in _PEOPLE(ids=follower_ids)
    }


_PEOPLE = bulk.Statement(
    lambda: Follower.objects.filter(bulk.among("pk", bulk.slot("ids"))),
    "pk", "account_id", "line_user_id", "status", "display_name", "reply_token",
)  # fmt: skip


@dataclass(eq=False, slots=True)
class Letter:
    """What sends have in common; equal to itself only: those of one letter can share a call. Never changed.

    Not frozen, since a personal send makes one for each, and that would take three times as long.
    """

    #: The JSON array of message objects, exactly as it is to go out.
    messages: str
    #: Whose send it is, and which step of it.
    scenario_id: int | None
    step_id: str
    #: Whether everybody at this step gets this very text.
    is_same_for_all: bool
    #: Whether it answers what the person did just now.
    is_prompt: bool
    #: When it is too late to send it at all.
    expires_at: datetime | None = None
    #: Under which name LINE shall count it together with others; empty for none.
    unit: str = ""
    #: Why it is not to be sent at all (``Reason``); written down for the results, and nothing more.
    refused: str = ""
    #: Whether a reply token may carry it; not what nobody waits for, lest it take the place of a real answer.
    may_reply: bool = True


class Post(NamedTuple):
    """One send to one follower, as the engine wants it."""

    to: Recipient
    letter: Letter
    #: A follower's posts of lower rank go out first.
    rank: int = 0
    #: A dispatch of an earlier batch that must have come to an end first.
    after_id: int | None = None


def post(posts: Sequence[Post], accounts: Mapping[int, Account], moment: datetime) -> list[int | None]:
    """Write dispatches in the caller's commit; returns the id of each post's dispatch, in order.

    ``None`` stands for a follower who is no friend (any more): nothing is sent. Who just wrote or
    was added is answered by reply, which is free; those of one letter share a multicast; the rest is pushed.
    Several posts for one follower go out one after the other, in their order.

    Args:
        posts: what to send.
        accounts: those of the recipients, by id.
        moment: now (aware).
    """
    writing = _Writing(posts, accounts, moment)
    ranks: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(posts):
        ranks[one.rank].append(number)
    for rank in sorted(ranks):
        writing.write(ranks[rank])
    if writing.found:
        doorbell.ring("dispatch_outbox")
    return [writing.found.get(number) for number in range(len(posts))]


class _Call(NamedTuple):
    """A dispatch that is to be written."""

    endpoint: str
    #: Which posts it carries.
    numbers: list[int]
    after_id: int | None
    reply_token: str = ""
    refused: str = ""


class _Writing:
    """The dispatches of one batch, rank by rank: a follower's second waits for the first."""

    def __init__(self, posts: Sequence[Post], accounts: Mapping[int, Account], moment: datetime) -> None:
        self.posts = posts
        self.accounts = accounts
        self.moment = moment
        self._mornings = Mornings(moment)
        self._is_quiet = {pk: self._mornings.is_quiet(account) for pk, account in accounts.items()}
        self.tokens = _take_reply_tokens(posts, moment)
        #: Ids of dispatches by the number of the post.
        self.found: dict[int, int] = {}
        self._last: dict[int, int] = {}

    def write(self, numbers: list[int]) -> None:
        """Write the posts of one rank."""
        for calls in _chunks(self._calls(numbers), _ROWS_AT_ONCE):
            self._write(calls)

    def _write(self, calls: Sequence[_Call]) -> None:
        columns = self._columns(calls)
        ids = bulk.insert(Dispatch, columns, len(calls))
        self._tell_refused(calls, columns, ids)
        for call, pk in zip(calls, ids, strict=True):
            for number in call.numbers:
                self.found[number] = pk
                if not call.refused:
                    self._last[self.posts[number].to.follower_id] = pk

    def _tell_refused(self, calls: Sequence[_Call], columns: Mapping[str, Any], ids: Sequence[int]) -> None:
        """What is over as soon as it is written, since there was no coupon left to send."""
        names = ("status", "reason", "recipients", "settled_at", "scenario_id", "step_id")
        tell_ends(
            [
                Dispatch(pk=pk, **{name: columns[name][number] for name in names})
                for number, (call, pk) in enumerate(zip(calls, ids, strict=True))
                if call.refused
            ]
        )

    def _calls(self, numbers: list[int]) -> list[_Call]:
        calls: list[_Call] = []
        shared: dict[tuple[int | None, Letter, datetime], list[int]] = defaultdict(list)
        for number in numbers:
            to, letter, _rank, after_id = self.posts[number]
            if not to.is_friend:
                continue
            if letter.refused:
                calls.append(_Call(Dispatch.Endpoint.PUSH.value, [number], None, refused=letter.refused))
                continue
            last_id = self._last.get(to.follower_id)
            if token := self.tokens.pop(to.follower_id, "") if self.tokens else "":
                # Who just wrote is answered now, even if an earlier message waits for the morning.
                calls.append(_Call(Dispatch.Endpoint.REPLY.value, [number], last_id, token))
            elif letter.is_same_for_all:
                shared[last_id or after_id, letter, self._due_at(to, letter)].append(number)
            else:
                calls.append(_Call(Dispatch.Endpoint.PUSH.value, [number], last_id or after_id))
        for (after, _letter, _due), group in shared.items():
            for chunk in _chunks(group, MULTICAST_MAX):
                is_many = len(chunk) >= MULTICAST_MIN
                endpoint = Dispatch.Endpoint.MULTICAST if is_many else Dispatch.Endpoint.PUSH
                calls.append(_Call(endpoint.value, chunk, after))
        return calls

    def _columns(self, calls: Sequence[_Call]) -> dict[str, Any]:
        firsts = [self.posts[call.numbers[0]] for call in calls]
        reply = Dispatch.Endpoint.REPLY.value
        new, cancelled = Dispatch.Status.NEW.value, Dispatch.Status.CANCELLED.value
        due = [
            self.moment if call.endpoint == reply else self._due_at(first.to, first.letter)
            for call, first in zip(calls, firsts, strict=True)
        ]
        return {
            "account_id": [first.to.account_id for first in firsts],
            "endpoint": [call.endpoint for call in calls],
            "status": [cancelled if call.refused else new for call in calls],
            "retry_key": [uuid.uuid4() for _call in calls],
            "recipients": [
                [
                    [self.posts[number].to.follower_id, self.posts[number].to.line_user_id]
                    for number in call.numbers
                ]
                for call in calls
            ],
            "sole_follower_id": [
                first.to.follower_id if len(call.numbers) == 1 else None
                for call, first in zip(calls, firsts, strict=True)
            ],
            "messages": [first.letter.messages for first in firsts],
            "reply_token": [call.reply_token for call in calls],
            "due_at": due,
            "is_prompt": [first.letter.is_prompt for first in firsts],
            "expires_at": [first.letter.expires_at for first in firsts],
            "charged": 0,
            "is_test": False,
            "tries": 0,
            "request_id": "",
            "message_ids": "",
            "unit": [first.letter.unit for first in firsts],
            "settled_at": [self.moment if call.refused else None for call in calls],
            "reason": [
                call.refused or (Reason.QUIET_HOURS.value if at > self.moment else "")
                for call, at in zip(calls, due, strict=True)
            ],
            "after_id": [call.after_id for call in calls],
            "scenario_id": [first.letter.scenario_id for first in firsts],
            "step_id": [first.letter.step_id for first in firsts],
            "created_at": self.moment,
        }

    def _due_at(self, to: Recipient, letter: Letter) -> datetime:
        """Now, or after the night; answers to what the person did just now are no surprise."""
        if letter.is_prompt or not self._is_quiet[to.account_id]:
            return self.moment
        return self._mornings.send_time(self.accounts[to.account_id], to.follower_id)


def _take_reply_tokens(posts: Sequence[Post], moment: datetime) -> dict[int, str]:
    """The unused, living reply tokens by follower, taken so that nobody else uses them.

    Followers that somebody else holds are passed over: waiting for them while holding runs would
    cross with a webhook that holds the follower and waits for the run.
    """
    wanted = [
        one.to.follower_id
        for one in posts
        if one.to.has_reply_token and one.letter.may_reply and not one.letter.refused
    ]
    if not wanted:
        return {}
    rows = Follower.objects.filter(pk__in=wanted, reply_token_expires_at__gt=moment).exclude(reply_token="")
    tokens = {row.pk: row.reply_token for row in bulk.lock(rows.order_by("pk"))}
    Follower.objects.filter(pk__in=tokens).update(reply_token="")
    return tokens


def _chunks(things: list[T], size: int) -> Iterable[list[T]]:
    return (things[start : start + size] for start in range(0, len(things), size))
