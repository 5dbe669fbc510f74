"""From an uploaded file to its lines: what spreadsheet programs write, without holding the file in memory."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.fields import storable_text
from linesteps.imports.columns import guesses
from linesteps.imports.models import FriendImport, ImportPart

#: Lines of one part, which are written in one transaction.
LINES_OF_A_PART = 500
MOST_LINES = 500_000
MOST_COLUMNS = 100
MOST_BYTES = 100_000_000
_DELIMITERS = ",\t;"
_BLOCK = 1 << 16


def read_file(account: Account, file: Any, user: Any = None) -> FriendImport:
    """Take the lines of a file in; nothing is changed by it.

    Args:
        account: whose friends it is about.
        file: an uploaded file, or any binary file with a ``name``.
        user: who brings it.

    Raises:
        ValidationError: it is no table, is empty, or is too big; says what to do.
    """
    if (getattr(file, "size", None) or 0) > MOST_BYTES:
        raise ValidationError(_("The file is too big. Split it into smaller ones."))
    encoding = encoding_of(file)
    kept: Any = _Kept(file)
    text = io.TextIOWrapper(kept, encoding=encoding, newline="")
    first = text.readline()
    text.seek(0)
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(text, delimiter=delimiter)
    try:
        with transaction.atomic():
            return _take_in(account, reader, str(getattr(file, "name", "") or _("File"))[-200:], user)
    except csv.Error as error:
        text_ = _("Line %(line)s cannot be read as a table (%(why)s). Save the file again as CSV.")
        raise ValidationError(text_ % {"line": reader.line_num, "why": error}) from error
    finally:
        text.detach()


def _take_in(account: Account, reader: Any, name: str, user: Any) -> FriendImport:
    rows = _numbered(reader)
    _number, headers = next(rows, (0, []))
    headers = [storable_text(cell).strip()[:200] for cell in headers]
    if not any(headers):
        raise ValidationError(_("The file is empty. Its first line must name the columns."))
    if len(headers) > MOST_COLUMNS:
        text = _("The file has more than %(max)s columns. Leave out those that are not needed.")
        raise ValidationError(text % {"max": MOST_COLUMNS})
    row = FriendImport.objects.create(
        account=account,
        name=name,
        headers=headers,
        columns=guesses(account, headers),
        created_by=user,
        created_at=clock.now(),
    )
    while lines := list(islice(rows, LINES_OF_A_PART)):
        row.lines += len(lines)
        if row.lines > MOST_LINES:
            text = _("The file has more than %(max)s lines. Split it into smaller ones.")
            raise ValidationError(text % {"max": f"{MOST_LINES:,}"})
        ImportPart.objects.create(friend_import=row, number=row.parts, lines=lines)
        row.parts += 1
    if not row.lines:
        raise ValidationError(_("The file has no lines below the names of the columns."))
    row.save()
    return row


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Lines that are not empty, by the number that a spreadsheet program shows."""
    for number, cells in enumerate(reader, start=1):
        if any(cell.strip() for cell in cells):
            yield number, [storable_text(cell) for cell in cells]


def encoding_of(file: BinaryIO) -> str:
    """How the text of a file is written; Excel on a Japanese computer writes Shift_JIS.

    Raises:
        ValidationError: it is no text.
    """
    file.seek(0)
    start = file.read(4)
    is_marked = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    # Without a mark: UTF-8 first, since Shift_JIS takes nearly anything.
    for encoding in ("utf-16",) if is_marked else ("utf-8-sig", "cp932"):
        if _can_be(file, encoding):
            file.seek(0)
            return encoding
    raise ValidationError(_("This is no text. Save the list as “CSV UTF-8” and choose that file."))


def _can_be(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := file.read(_BLOCK):
            # No list has this character, and every picture does.
            if "\0" in decoder.decode(block):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class _Kept(io.RawIOBase):
    """A binary file that is not closed when whoever reads it ends."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: Any) -> int:
        block = self._file.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)
