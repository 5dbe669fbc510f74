"""Run the checks of ``make test``, all of them, and fail if one did.

``python -m scripts.check`` runs everything; ``lint``, ``layers``, ``types``, ``frontend``,
``messages``, ``static`` (all of these), ``sqlite``, ``postgres`` or ``soak`` run a part. What passes is
one line; what fails shows what it printed. The tests run last, so that a run that passed ends with
pytest's own summary.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from scripts import tools

PYTHON = str(tools.VENV / "bin" / "python")
NPM = ["npm", "run", "--silent"]


@dataclass(frozen=True)
class Check:
    """One command that must succeed."""

    title: str
    command: list[str]


LAYERS = Check(
    "layers (import-linter)",
    # Its own command breaks when the folder is moved; this does not.
    [PYTHON, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
)
LINT = [
    Check("style (ruff check)", [PYTHON, "-m", "ruff", "check", "."]),
    Check("format (ruff format)", [PYTHON, "-m", "ruff", "format", "--check", "."]),
    LAYERS,
]
MYPY = Check("types (mypy)", [PYTHON, "-m", "mypy"])
TSC = Check("front-end types (tsc)", [*NPM, "check:types"])
FRONTEND = [
    TSC,
    Check("front-end format (prettier)", [*NPM, "check:format"]),
    Check("front-end build is committed", [*NPM, "check:build"]),
]
MESSAGES = [Check("translations", [PYTHON, "-m", "scripts.check_messages"])]
MIGRATIONS = [
    Check("migrations are complete", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
]
GROUPS = {
    "lint": [MYPY, *LINT],
    "layers": [LAYERS],
    "types": [MYPY, TSC],
    "frontend": FRONTEND,
    "messages": MESSAGES,
    "static": [MYPY, *LINT, *FRONTEND, *MIGRATIONS, *MESSAGES],
}
PARALLEL = ["-n", os.environ.get("LINESTEPS_TEST_WORKERS", "2"), "--dist", "worksteal", "--durations", "40"]
#: Arguments of pytest, and the database, for each run of the tests.
ROUNDS = {
    "sqlite": ("sqlite", [*PARALLEL, "-m", "not soak"]),
    # Where the database does not matter, once is enough.
    "postgres": ("postgres", [*PARALLEL, "-m", "not soak and not any_database_once"]),
    "soak": ("postgres", ["-m", "soak", "-p", "no:randomly", "--timeout", "3600"]),
}


def main(parts: list[str]) -> int:
    """Run the named parts; returns the exit code."""
    os.chdir(tools.ROOT)
    unknown = [part for part in parts if part not in GROUPS and part not in ROUNDS]
    if unknown:
        print(f"No part is called {unknown[0]!r}; there are {', '.join([*GROUPS, *ROUNDS])}.")
        return 2
    parts = parts or ["static", "sqlite", "postgres"]
    failed = run_checks([check for part in parts if part in GROUPS for check in GROUPS[part]])
    for part in parts:
        if part in ROUNDS and not run_round(part):
            failed.append(f"tests ({part})")
    if failed:
        print(f"\nFAILED: {'; '.join(failed)}", flush=True)
    return 1 if failed else 0


def run_checks(checks: list[Check]) -> list[str]:
    """Run static checks side by side; returns the titles of those that failed."""
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        results = pool.map(run_check, checks)
    return [check.title for check, passed in zip(checks, results, strict=True) if not passed]


def run_check(check: Check) -> bool:
    """Run one check and print its line, with what it printed if it failed."""
    started = time.monotonic()
    done = subprocess.run(
        check.command,
        env=tools.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    passed = done.returncode == 0
    text = f"{'ok  ' if passed else 'FAIL'}  {check.title} ({time.monotonic() - started:.1f} s)"
    if not passed:
        text += "\n" + done.stdout.decode(errors="replace").rstrip() + "\n"
    print(text, flush=True)
    return passed


def run_round(name: str) -> bool:
    """Run the tests once, in full view; returns whether they passed (no tests is no pass)."""
    database, arguments = ROUNDS[name]
    environment = {**tools.environment(), "LINESTEPS_TEST_DATABASE": database}
    print(f"\nTests on {'SQLite' if database == 'sqlite' else 'PostgreSQL'}", flush=True)
    command = [PYTHON, "-m", "pytest", "--quiet", *arguments]
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
