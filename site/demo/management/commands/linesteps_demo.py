"""``./manage.py linesteps_demo``: the whole demo in one terminal, stopped by one Ctrl-C."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from demo.content import LANGUAGES
from demo.data import PASSWORD, USER
from demo.programs import GaveUp, Program, Programs, end_with_parent, is_free
from demo.record import Record
from demo.words import language_of, say
from linesteps import clock
from linesteps.doorbell import Beat

PYTHON = sys.executable
MANAGE = str(Path(settings.ROOT) / "manage.py")


class Command(BaseCommand):
    """Prepares the data, then runs the site, one cluster and the emulator until Ctrl-C."""

    help = "Run the demo: a Wagtail site with sample scenarios, its workers, and an emulated phone."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The options."""
        parser.add_argument("--port", type=int, help="Of the site; 8000 unless the data says otherwise.")
        parser.add_argument(
            "--emulator-port", type=int, help="Of the phone; 8090 unless the data says otherwise."
        )
        parser.add_argument("--language", choices=LANGUAGES, help="Of the terminal, and of data made now.")
        parser.add_argument("--reset", action="store_true", help="Delete the demo's data and begin afresh.")
        parser.add_argument("--prepare-only", action="store_true", help="Make the data and start nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the demo."""
        self.language = options["language"] or language_of()
        record = None if options["reset"] else Record.read()
        port = self._port("--port", options["port"], record.port if record else None, settings.SITE_PORT)
        emulator_port = self._port(
            "--emulator-port",
            options["emulator_port"],
            record.emulator_port if record else None,
            settings.EMULATOR_PORT,
        )
        if port == emulator_port:
            raise CommandError(say(self.language, "same_port"))
        self.site, self.phone = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{emulator_port}/"
        data_language = record.language if record else self.language
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "demo.settings",
            "LINESTEPS_DEMO_PORT": str(port),
            "LINESTEPS_EMULATOR_PORT": str(emulator_port),
            "LINESTEPS_DEMO_LANGUAGE": data_language,
            "PYTHONUNBUFFERED": "1",
        }
        self._prepare(environment, options["reset"])
        if options["prepare_only"]:
            return
        self._say("starting")
        programs = Programs(self._programs(port, emulator_port), environment, self._say, self._tell)
        try:
            programs.run(self._started)
        except GaveUp:
            raise SystemExit(1) from None
        self._say("stopped")

    def _port(self, option: str, asked: int | None, recorded: int | None, default: str) -> int:
        """The port to use; free, and the one that the data speaks of."""
        if asked and recorded and asked != recorded:
            raise CommandError(say(self.language, "other_port", option=option, port=recorded))
        port = asked or recorded or int(default)
        if not is_free(port):
            raise CommandError(say(self.language, "port_taken", port=port, option=option, other=port + 1))
        return port

    def _prepare(self, environment: dict[str, str], reset: bool) -> None:
        # In a process of its own, whose settings know the ports.
        command = [PYTHON, MANAGE, "linesteps_demo_data", "--language", self.language]
        log = _log("prepare")
        log.write_bytes(b"")
        with log.open("ab") as errors:
            try:
                done = subprocess.run(  # noqa: S603
                    [*command, "--reset"] if reset else command,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=None,
                    stderr=errors,
                    check=False,
                    preexec_fn=end_with_parent if sys.platform == "linux" else None,
                )
            except KeyboardInterrupt:
                raise SystemExit(130) from None
        if done.returncode:
            last = log.read_text(errors="replace").strip().splitlines()[-1:]
            raise CommandError("\n".join([*last, say(self.language, "failed", log=log)]))

    def _programs(self, port: int, emulator_port: int) -> list[Program]:
        began = clock.real_now()
        next_event = f"{self.site}/line/demo/next-event/"
        emulator = [PYTHON, MANAGE, "linesteps_emulator", "--port", str(emulator_port)]
        emulator += ["--state", str(settings.LINESTEPS_EMULATOR_STATE), "--next-event-url", next_event]
        site = [PYTHON, "-m", "gunicorn", "demo.wsgi", "--bind", f"127.0.0.1:{port}"]
        site += ["--chdir", str(settings.ROOT), "--pythonpath", str(Path(settings.ROOT) / "site")]
        site += ["--workers", "2", "--threads", "4", "--graceful-timeout", "3", "--log-level", "warning"]
        # Starts a cluster that hangs again; less patient than its own default, since so are we.
        worker = [PYTHON, MANAGE, "linesteps_worker", "--patience", "5"]
        return [
            _program("emulator", emulator, _answers(f"{self.phone}emulator/state")),
            _program("site", site, _answers(f"{self.site}/")),
            _program("worker", worker, lambda: _beats_since(began)),
        ]

    def _started(self) -> None:
        days = round(clock.offset().total_seconds() / 86400, 1)
        values = {"phone": self.phone, "site": self.site, "user": USER, "password": PASSWORD}
        self._say("started", **values, logs=_log("*").parent)
        if days >= 0.5:
            self._say("turned", days=days)

    def _say(self, key: str, **values: object) -> None:
        self._tell(say(self.language, key, **values))

    def _tell(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _program(
    name: str,
    command: list[str],
    is_ready: Callable[[], bool],
) -> Program:
    log = _log(name)
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    return Program(name=name, command=command, log=log, is_ready=is_ready)


def _log(name: str) -> Path:
    folder = Path(settings.VAR) / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def _answers(url: str) -> Callable[[], bool]:
    # Without the proxies of the environment: both addresses are this machine's.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask() -> bool:
        try:
            with opener.open(url, timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    return ask


def _beats_since(began: datetime) -> bool:
    """Whether a cluster has ticked since then."""
    try:
        return Beat.objects.filter(beat_at__gte=began).exists()
    except DatabaseError:
        return False
    finally:
        connection.close()
