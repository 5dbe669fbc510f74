"""``./manage.py linesteps_demo_data``: the demo's data, made once."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from demo.content import LANGUAGES
from demo.data import make_demo
from demo.record import Record
from demo.words import language_of, say
from linesteps.models import Account


class Command(BaseCommand):
    """Migrates, and makes the data unless it is there."""

    help = "Migrate the demo's database and fill it with sample data, once."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The options."""
        parser.add_argument("--language", choices=LANGUAGES, help="Of the data; by default the terminal's.")
        parser.add_argument("--reset", action="store_true", help="Delete what is there and begin afresh.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it."""
        language = options["language"] or language_of()
        record = Record.read()
        if options["reset"] or (record is not None and not record.is_complete):
            self._wipe()
            record = None
        self.stdout.write(say(language, "preparing"))
        call_command("migrate", interactive=False, verbosity=0)
        if record is not None:
            return
        if Account.objects.exists():
            raise CommandError(say(language, "foreign", database=settings.DATABASES["default"]["NAME"]))
        self.stdout.write(say(language, "making"))
        self.stdout.flush()
        record = Record(
            language=language, port=int(settings.SITE_PORT), emulator_port=int(settings.EMULATOR_PORT)
        )
        record.write()
        make_demo(language, Path(settings.LINESTEPS_EMULATOR_STATE))
        record.is_complete = True
        record.write()

    def _wipe(self) -> None:
        """Delete the data: a database file as a whole, on a server its tables' content."""
        Path(settings.LINESTEPS_EMULATOR_STATE).unlink(missing_ok=True)
        Path(settings.LINESTEPS_CLOCK_FILE).unlink(missing_ok=True)
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        Record.delete()
        if connection.vendor == "sqlite":
            connection.close()
            for suffix in ("", "-wal", "-shm"):
                Path(f"{connection.settings_dict['NAME']}{suffix}").unlink(missing_ok=True)
        else:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("flush", interactive=False, verbosity=0)
