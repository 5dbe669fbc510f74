"""``FakeLine``: the emulated LINE Platform in a thread, for tests of sites and of linesteps itself."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable, Coroutine, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from linesteps.emulator import acts
from linesteps.emulator.api.identity_tokens import mint
from linesteps.emulator.control import Control
from linesteps.emulator.events import build_event
from linesteps.emulator.ledger import Accepted, ReceivedMessage, RequestSeen, WebhookSeen
from linesteps.emulator.platform import Platform
from linesteps.emulator.records import Account, Coupon, Person, RichMenus
from linesteps.emulator.taps import tap
from linesteps.emulator.thread import EmulatorThread
from linesteps.emulator.virtual_time import VirtualTime
from linesteps.emulator.webhooks import Webhook, build_webhook, emit

__all__ = ["Accepted", "Account", "FakeLine", "ReceivedMessage", "RequestSeen", "Webhook", "WebhookSeen"]

T = TypeVar("T")


class FakeLine:
    """A LINE Platform for a test, on a free loopback port.

    Use it as a context manager and point your account's API address to ``base_url``::

        with FakeLine() as line:
            account = line.add_account(access_token="token")
            user_id = line.add_friend(account, name="田中")
            [webhook] = line.take_webhooks(account)      # POST it to your view
            ...
            assert [m.message["text"] for m in line.messages_of(account, user_id)] == ["こんにちは"]

    Time is ``linesteps.clock.now()``: inside ``clock.frozen()`` the platform stands still, too.

    Args:
        rate_limits: whether LINE's rate limits hold (off, so that tests may run at full speed).
        limits: other limits for some endpoints, as ``{"push": (10, 1.0)}``: requests and seconds.
        latency_seconds: added to each answer.
        http_hosts: hosts whose media may come by plain http; LINE allows none.
        redelivery_delays: seconds before each redelivery, for accounts with ``redelivery=True``.
    """

    def __init__(
        self,
        *,
        rate_limits: bool = False,
        limits: Mapping[str, tuple[int, float]] | None = None,
        latency_seconds: float = 0.0,
        http_hosts: Sequence[str] = (),
        redelivery_delays: Sequence[float] = (0.05, 0.1, 0.2),
    ) -> None:
        self.platform = Platform(
            rate_limits=rate_limits or limits is not None,
            limits=limits,
            latency_seconds=latency_seconds,
            http_hosts=http_hosts,
            redelivery_delays=redelivery_delays,
        )
        self.base_url = ""
        self._thread = EmulatorThread(self.platform)

    def __enter__(self) -> Self:
        self.base_url = self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.stop()

    # -- accounts and people

    def add_account(self, **properties: Any) -> Account:
        """Add an official account; every property has a default.

        Args:
            properties: ``channel_id, channel_secret, access_token, basic_id, name, bot_user_id,
                webhook_url, quota, redelivery, crawl_links``. Without a ``webhook_url`` its webhooks
                queue up for ``take_webhooks``.
        """
        return self._do(lambda: self.platform.add_account(Account(**properties)))

    def new_person(
        self,
        account: Account,
        *,
        name: str = "友だち",
        language: str = "ja",
        os: str = "ios",
        **properties: Any,
    ) -> str:
        """A LINE user who is no friend yet; returns the user id."""
        person = Person(name=name, language=language, os=os, **properties)
        return self._do(lambda: self.platform.add_person(account, person)).user_id

    def add_friend(
        self,
        account: Account,
        *,
        name: str = "友だち",
        language: str = "ja",
        os: str = "ios",
        **properties: Any,
    ) -> str:
        """A new person who adds the account as a friend, which sends a follow webhook; returns the user id."""
        user_id = self.new_person(account, name=name, language=language, os=os, **properties)
        self.follow(account, user_id)
        return user_id

    def follow(self, account: Account, user_id: str) -> None:
        """Add as a friend (or unblock); sends a follow webhook."""
        self._act(account, user_id, acts.follow)

    def block(self, account: Account, user_id: str) -> None:
        """Block the account; sends an unfollow webhook."""
        self._act(account, user_id, acts.block)

    def unblock(self, account: Account, user_id: str) -> None:
        """Unblock the account; sends a follow webhook with ``isUnblocked``."""
        self._act(account, user_id, acts.follow)

    def delete_person(self, account: Account, user_id: str) -> None:
        """The person leaves LINE; no webhook tells of it."""
        self._do(lambda: acts.delete_line_account(self.platform, self.platform.person(account, user_id)))

    # -- what people do in the chat

    def say(self, account: Account, user_id: str, text: str) -> None:
        """Write a text; sends a message webhook."""
        self._act(account, user_id, lambda line, to, who: acts.say(line, to, who, text))

    def send_image(
        self, account: Account, user_id: str, data: bytes, *, content_type: str = "image/jpeg"
    ) -> None:
        """Send an image; its bytes can then be had from the content endpoint."""
        self._act(
            account,
            user_id,
            lambda line, to, who: acts.send_media(line, to, who, data, "image", content_type),
        )

    def send_sticker(self, account: Account, user_id: str) -> None:
        """Send a sticker."""
        self._act(account, user_id, acts.send_sticker)

    def send_location(self, account: Account, user_id: str, **place: Any) -> None:
        """Send a place: ``title, address, latitude, longitude``."""
        self._act(account, user_id, lambda line, to, who: acts.send_location(line, to, who, **place))

    def watch_video(self, account: Account, user_id: str, tracking_id: str) -> None:
        """Watch a video with this tracking id to its end."""
        self._act(account, user_id, lambda line, to, who: acts.watch_video(line, to, who, tracking_id))

    def happen(self, account: Account, user_id: str, kind: str, **fields: Any) -> None:
        """Any other event: ``happen(account, user_id, "accountLink", link={"result": "ok", "nonce": "…"})``."""
        self._act(account, user_id, lambda line, to, who: acts.happen(line, to, who, kind, **fields))

    def tap(
        self,
        account: Account,
        user_id: str,
        action: dict[str, Any],
        *,
        params: dict[str, str] | None = None,
    ) -> tuple[int, str | None] | None:
        """Tap an action object: postback, message and datetimepicker (with ``params``) send webhooks.

        Returns:
            for a URI action the status and ``Location`` of the first answer to a GET with the user
            agent of LINE's in-app browser on the person's OS; redirects are not followed, and only
            loopback addresses are fetched (else status 0).
        """

        async def work() -> tuple[int, str | None] | None:
            person = self.platform.person(account, user_id)
            found = await tap(self.platform, account, person, action, params)
            return (found.status, found.location) if found else None

        return self._run(work())

    # -- what arrived and what was asked

    def messages_of(self, account: Account, user_id: str) -> list[ReceivedMessage]:
        """The messages that arrived on this person's phone, oldest first."""
        lines = self._do(lambda: list(self.platform.chats.get((account.channel_id, user_id), [])))
        return [
            ReceivedMessage(at=line.at, message=line.message, via=line.via, request_id=line.request_id)
            for line in lines
            if line.sender == "account"
        ]

    @property
    def sends(self) -> list[Accepted]:
        """Every accepted send, oldest first: the oracle for "accepted once"."""
        return self._do(lambda: list(self.platform.ledger.sends))

    @property
    def requests(self) -> list[RequestSeen]:
        """Every request to the API, also refused ones and those with faults."""
        return self._do(lambda: list(self.platform.ledger.requests))

    @property
    def webhook_attempts(self) -> list[WebhookSeen]:
        """Every POST to a webhook URL with its outcome."""
        return self._do(lambda: list(self.platform.ledger.webhooks))

    def coupons(self, account: Account) -> list[Coupon]:
        """The account's coupons."""
        return self._do(lambda: list(self.platform.coupons[account.channel_id].values()))

    def rich_menus(self, account: Account) -> RichMenus:
        """The account's rich menus, their aliases, and who sees which."""
        return self._do(lambda: copy.deepcopy(self.platform.rich_menus[account.channel_id]))

    def used_this_month(self, account: Account) -> int:
        """Messages counted against the quota this month."""
        return self._do(lambda: self.platform.used_this_month(account))

    # -- webhooks

    def take_webhooks(self, account: Account) -> list[Webhook]:
        """The webhooks that queued up since the last time, for an account without a webhook URL."""
        return self._do(lambda: self.platform.queued_webhooks.pop(account.channel_id, []))

    def event(self, account: Account, user_id: str, kind: str, **fields: Any) -> dict[str, Any]:
        """A complete event object which is not sent; batch, duplicate or break it, then ``webhook`` it."""
        return self._do(lambda: build_event(self.platform, account, user_id, kind, **fields))

    def webhook(self, account: Account, events: Sequence[dict[str, Any]]) -> Webhook:
        """A signed webhook with these events, broken ones included."""
        return build_webhook(account, events)

    def deliver(
        self, account: Account, events: Sequence[dict[str, Any]], *, parallel: int = 1, times: int = 1
    ) -> list[int]:
        """POST these events to the webhook URL for real, ``times`` over, ``parallel`` at once.

        Returns:
            the status of each, 0 for no answer within two seconds.
        """
        control = Control(self.platform, VirtualTime(self.platform))
        return self._run(control.deliver_many(account, list(events), parallel, times))

    def wait_for_webhooks(self, timeout: float = 10.0) -> None:
        """Wait until all background deliveries, redeliveries included, are done."""

        async def work() -> None:
            while self.platform.tasks:
                await asyncio.wait(set(self.platform.tasks), timeout=timeout)

        self._run(asyncio.wait_for(work(), timeout))

    def id_token(self, account: Account, user_id: str, client_id: str) -> str:
        """A LINE Login ID token which ``POST /oauth2/v2.1/verify`` accepts for ``client_id``."""
        return self._do(lambda: mint(self.platform, self.platform.person(account, user_id), client_id))

    # -- faults

    def fail(self, endpoint: str = "*", fault: str = "500_before", times: int = 1, **options: Any) -> None:
        """Make the next ``times`` requests to ``endpoint`` fail; see ``emulator.faults.FAULTS``."""
        self._do(lambda: self.platform.faults.add(endpoint, fault, times, **options))

    def clear_faults(self) -> None:
        """Drop all scripted faults."""
        self._do(self.platform.faults.clear)

    @property
    def latency_seconds(self) -> float:
        """Added to each answer; may be set at any time."""
        return self.platform.faults.latency_seconds

    @latency_seconds.setter
    def latency_seconds(self, seconds: float) -> None:
        self.platform.faults.latency_seconds = seconds

    def reset(self) -> None:
        """Forget everything, accounts included."""
        self._do(self.platform.clear)

    # -- the loop's thread

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._thread.run(work)

    def _do(self, work: Callable[[], T]) -> T:
        async def call() -> T:
            return work()

        return self._run(call())

    def _act(
        self, account: Account, user_id: str, act: Callable[[Platform, Account, Person], acts.Events]
    ) -> None:
        def work() -> None:
            person = self.platform.person(account, user_id)
            emit(self.platform, account, act(self.platform, account, person))

        self._do(work)
