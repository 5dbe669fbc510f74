"""A template's course as a small picture: inline SVG, from left to right, branches above each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from linesteps.steps.kind import Path, StepKind
from linesteps.steps.kind import registry as step_kinds

Steps = Sequence[Mapping[str, Any]]
#: Lengths in SVG units, which are CSS pixels at full size.
_LANE, _SEND, _GAP, _WAIT, _CURVE, _EDGE = 34, 26, 8, 34, 16, 6
#: The picture of the message that tells most.
_RICHEST = ("coupon", "cards", "image", "buttons", "text")


def picture(steps: Steps, *, title: str) -> SafeString:
    """The picture of plain steps, as they are stored or as they stand in a file.

    Args:
        title: what the picture says, for those who do not see it.
    """
    drawing = _Drawing()
    height = _height(steps)
    start = _EDGE + 4
    middle = _EDGE + height / 2
    drawing.add('<circle class="ls-flow__start" cx="{}" cy="{}" r="4"/>', start, middle)
    end, _is_over = drawing.sequence(steps, start + 4, middle)
    return format_html(
        '<svg class="ls-flow" role="img" viewBox="0 0 {w} {h}" width="{w}" height="{h}" '
        'xmlns="http://www.w3.org/2000/svg"><title>{t}</title>{parts}</svg>',
        w=round(end + _EDGE),
        h=round(height + 2 * _EDGE),
        t=title,
        parts=format_html_join("", "{}", ((part,) for part in drawing.parts)),
    )


def _paths(kind: StepKind, step: Mapping[str, Any]) -> list[Path]:
    return list(kind.paths(step["value"]))


def _known(steps: Steps) -> list[tuple[StepKind, Mapping[str, Any]]]:
    return [(step_kinds.get(step["type"]), step) for step in steps if step["type"] in step_kinds]


def _height(steps: Steps) -> float:
    """How much room the lanes need above each other."""
    heights = [sum(_height(path.steps) for path in _paths(kind, step)) for kind, step in _known(steps)]
    return max([_LANE, *heights])


class _Drawing:
    """Draws from left to right and gathers the parts."""

    def __init__(self) -> None:
        self.parts: list[SafeString] = []

    def add(self, shape: str, *values: Any) -> None:
        """One shape; numbers are rounded."""
        self.parts.append(
            format_html(shape, *[round(one, 1) if isinstance(one, float) else one for one in values])
        )

    def line(self, x1: float, x2: float, y: float) -> None:
        """A piece of the way."""
        self.add('<path class="ls-flow__line" d="M{} {}H{}"/>', x1, y, x2)

    def sequence(self, steps: Steps, x: float, y: float) -> tuple[float, bool]:
        """Steps one after the other; returns where they end, and whether nothing can follow."""
        known = _known(steps)
        for number, (kind, step) in enumerate(known):
            paths = _paths(kind, step)
            if paths:
                x, is_over = self.branch(paths, x, y, rejoins=number + 1 < len(known))
                if is_over:
                    return x, True
            elif kind.is_end():
                self.line(x, x + _GAP, y)
                self.add('<path class="ls-flow__end" d="M{} {}v12"/>', x + _GAP, y - 6)
                return x + _GAP + 2, True
            elif kind.name == "wait":
                x = self.wait(step["value"], x, y)
            elif kind.name == "send":
                x = self.send(step["value"], x, y)
            else:
                self.line(x, x + _GAP, y)
                self.add('<circle class="ls-flow__other" cx="{}" cy="{}" r="7"/>', x + _GAP + 7, y)
                x += _GAP + 14
        return x, False

    def wait(self, value: Mapping[str, Any], x: float, y: float) -> float:
        """A piece of the way with its length above it."""
        self.line(x, x + _WAIT, y)
        self.add(
            '<text class="ls-flow__wait" x="{}" y="{}" text-anchor="middle">{}</text>',
            x + _WAIT / 2,
            y - 5,
            length(value),
        )
        return x + _WAIT

    def send(self, value: Mapping[str, Any], x: float, y: float) -> float:
        """A bubble with a sign for the message that tells most."""
        self.line(x, x + _GAP, y)
        x += _GAP
        self.add(
            '<rect class="ls-flow__send" x="{}" y="{}" width="{}" height="20" rx="5"/>', x, y - 10, _SEND
        )
        kinds = {str(message.get("type")) for message in value.get("messages") or []}
        richest = next((kind for kind in _RICHEST if kind in kinds), "text")
        self.add(
            '<path class="ls-flow__sign" transform="translate({} {})" d="{}"/>', x, y - 10, _SIGNS[richest]
        )
        return x + _SEND

    def branch(self, paths: Sequence[Path], x: float, y: float, *, rejoins: bool) -> tuple[float, bool]:
        """Lanes above each other; those that do not end rejoin, if anything follows."""
        self.line(x, x + _GAP, y)
        x += _GAP
        self.add('<path class="ls-flow__fork" d="M{} {}l7 -7l7 7l-7 7z"/>', x, y)
        x += 14
        top = y - sum(_height(path.steps) for path in paths) / 2
        ends = []
        for path in paths:
            height = _height(path.steps)
            lane = top + height / 2
            self.add(
                '<path class="ls-flow__line" d="M{} {}C{} {} {} {} {} {}"/>',
                *(x, y, x + _CURVE / 2, y, x + _CURVE / 2, lane, x + _CURVE, lane),
            )
            end, is_over = self.sequence(path.steps, x + _CURVE, lane)
            ends.append((end, lane, is_over))
            top += height
        far = max(end for end, _lane, _is_over in ends)
        if not rejoins:
            return far, False
        for end, lane, is_over in ends:
            if not is_over:
                self.add(
                    '<path class="ls-flow__line" d="M{} {}H{}C{} {} {} {} {} {}"/>',
                    *(end, lane, far, far + _CURVE / 2, lane, far + _CURVE / 2, y, far + _CURVE, y),
                )
        is_over = all(is_over for _end, _lane, is_over in ends)
        return (far, True) if is_over else (far + _CURVE, False)


#: Within a bubble of 26 by 20.
_SIGNS = {
    "text": "M6 7H20M6 12H15",
    "buttons": "M6 6H20M6 13.5H20",
    "cards": "M4 6H12V14H4ZM15 6H22V14H15Z",
    "image": "M5 15l5 -6l4 4l3 -3l4 5z",
    "coupon": "M6 6H20V14H6ZM15 6V14",
}


def length(value: Mapping[str, Any]) -> str:
    """The length of a wait in as few characters as possible."""
    amount, unit = value.get("amount") or 0, value.get("unit") or "days"
    if value.get("until") or value.get("weekdays") or not isinstance(amount, int):
        return "…"
    words = {"days": _("%(n)s d"), "hours": _("%(n)s h"), "minutes": _("%(n)s min")}
    return words.get(unit, "…") % {"n": amount} if amount else "…"
