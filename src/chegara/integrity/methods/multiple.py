"""Many tests at once: how many of the pairs that stand out do so by chance.

Source: Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate: a practical and powerful approach to
multiple testing", JRSS B 57, 1995.
"""

from __future__ import annotations

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
