"""The emulated LINE Platform in a thread of its own, and how the test's thread does something there."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from linesteps.emulator import acts
from linesteps.emulator.platform import Platform
from linesteps.emulator.records import Account, Person
from linesteps.emulator.thread import EmulatorThread
from linesteps.emulator.webhooks import emit

T = TypeVar("T")


class InThread:
    """Starts and stops the platform; ``FakeLine`` says what its arguments mean."""

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
