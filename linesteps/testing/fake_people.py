"""What people do with the emulated LINE Platform: be there, add, block, write, tap."""

from __future__ import annotations

from typing import Any

from linesteps.emulator import acts
from linesteps.emulator.records import Account, Person
from linesteps.emulator.taps import tap
from linesteps.testing.fake_thread import InThread


class WithPeople(InThread):
    """The part of ``FakeLine`` that is about accounts and people."""

    def add_account(self, **properties: Any) -> Account:
        """Add an official account; every property has a default.

        Args:
            properties: ``channel_id, channel_secret, access_token, basic_id, name, bot_user_id,
                webhook_url, quota, redelivery, crawl_links``, and of LINE Login ``login_channel_id,
                login_channel_secret, liff_id, liff_endpoint, liff_scopes``. Without a ``webhook_url`` its webhooks
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

    def say(self, account: Account, user_id: str, text: str, *, quoted: str = "") -> None:
        """Write a text, perhaps in answer to the bubble with the id ``quoted``; sends a message webhook."""
        self._act(account, user_id, lambda line, to, who: acts.say(line, to, who, text, quoted))

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
