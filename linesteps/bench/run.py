"""Measures on one scratch database: the process that the command starts. Prints findings as JSON lines."""

from __future__ import annotations

import json
import signal
import sys
import time
import traceback

import django


def main() -> None:
    """Make the tables and measure, one target after the other."""
    # Told to end, it ends its children before.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from linesteps.bench.figures import Finding
    from linesteps.bench.plan import Plan
    from linesteps.bench.shop import forget_all
    from linesteps.bench.targets import ALL, NotHere
    from linesteps.memory import set_aside

    order = json.loads(sys.argv[1])
    plan = Plan(**order["plan"])
    if tables := connection.introspection.table_names():
        raise SystemExit(f"The bench's database is not empty (it has {tables[0]}): nothing was touched.")
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    # As in a worker.
    set_aside()
    for target in ALL:
        if order["only"] and target.id not in order["only"]:
            continue
        finding = Finding(target=target.id, title=target.title, goal=target.goal, database=connection.vendor)
        start = time.monotonic()
        try:
            finding.figures = target.measure(plan)
        except NotHere as reason:
            finding.not_run = str(reason)
        except Exception as error:  # noqa: BLE001 - the others are measured all the same
            finding.not_run = f"{type(error).__name__}: {error}"
            traceback.print_exc()
        finding.seconds = round(time.monotonic() - start, 1)
        sys.stdout.write(json.dumps(finding.to_json()) + "\n")
        sys.stdout.flush()
        forget_all()


if __name__ == "__main__":
    main()
