"""What people do with their eyes in a test, and what LINE counts of it."""

from __future__ import annotations

from linesteps.emulator.looking import look, note_tap
from linesteps.emulator.records import Account
from linesteps.testing.fake_thread import InThread


class Eyes(InThread):
    """A part of ``FakeLine``, which runs its work in the emulator's own thread."""

    def look(self, account: Account, user_id: str) -> list[str]:
        """Open the chat and scroll through it: returns the pictures that the phone loads for the first time.

        LINE counts what is looked at for the sends' units; only loopback addresses are really fetched.
        """

        async def work() -> list[str]:
            return await look(self.platform, account, self.platform.person(account, user_id))

        return self._run(work())

    def note_tap(self, account: Account, user_id: str, url: str) -> None:
        """Let LINE count a tap on an address that the test visits itself."""
        self._do(lambda: note_tap(self.platform, account, self.platform.person(account, user_id), url))
