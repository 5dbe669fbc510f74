"""LINE Login's side of ``FakeLine``: tokens, LIFF links, and the linking of accounts."""

from __future__ import annotations

from datetime import timedelta

from linesteps.emulator import liff
from linesteps.emulator.api.account_link import link
from linesteps.emulator.api.identity_tokens import mint
from linesteps.emulator.records import Account
from linesteps.testing.fake_thread import InThread


class FakeLogin(InThread):
    """What ``FakeLine`` does for people who open pages rather than chats."""

    def id_token(
        self,
        account: Account,
        user_id: str,
        client_id: str,
        *,
        nonce: str = "",
        valid_for: timedelta = timedelta(hours=1),
    ) -> str:
        """A LINE Login ID token which ``POST /oauth2/v2.1/verify`` accepts for ``client_id``."""
        person = self.platform.person(account, user_id)
        return self._do(lambda: mint(self.platform, person, client_id, nonce=nonce, valid_for=valid_for))

    def open_liff(self, account: Account, user_id: str, url: str) -> str | None:
        """The address that LINE opens for a LIFF link, tokens in its fragment; ``None`` for an unknown app."""
        person = self.platform.person(account, user_id)
        return self._do(lambda: liff.opened(self.platform, account, person, url))

    def open_account_link(self, account: Account, user_id: str, token: str, nonce: str) -> bool:
        """This person opens the address that links accounts; sends an accountLink webhook if the token is good."""
        person = self.platform.person(account, user_id)
        return self._do(lambda: link(self.platform, token, nonce, person))
