"""``./manage.py linesteps_doctor``: is everything at work, and what needs a person."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from linesteps.health.finding import ERROR, OK, WARNING, as_json, worst
from linesteps.health.look import CHECKS, look

_MARKS = {OK: "ok     ", WARNING: "WARNING", ERROR: "ERROR  "}


class Command(BaseCommand):
    """Ends with 1 when something needs a person, so that a monitor can call it."""

    help = "Look whether everything is at work. Ends with 1 when something needs a person."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The form, and which checks."""
        parser.add_argument("--json", action="store_true", help="For machines.")
        parser.add_argument("checks", nargs="*", help=f"Some of: {', '.join(CHECKS)}. All by default.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look and say."""
        unknown = [name for name in options["checks"] if name not in CHECKS]
        if unknown:
            self.stderr.write(f"No check is called {unknown[0]!r}. There are: {', '.join(CHECKS)}.")
            raise SystemExit(2)
        findings = look(*options["checks"])
        if options["json"]:
            self.stdout.write(json.dumps(as_json(findings), ensure_ascii=False, indent=2))
        else:
            for one in findings:
                self.stdout.write(f"{_MARKS[one.level]}  {one.title}: {one.text}")
                if one.cure and one.level != OK:
                    self.stdout.write(f"         {one.cure}")
        if worst(findings) != OK:
            raise SystemExit(1)
