"""``FakeLine``: the emulated LINE Platform in a thread, for tests of sites and of linesteps itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from linesteps.emulator.control import Control
from linesteps.emulator.events import build_event
from linesteps.emulator.ledger import Accepted, ReceivedMessage, RequestSeen, WebhookSeen
from linesteps.emulator.records import Account
from linesteps.emulator.virtual_time import VirtualTime
from linesteps.emulator.webhooks import Webhook, build_webhook
from linesteps.testing.eyes import Eyes
from linesteps.testing.fake_ledger import WithLedger
from linesteps.testing.fake_login import FakeLogin
from linesteps.testing.fake_people import WithPeople

__all__ = ["Accepted", "Account", "FakeLine", "ReceivedMessage", "RequestSeen", "Webhook", "WebhookSeen"]


class FakeLine(WithPeople, WithLedger, FakeLogin, Eyes):
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
