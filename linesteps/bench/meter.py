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
    """CPU seconds of the processes that serve this database, if on this machine; SQLite's are our own."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), current_database()")
        own, name = cursor.fetchone()
    server = _parent(own)
    if not server:
        return sum(process_cpu(pid) for pid in more)
    total = 0.0
    for _look in range(_LOOKS):
        # By the system and not by the server, which forgets a connection before its process has ended.
        before = _children(server)
        # Those that have ended are counted where the system counts them: as the server's children.
        ended = _times(server)[2:]
        ours = {pid for pid, command in before.items() if f" {name} " in command}
        total = sum(ended) + sum(process_cpu(pid) for pid in ours.union(more))
        after = _children(server)
        # One that ends while we look would be counted nowhere; its command is gone before it is itself.
        is_calm = before.keys() == after.keys() and all([*before.values(), *after.values()])
        if is_calm and _times(server)[2:] == ended:
            return total
        time.sleep(_PAUSE_SECONDS)
    # Others use the server all the time: their CPU is in the sum, too, and one that ends just now may be missed.
    return total


#: Looks at the server's processes until one finds none that is ending, and the time between them.
_LOOKS, _PAUSE_SECONDS = 200, 0.01


def _children(server: int) -> dict[int, str]:
    """The server's processes: their commands by their number."""
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        if _parent(int(path.name)) == server:
            try:
                found[int(path.name)] = (path / "cmdline").read_text()
            except OSError:
                found[int(path.name)] = ""
    return found


def process_cpu(pid: int) -> float:
    """CPU seconds of a process of this machine; 0 if it cannot be seen."""
    return sum(_times(pid)[:2])


def _times(pid: int) -> list[float]:
    """CPU seconds of a process, in user mode and in the kernel, and the same of its children that have ended."""
    fields = _stat(pid)
    return [int(field) / _TICKS for field in fields[11:15]] if fields else [0.0] * 4


def _parent(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[1]) if fields else 0


def _stat(pid: int) -> list[Any]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
