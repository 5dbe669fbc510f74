"""``./manage.py linesteps_worker``: one django-q2 cluster, started again when it hangs."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from linesteps import conf
from linesteps.worker.supervise import PATIENCE_SECONDS, SILENCE, Supervisor


class Command(BaseCommand):
    """Runs the cluster; meant as the command of a service unit."""

    help = "Run the worker: a django-q2 cluster that is started again when it ends or hangs."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The two times."""
        parser.add_argument(
            "--silence",
            type=float,
            default=SILENCE.total_seconds(),
            help="Seconds without any work or tick after which the cluster is started again (default %(default)s).",
        )
        parser.add_argument(
            "--patience",
            type=float,
            default=PATIENCE_SECONDS,
            help="Seconds that it gets to end by itself when asked to (default %(default)s).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until told to stop."""
        if options["silence"] < 10:
            raise CommandError("--silence must be 10 seconds or more: a batch may take that long.")
        command = [sys.executable, str(Path(sys.argv[0]).resolve()), "qcluster"]
        if conf.cluster():
            command += ["--name", str(conf.cluster())]
        if options["pythonpath"]:
            command += ["--pythonpath", options["pythonpath"]]
        os.environ.setdefault("PYTHONUNBUFFERED", "1")
        Supervisor(command, silence=timedelta(seconds=options["silence"]), patience=options["patience"]).run()
