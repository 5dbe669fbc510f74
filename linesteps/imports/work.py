"""What editors ask of an import, and the worker's part of it: one part of a file at a time, each once.

Each part is one transaction with the number of the next one in it. Whenever a worker dies, the part is done
again from its beginning or not at all; a ring that is lost is found by the tick.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from linesteps import bulk, clock, doorbell
from linesteps.failpoints import failpoint
from linesteps.followers.models import Follower
from linesteps.imports.changing import Changes
from linesteps.imports.counting import Counts, Listeners
from linesteps.imports.looking import Looking, Wish
from linesteps.imports.models import FriendImport, ImportPart, ImportProblem

TASK = "import_friends"
#: Problems that are kept; a file with more has one mistake many times.
MOST_PROBLEMS = 20_000

_State = FriendImport.State


def look_through(pk: int, columns: list[str]) -> bool:
    """Ask a worker to look through the file; nothing is changed by it. False if it is too late for that."""
    with transaction.atomic():
        job = _locked(pk)
        if job.state not in {_State.UPLOADED, _State.CHECKED}:
            return False
        job.columns, job.state, job.next_part = columns, _State.CHECKING, 0
        job.checked = {}
        job.problems.all().delete()
        job.save()
        doorbell.ring(TASK)
    return True


def apply(pk: int, *, starts: bool) -> bool:
    """Ask a worker to write what was looked through. False if there is nothing to write (any more)."""
    with transaction.atomic():
        job = _locked(pk)
        if job.state != _State.CHECKED or not job.checked.get("good"):
            return False
        job.state, job.next_part, job.starts = _State.APPLYING, 0, starts
        job.save()
        doorbell.ring(TASK)
    return True


def cancel(pk: int) -> bool:
    """Stop it; what was written stays written. False if it had come to its end."""
    with transaction.atomic():
        job = _locked(pk)
        if job.state in {_State.DONE, _State.CANCELLED}:
            return False
        _end(job, _State.CANCELLED, clock.now())
    return True


def work() -> int:
    """Do the next part of the oldest import that waits for a worker; returns how many parts were done, 0 or 1."""
    with transaction.atomic():
        rows = bulk.lock(FriendImport.objects.due(), limit=1)
        if not rows:
            return 0
        job, moment = rows[0], clock.now()
        part = ImportPart.objects.filter(friend_import=job, number=job.next_part).first()
        if part is not None:
            if job.state == _State.CHECKING:
                _check(job, part)
            else:
                _write(job, part, moment)
            job.next_part += 1
        if job.next_part >= job.parts:
            if job.state == _State.CHECKING:
                job.state = _State.CHECKED
            else:
                _end(job, _State.DONE, moment)
        job.save()
        failpoint("imports.before_commit")
    failpoint("imports.after_commit")
    return 1


def _locked(pk: int) -> FriendImport:
    return bulk.lock(FriendImport.objects.filter(pk=pk), wait=True)[0]


def _end(job: FriendImport, state: str, moment: datetime) -> None:
    """The lines say much of people, and nobody needs them any more."""
    job.state, job.finished_at = state, moment
    job.rows.all().delete()
    job.save()


def _check(job: FriendImport, part: ImportPart) -> None:
    wishes, problems = Looking(job).look(part.lines)
    counts = Counts.of(job.checked)
    room = max(0, MOST_PROBLEMS - job.problems.count())
    ImportProblem.objects.bulk_create(problems[:room])
    counts.bad += len({problem.line for problem in problems})
    changes = _counted(job, wishes, counts)
    Listeners(job.account_id).count(changes.told(), counts.starts)
    job.checked = counts.stored()


def _write(job: FriendImport, part: ImportPart, moment: datetime) -> None:
    looking = Looking(job)
    ids = sorted({wish.follower_id for wish in looking.look(part.lines)[0]})
    # Whoever is erased at this moment is erased before or after this part.
    bulk.lock(Follower.objects.filter(bulk.among("pk", ids)).order_by("pk"), wait=True)
    wishes, problems = looking.look(part.lines)
    counts = Counts.of(job.written)
    counts.bad += len({problem.line for problem in problems})
    changes = _counted(job, wishes, counts)
    changes.write(moment, starts=job.starts)
    job.written = counts.stored()


def _counted(job: FriendImport, wishes: list[Wish], counts: Counts) -> Changes:
    changes = Changes(job.account_id, wishes)
    counts.good += len(wishes)
    counts.changed += len(changes.people)
    counts.tags_added += sum(map(len, changes.added.values()))
    counts.tags_removed += sum(map(len, changes.removed.values()))
    counts.values_set += sum(map(len, changes.values.values()))
    counts.name_new(changes.new_tags)
    return changes


def problems_as_csv(job: FriendImport, headings: list[str], defused: Any) -> Iterator[str]:
    """All bad lines as the lines of a file, with what to do about each.

    Args:
        job: which import.
        headings: line, column, value, what to do.
        defused: what makes a cell one that no spreadsheet program runs.
    """
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(headings)
    for problem in job.problems.order_by("line", "pk").iterator(chunk_size=1000):
        cells = (problem.line, problem.column, problem.value, str(problem.cure))
        yield writer.writerow([defused(cell) for cell in cells])


class _Echo:
    """Gives back what is written, so that a file can be sent as it is made."""

    def write(self, text: str) -> str:
        return text
