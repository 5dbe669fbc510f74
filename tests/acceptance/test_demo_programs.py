"""The demo's programs: started together, started again, and never left behind."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from demo.programs import GaveUp, Program, Programs, is_free
from demo.words import language_of

pytestmark = pytest.mark.any_database_once

#: Notes its id in a file, then sleeps.
STAYS = "import os, sys, time; print(os.getpid(), file=open(sys.argv[1], 'a'), flush=True); time.sleep(60)"
#: Like it, but does not listen to SIGTERM.
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + STAYS


class Stage:
    """Programs of one test, and what was said about them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.told: list[str] = []

    def program(self, name: str, code: str = STAYS) -> Program:
        ids = self.folder / f"{name}.ids"
        command = [sys.executable, "-c", code, str(ids)]
        return Program(name=name, command=command, log=self.folder / f"{name}.log", is_ready=ids.exists)

    def ids(self, name: str) -> list[int]:
        path = self.folder / f"{name}.ids"
        return [int(line) for line in path.read_text().split()] if path.exists() else []

    def run(self, *programs: Program, then: Callable[[], None]) -> None:
        """Run them; once all are ready, do ``then`` beside, and press Ctrl-C."""

        def work() -> None:
            then()
            os.kill(os.getpid(), signal.SIGINT)

        beside = threading.Thread(target=work)
        told = Programs(
            programs, dict(os.environ), lambda key, **values: self.said.append(key), self.told.append
        )
        try:
            told.run(beside.start)
        finally:
            if beside.ident is not None:
                beside.join()


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_interrupt_stops_all_programs(stage: Stage) -> None:
    stage.run(stage.program("one"), stage.program("two"), then=lambda: None)
    assert stage.said == ["stopping"]
    assert not any(is_alive(number) for name in ("one", "two") for number in stage.ids(name))


def test_a_program_that_dies_is_named_and_started_again(stage: Stage) -> None:
    def kill_and_wait() -> None:
        os.kill(stage.ids("one")[0], signal.SIGKILL)
        wait_for(lambda: len(stage.ids("one")) == 2)

    stage.run(stage.program("one"), stage.program("two"), then=kill_and_wait)
    assert stage.said == ["died", "stopping"]
    assert len(stage.ids("two")) == 1
    assert not any(is_alive(number) for number in stage.ids("one") + stage.ids("two"))


def test_a_program_that_keeps_ending_stops_the_others_too(stage: Stage) -> None:
    with pytest.raises(GaveUp):
        stage.run(stage.program("one"), stage.program("two", "raise SystemExit('no')"), then=lambda: None)
    assert stage.said == ["died", "died", "died", "gave_up"]
    assert not any(is_alive(number) for number in stage.ids("one"))


def test_a_program_that_does_not_listen_is_killed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demo.programs.STOP_SECONDS", 0.3)
    stage.run(stage.program("one", STUBBORN), then=lambda: None)
    assert not is_alive(stage.ids("one")[0])


def test_errors_in_a_log_are_passed_on(stage: Stage) -> None:
    complain = (
        "print('12:00 ERROR the till is stuck', flush=True); print('12:00 INFO fine', flush=True); " + STAYS
    )
    stage.run(stage.program("one", complain), then=lambda: wait_for(lambda: bool(stage.told)))
    assert stage.told == ["one: 12:00 ERROR the till is stuck"]


def test_a_port_in_use_is_told_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not is_free(port)
        with pytest.raises(CommandError, match=f"Port {port} is used.*--port"):
            call_command("linesteps_demo", port=port, language="en", reset=True)
    assert is_free(port)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_terminal_speaks_the_language_of_the_locale(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language
