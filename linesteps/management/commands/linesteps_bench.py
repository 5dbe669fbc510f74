"""Measures how fast linesteps is on this machine, on scratch databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linesteps.bench import scratch
from linesteps.bench.figures import Finding
from linesteps.bench.plan import Plan
from linesteps.bench.report import details, machine, table

TARGETS = [f"G{number}" for number in range(1, 13)]
#: Below this, growth and shares of followers mean nothing.
SMALLEST = 100


class Command(BaseCommand):
    """``linesteps_bench [--quick] [--json [FILE]] [--only G1,G4] [--people N] [--postgres URL]``."""

    help = (
        "Measure how fast linesteps is here, beside one task per follower and one bare UPDATE. "
        "Works on scratch databases of its own and never on the site's data."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What, how much, and where to."""
        parser.add_argument("--quick", action="store_true", help="Only show that all runs, within a minute.")
        parser.add_argument(
            "--json", metavar="FILE", nargs="?", const="-", help="Write JSON there; without a file, print it."
        )
        parser.add_argument("--only", default="", metavar="G1,G4", help="Only these targets.")
        parser.add_argument(
            "--people", type=int, default=10_000, help="Followers; ten times as many for growth."
        )
        parser.add_argument(
            "--postgres", metavar="URL", help="A server where a database may be created, and dropped after."
        )
        parser.add_argument("--no-sqlite", action="store_true", help="Only on PostgreSQL.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure on each database and print a table or JSON."""
        only = [name.strip().upper() for name in options["only"].split(",") if name.strip()]
        unknown = [name for name in only if name not in TARGETS]
        if unknown:
            raise CommandError(f"There is no target {unknown[0]}; there are {', '.join(TARGETS)}.")
        if options["people"] < SMALLEST:
            raise CommandError(f"--people must be at least {SMALLEST}.")
        plan = Plan(people=300, is_quick=True) if options["quick"] else Plan(people=options["people"])
        databases = [] if options["no_sqlite"] else [scratch.sqlite()]
        if options["postgres"]:
            databases.append(scratch.postgres(options["postgres"]))
        if not databases:
            raise CommandError("Name a PostgreSQL server by --postgres, or leave --no-sqlite out.")
        # What is no JSON goes elsewhere when JSON is asked for.
        say = self.stderr.write if options["json"] == "-" else self.stdout.write
        on = machine()
        say(on)
        findings: list[Finding] = []
        for database in databases:
            with database as settings:
                for finding in self._measure(settings, {"plan": asdict(plan), "only": only}):
                    findings.append(finding)
                    say("\n".join(details(finding)))
        say("\n" + "\n".join(table(findings)))
        if plan.is_quick:
            say("A quick run shows that everything works; its figures say nothing.")
        if options["json"]:
            self._write_json(options["json"], on, plan, findings)

    def _write_json(self, file: str, on: str, plan: Plan, findings: list[Finding]) -> None:
        data = {"machine": on, "plan": asdict(plan), "targets": [one.to_json() for one in findings]}
        text = json.dumps(data, ensure_ascii=False, indent=1)
        if file == "-":
            self.stdout.write(text)
        else:
            Path(file).write_text(text + "\n")

    def _measure(self, settings: dict[str, Any], order: dict[str, Any]) -> Iterator[Finding]:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "linesteps.bench.settings",
            "LINESTEPS_BENCH_DATABASE": json.dumps(settings),
        }
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "linesteps.bench.run", json.dumps(order)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None  # noqa: S101
        try:
            with process.stdout as lines:
                for line in lines:
                    yield Finding.from_json(json.loads(line))
        except BaseException:
            process.terminate()
            process.wait()
            raise
        if process.wait():
            raise CommandError("The measurement ended early; see above.")
