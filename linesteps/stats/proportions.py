"""Whether a difference between shares of people can be trusted: two questions, answered with the standard library.

*Is the share here really higher than there?* A test of two proportions (pooled, normal approximation); with fewer
than five successes or failures expected on a side it says nothing, since the approximation does not hold.

*Which path is the best?* Each path's true share is what successes and failures say of it, beginning from knowing
nothing (a Beta distribution with prior 1, 1). The chance to be best is the integral of one path's density times all
others' chances to lie below it. It is worked out on a grid, without chance, so the same numbers always say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import erf, exp, lgamma, log, sqrt

#: Fewer expected successes or failures on a side say nothing.
_FEWEST = 5
#: Points of the grid.
_POINTS = 4000

#: Successes, and people.
Share = tuple[int, int]


def chance_of_accident(one: Share, other: Share) -> float | None:
    """How likely so great a difference is when there is none (two-sided p); ``None`` if too few people say."""
    (a, n), (b, m) = one, other
    if not n or not m:
        return None
    pooled = (a + b) / (n + m)
    if min(n, m) * min(pooled, 1 - pooled) < _FEWEST:
        return None
    z = (a / n - b / m) / sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return 1 - erf(abs(z) / sqrt(2))


def chances_to_be_best(shares: Sequence[Share]) -> list[float]:
    """For each of two or more shares, how likely it is the highest; they add up to one."""
    if len(shares) < 2:
        return [1.0] * len(shares)
    step = 1 / _POINTS
    # In the middles of equal parts, so that 0 and 1 are never asked for.
    points = [(number + 0.5) * step for number in range(_POINTS)]
    masses, below = [], []
    for successes, people in shares:
        mass = _masses(successes, people, points)
        total, sums = 0.0, []
        for one in mass:
            # Half of a part lies below its middle.
            sums.append(total + one / 2)
            total += one
        masses.append(mass)
        below.append(sums)
    found = []
    for number, mass in enumerate(masses):
        chance = 0.0
        for point, one in enumerate(mass):
            for other, sums in enumerate(below):
                if other != number:
                    one *= sums[point]
            chance += one
        found.append(chance)
    whole = sum(found)
    return [one / whole for one in found]


def _masses(successes: int, people: int, points: Sequence[float]) -> list[float]:
    """The Beta distribution's mass in each part of the grid."""
    a, b = successes + 1, people - successes + 1
    scale = lgamma(a + b) - lgamma(a) - lgamma(b)
    found = [exp(scale + (a - 1) * log(x) + (b - 1) * log(1 - x)) for x in points]
    whole = sum(found)
    return [one / whole for one in found]
