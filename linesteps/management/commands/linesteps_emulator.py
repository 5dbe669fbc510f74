"""``./manage.py linesteps_emulator``: a LINE Platform on loopback with a phone in the browser."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from linesteps.emulator import snapshot
from linesteps.emulator.platform import LOOPBACK_HOSTS, Platform
from linesteps.emulator.seed import seed
from linesteps.emulator.server import HOST, serve


class Command(BaseCommand):
    """Serve the emulator until interrupted."""

    help = "Run an emulated LINE Platform on 127.0.0.1, with a phone at its root address."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The options."""
        parser.add_argument("--port", type=int, default=8090)
        parser.add_argument("--state", type=Path, help="JSON file that keeps the state over a restart.")
        parser.add_argument(
            "--seed", type=Path, help="JSON file with accounts and people (emulator/seed.py)."
        )
        parser.add_argument("--next-event-url", help="Where the site tells what is due next.")
        parser.add_argument("--latency-ms", type=float, default=0.0, help="Added to every answer of the API.")
        parser.add_argument("--strict-https", action="store_true", help="Refuse media from http://127.0.0.1.")
        parser.add_argument("--no-rate-limits", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        platform = Platform(
            rate_limits=not options["no_rate_limits"],
            latency_seconds=options["latency_ms"] / 1000,
            keep=2000,
            http_hosts=() if options["strict_https"] else LOOPBACK_HOSTS,
        )
        try:
            if options["state"]:
                snapshot.load(platform, options["state"])
            if options["seed"]:
                seed(platform, json.loads(options["seed"].read_text()))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{type(error).__name__}: {error}") from error
        asyncio.run(
            serve(
                platform,
                port=options["port"],
                state=options["state"],
                next_event_url=options["next_event_url"],
                ready=self._say_ready,
            )
        )

    def _say_ready(self, port: int) -> None:
        self.stdout.write(f"LINE emulator and phone: http://{HOST}:{port}/")
        self.stdout.flush()
