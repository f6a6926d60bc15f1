"""Many tests at once: how many of the pairs that stand out do so by chance.

Sources:
    Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate: a practical and powerful approach to
    multiple testing", JRSS B 57, 1995.
    S. Döhler, G. Durand, E. Roquain, "New FDR bounds for discrete and heterogeneous tests", Electronic Journal
    of Statistics 12, 2018 (the step-up that knows how small each test's probability can be).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray


def benjamini_hochberg(probabilities: ArrayLike, *, tests: int | None = None) -> NDArray[np.float64]:
    """Return the adjusted probability (q) of each test, 0 to 1, in the order given.

    Whoever calls a discovery what has q at most 0.05 is wrong, on average, in at most one of twenty of them.
    `tests` is how many tests were made where those with a probability of 1 are not listed.

    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    >>> benjamini_hochberg([0.01], tests=4).tolist()
    [0.04]

    Raises:
        ValueError: a probability is none, or more are listed than tests were made.
    """
    given = np.asarray(probabilities, dtype=np.float64)
    made = len(given) if tests is None else tests
    if made < len(given):
        raise ValueError(f"{len(given)} probabilities of {made} tests")
    if not ((given >= 0) & (given <= 1)).all():
        raise ValueError("a probability lies between 0 and 1")
    order = np.argsort(given)[::-1]
    ranks = np.arange(len(given), 0, -1)
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(np.minimum.accumulate(given[order] * made / ranks), 1.0)
    return adjusted


def discrete_step_up(
    probabilities: ArrayLike,
    expected_below: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    *,
    tests: int,
    level: float = 0.05,
) -> NDArray[np.float64]:
    """Return the adjusted probability of each test where counts are whole numbers, for a discovery at `level`.

    A test of a count can't reach every level: at level t it rejects by chance less often than in a share t of
    cases, one with few expected not at all. Benjamini and Hochberg reckon with t for each; this step-up with
    what the tests attain together, and so finds more at the same rate of false discoveries. Where a test's
    probability lies above the level its adjusted one is that of Benjamini and Hochberg.

    Args:
        probabilities: of the tests, in any order; those left out have a probability of 1.
        expected_below: of levels that go up, how many tests are expected at or below each by chance alone.
        tests: how many tests were made.
        level: at which rate of false discoveries results are called; the bound holds for this one.

    Raises:
        ValueError: the level is not between 0 and 1, a probability is none, or too many are listed.
    """
    if not 0 < level < 1:
        raise ValueError("a level lies between 0 and 1")
    given = np.asarray(probabilities, dtype=np.float64)
    adjusted = benjamini_hochberg(given, tests=tests)
    small = np.flatnonzero(given <= level)
    if len(small) == 0:
        return adjusted
    order = small[np.argsort(given[small])]
    levels, last = np.unique(given[order], return_index=True)
    ranks = np.append(last[1:], len(order)).astype(np.float64)
    # Their bound divides by the chance of not passing the largest level that may count, at least 1 - level.
    found = expected_below(levels) / (1.0 - level) / ranks
    steps = np.minimum(np.minimum.accumulate(found[::-1])[::-1], 1.0)
    adjusted[order] = steps[np.searchsorted(levels, given[order])]
    return adjusted
