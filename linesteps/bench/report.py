"""The findings as tables, and the machine they were made on."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Iterable, Iterator

from linesteps.bench.figures import Figure, Finding


def machine() -> str:
    """What the figures were measured on, in a line."""
    cores = os.cpu_count() or 0
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    line = f"{cores} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
    return f"{line}, load {load:.1f}"


def details(finding: Finding) -> Iterator[str]:
    """All figures of a target."""
    title = f"{finding.target:<4}{finding.title} ({finding.database})"
    yield f"{title}: {finding.verdict.upper()}, took {finding.seconds:.0f} s"
    if finding.not_run:
        yield f"      {finding.not_run}"
    for figure in finding.figures:
        note = f"  ({figure.note})" if figure.note else ""
        line = f"      {figure.name:<44}{number(figure.value):>12} {figure.unit:<9}{_goal(figure)}{note}"
        yield line.rstrip()


def table(findings: Iterable[Finding]) -> Iterator[str]:
    """One line for each target: what is to be reached, the figure that decides, and the verdict."""
    yield f"{'':<5}{'database':<12}{'target':<54}{'figure':<64}verdict"
    for one in findings:
        yield f"{one.target:<5}{one.database:<12}{one.goal:<54}{_decisive(one):<64}{one.verdict}"


def number(value: float) -> str:
    """A figure as people read it; ``?`` if there is none."""
    if math.isnan(value):
        return "?"
    if math.isinf(value):
        return "never"
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def _decisive(finding: Finding) -> str:
    figure = finding.decisive
    if figure is None:
        return finding.not_run
    bound = figure.at_least if figure.at_least is not None else figure.at_most
    sign = "≥" if figure.at_least is not None else "≤"
    limit = f" (goal {sign} {number(bound)})" if bound is not None else ""
    return f"{figure.name}: {number(figure.value)} {figure.unit}".rstrip() + limit


def _goal(figure: Figure) -> str:
    if figure.at_least is not None:
        return f"{figure.verdict:<7} ≥ {number(figure.at_least)}"
    if figure.at_most is not None:
        return f"{figure.verdict:<7} ≤ {number(figure.at_most)}"
    return ""
