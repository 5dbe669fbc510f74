"""Reading a list of codes that somebody pasted or uploaded, and adding what is new."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction

from linesteps.coupons.models import LONGEST_CODE, CouponCode, OwnCoupon

#: In one go; more come in several files.
MOST_AT_ONCE = 20_000
#: What the first line of a spreadsheet may say instead of a code.
_HEADINGS = {"code", "codes", "coupon code", "coupon_code", "コード", "クーポンコード"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line that gives no code, by its number from 1."""

    number: int
    text: str


@dataclass(kw_only=True)
class Reading:
    """What a list holds.

    Args:
        new: codes that can be added, in order.
        repeated: lines whose code stands earlier in the list.
        known: lines whose code the coupon has already.
        too_long: lines with more than ``LONGEST_CODE`` characters.
        unprintable: lines with control characters.
        is_too_much: whether there were more than ``MOST_AT_ONCE`` lines; nothing after them was read.
    """

    new: list[str] = field(default_factory=list)
    repeated: list[Line] = field(default_factory=list)
    known: list[Line] = field(default_factory=list)
    too_long: list[Line] = field(default_factory=list)
    unprintable: list[Line] = field(default_factory=list)
    is_too_much: bool = False


def read_codes(coupon: OwnCoupon, text: str) -> Reading:
    """Look through a list without writing anything: one code a line, or the first column of a CSV file."""
    known = set(CouponCode.objects.filter(coupon=coupon).values_list("text", flat=True))
    reading, seen = Reading(), set[str]()
    for number, code in _codes(text):
        if number > MOST_AT_ONCE:
            reading.is_too_much = True
            break
        line = Line(number=number, text=code[:LONGEST_CODE])
        if len(code) > LONGEST_CODE:
            reading.too_long.append(line)
        elif not code.isprintable():
            reading.unprintable.append(line)
        elif code in seen:
            reading.repeated.append(line)
        elif code in known:
            reading.known.append(line)
        else:
            reading.new.append(code)
        seen.add(code)
    return reading


def add_codes(coupon: OwnCoupon, text: str) -> int:
    """Add what is new in a list; returns how many. A code that came in meanwhile is not added twice."""
    codes = read_codes(coupon, text).new
    with transaction.atomic():
        before = CouponCode.objects.filter(coupon=coupon).count()
        CouponCode.objects.bulk_create(
            [CouponCode(coupon=coupon, text=code) for code in codes], ignore_conflicts=True, batch_size=5000
        )
        return CouponCode.objects.filter(coupon=coupon).count() - before


def _codes(text: str) -> Iterator[tuple[int, str]]:
    """Lines that say something, with their numbers; a heading is none."""
    lines = text.lstrip("\ufeff").splitlines()
    for number, line in enumerate(lines, 1):
        # Cut, since the reader gives up on very long cells; what is left is still too long.
        cells = next(csv.reader([line[:1000]]), [""])
        code = cells[0].strip() if cells else ""
        if code and not (number == 1 and code.lower() in _HEADINGS):
            yield number, code
