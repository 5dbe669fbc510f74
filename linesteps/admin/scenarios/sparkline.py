"""A row of small bars, one for each day: inline SVG, whose title says the numbers."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_HEIGHT, _STEP, _BAR = 28, 4, 3


def sparkline(values: Sequence[int], *, title: str) -> SafeString:
    """The bars, oldest first.

    Args:
        values: one for each day, not negative.
        title: what they say, for everybody who does not see them or wants to know exactly.
    """
    highest = max(values, default=0) or 1
    # A day without any is a line on the ground, so that the days can be counted.
    heights = [max(1.0, round(_HEIGHT * value / highest, 1)) for value in values]
    bars = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
        (
            (
                "ls-spark__bar" if value else "ls-spark__none",
                n * _STEP,
                round(_HEIGHT - height, 1),
                _BAR,
                height,
            )
            for n, (value, height) in enumerate(zip(values, heights, strict=True))
        ),
    )
    return format_html(
        '<svg class="ls-spark" role="img" viewBox="0 0 {w} {h}" width="{w}" height="{h}" '
        'xmlns="http://www.w3.org/2000/svg"><title>{t}</title>{bars}</svg>',
        w=max(1, len(values)) * _STEP,
        h=_HEIGHT,
        t=title,
        bars=bars,
    )
