"""The state of the emulated LINE Platform. The rules that change it live beside, one verb a module."""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from linesteps import clock
from linesteps.emulator.audience_groups import AudienceGroup
from linesteps.emulator.background import Narrowcast
from linesteps.emulator.buckets import Buckets
from linesteps.emulator.faults import Faults
from linesteps.emulator.ledger import Ledger
from linesteps.emulator.records import (
    Account,
    ChatLine,
    Coupon,
    LinkToken,
    Person,
    ReplyToken,
    RetryKey,
    RichMenus,
    Status,
)

#: A person who is no friend can be pushed to for 7 days after they wrote (reference, "Send push message").
OPEN_AFTER_WRITING = timedelta(days=7)
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")


class Platform:
    """Everything the platform knows, for several accounts.

    Args:
        rate_limits: whether LINE's rate limits hold.
        limits: other limits for some endpoints, see ``buckets.LIMITS``.
        latency_seconds: added to every answer of the API.
        keep: how many requests and webhooks the ledger remembers; ``None`` for all.
        http_hosts: hosts whose media may come by plain http (LINE allows none).
        redelivery_delays: real seconds before each redelivery of a webhook (LINE's are not public).
    """

    def __init__(
        self,
        *,
        rate_limits: bool = True,
        limits: Mapping[str, tuple[int, float]] | None = None,
        latency_seconds: float = 0.0,
        keep: int | None = None,
        http_hosts: Collection[str] = (),
        redelivery_delays: Collection[float] = (0.5, 1.0, 2.0),
    ) -> None:
        self.buckets = Buckets(enabled=rate_limits, limits=limits)
        self.faults = Faults()
        self.faults.latency_seconds = latency_seconds
        self.ledger = Ledger(keep)
        self.http_hosts = frozenset(http_hosts)
        self.redelivery_delays = tuple(redelivery_delays)
        self.signing_key = secrets.token_bytes(32)
        self.accounts: dict[str, Account] = {}
        self.people: dict[str, dict[str, Person]] = defaultdict(dict)
        self.chats: dict[tuple[str, str], list[ChatLine]] = defaultdict(list)
        self.coupons: dict[str, dict[str, Coupon]] = defaultdict(dict)
        self.rich_menus: dict[str, RichMenus] = defaultdict(RichMenus)
        #: Audiences by channel and id, and narrowcasts by the id of their request.
        self.audience_groups: dict[str, dict[int, AudienceGroup]] = defaultdict(dict)
        self.narrowcasts: dict[str, Narrowcast] = {}
        self.reply_tokens: dict[str, ReplyToken] = {}
        self.link_tokens: dict[str, LinkToken] = {}
        self.retry_keys: dict[tuple[str, str], RetryKey] = {}
        self.usage: dict[tuple[str, str], int] = defaultdict(int)
        self.contents: dict[str, tuple[str, str, bytes]] = {}
        #: Names of units by channel and month, in the order of their first use.
        self.units: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        #: By channel and person: bubbles that were on the screen, and pictures that the phone keeps.
        self.looked_at: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.pictures: dict[tuple[str, str], set[str]] = defaultdict(set)
        #: Interactions that LINE counts for units (``looking.Counted``).
        self.counted: list[Any] = []
        self.queued_webhooks: dict[str, list[Any]] = defaultdict(list)
        self.version = 0
        self.tasks: set[asyncio.Task[Any]] = set()

    # -- accounts and people

    def add_account(self, account: Account) -> Account:
        """Add an account, or replace the one with the same channel id."""
        self.accounts[account.channel_id] = account
        self.touch()
        return account

    def account_of_token(self, token: str) -> Account | None:
        """The account whose channel access token this is."""
        for account in self.accounts.values():
            if secrets.compare_digest(account.access_token.encode(), token.encode()):
                return account
        return None

    def account_of_liff(self, liff_id: str) -> Account | None:
        """The account whose provider has this LIFF app."""
        return next((one for one in self.accounts.values() if liff_id and one.liff_id == liff_id), None)

    def add_person(self, account: Account, person: Person) -> Person:
        """Add a person to those who may meet the account."""
        self.people[account.channel_id][person.user_id] = person
        self.touch()
        return person

    def person(self, account: Account, user_id: str) -> Person:
        """The person with this id.

        Raises:
            KeyError: nobody has it.
        """
        return self.people[account.channel_id][user_id]

    def friends(self, account: Account) -> list[Person]:
        """All friends, oldest first."""
        return [
            person for person in self.people[account.channel_id].values() if person.status is Status.FRIEND
        ]

    def is_reachable(self, account: Account, user_id: str) -> bool:
        """Whether a push to this id reaches somebody; LINE answers 200 either way."""
        person = self.people[account.channel_id].get(user_id)
        if person is None or person.status in (Status.BLOCKED, Status.DELETED):
            return False
        if person.status is Status.FRIEND:
            return True
        return person.wrote_at is not None and clock.now() - person.wrote_at <= OPEN_AFTER_WRITING

    # -- chats and counts

    def chat(self, account: Account, user_id: str) -> list[ChatLine]:
        """The bubbles between the account and a person, oldest first."""
        return self.chats[account.channel_id, user_id]

    def used_this_month(self, account: Account, at: datetime | None = None) -> int:
        """Messages counted against the quota this month."""
        return self.usage.get((account.channel_id, month_of(at or clock.now())), 0)

    # -- change

    def touch(self) -> None:
        """Note that something changed, for the phone page and the snapshot."""
        self.version += 1

    def spawn(self, work: Any) -> asyncio.Task[Any]:
        """Run a coroutine in the background and keep it alive until it is done."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    def clear(self) -> None:
        """Forget accounts, people, chats, tokens, counts, faults and the ledger."""
        for store in (
            self.accounts,
            self.people,
            self.chats,
            self.coupons,
            self.rich_menus,
            self.audience_groups,
            self.narrowcasts,
            self.reply_tokens,
            self.link_tokens,
            self.retry_keys,
            self.usage,
            self.contents,
            self.units,
            self.looked_at,
            self.pictures,
            self.counted,
            self.queued_webhooks,
        ):
            store.clear()
        self.ledger.clear()
        self.faults.clear()
        self.buckets.clear()
        self.touch()


def month_of(at: datetime) -> str:
    """The month ``yyyymm`` in which LINE counts a message (UTC+9)."""
    return (at + timedelta(hours=9)).strftime("%Y%m")
