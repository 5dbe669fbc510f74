"""What something cost: time, CPU of this process and of the database, memory, rows and bytes."""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path
from typing import Any, Self

from django.db import OperationalError, connection

_TICKS = os.sysconf("SC_CLK_TCK")


class Meter:
    """A stopwatch for a block: ``with Meter() as meter: …``."""

    def __init__(self, *, watched: tuple[int, ...] = ()) -> None:
        self.seconds = self.own_cpu = self.database_cpu = 0.0
        self.rows = 0
        self._watched = watched

    def __enter__(self) -> Self:
        self._rows = _row_writes()
        self._database = _database_cpu(self._watched)
        self._own = time.process_time()
        self._start = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._start
        self.own_cpu = time.process_time() - self._own
        self.database_cpu = _database_cpu(self._watched) - self._database
        self.rows = _row_writes() - self._rows

    @property
    def cpu(self) -> float:
        """Seconds of CPU, application and database together."""
        return self.own_cpu + self.database_cpu


def reset_peak_memory() -> None:
    """Let the peak be counted from now (Linux; elsewhere it is that of the whole run)."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def peak_memory_mb(pid: int | None = None) -> float:
    """The most memory that a process held, in MB; this one, unless another is named (Linux)."""
    try:
        lines = Path(f"/proc/{pid or 'self'}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    except (OSError, StopIteration):
        if pid is not None:
            return float("nan")
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def size_mb(*tables: str) -> float:
    """Bytes on disk of tables with their indexes, in MB."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT sum(pg_total_relation_size(t::regclass)) FROM unnest(%s::text[]) t", [list(tables)]
            )
            return float(cursor.fetchone()[0]) / 1e6
        marks = ", ".join(["%s"] * len(tables))
        sql = f"SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name IN ({marks}))"  # noqa: S608, E501
        try:
            cursor.execute(sql, list(tables))
        except OperationalError:
            # SQLite may be built without dbstat.
            return float("nan")
        return float(cursor.fetchone()[0] or 0) / 1e6


def _row_writes() -> int:
    if connection.vendor != "postgresql":
        connection.ensure_connection()
        return int(connection.connection.total_changes)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables")
        return int(cursor.fetchone()[0] or 0)


def _database_cpu(more: tuple[int, ...]) -> float:
    """CPU seconds of this connection's server process, if it runs on this machine; SQLite's are our own."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pids = (cursor.fetchone()[0], *more)
    return sum(process_cpu(pid) for pid in pids)


def process_cpu(pid: int) -> float:
    """CPU seconds of a process of this machine; 0 if it cannot be seen."""
    try:
        fields: list[Any] = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS
    except OSError:
        return 0.0
