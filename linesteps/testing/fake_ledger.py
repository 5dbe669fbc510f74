"""What arrived at the emulated LINE Platform, and what it was asked."""

from __future__ import annotations

import copy

from linesteps.emulator.ledger import Accepted, ReceivedMessage, RequestSeen, WebhookSeen
from linesteps.emulator.records import Account, Coupon, RichMenus
from linesteps.testing.fake_thread import InThread


class WithLedger(InThread):
    """The part of ``FakeLine`` that tests read."""

    def messages_of(self, account: Account, user_id: str) -> list[ReceivedMessage]:
        """The messages that arrived on this person's phone, oldest first."""
        lines = self._do(lambda: list(self.platform.chats.get((account.channel_id, user_id), [])))
        return [
            ReceivedMessage(
                at=line.at, message=line.message, via=line.via, request_id=line.request_id, id=line.id
            )
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
