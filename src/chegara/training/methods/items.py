"""How good the questions of a test are: difficulty, discrimination, point-biserial, KR-20.

Difficulty is the share of right answers. Discrimination D is that share among the best 27 per cent minus
among the weakest 27 per cent; persons whose totals tie at the border share the remaining places, so that
the order of the list means nothing. The point-biserial is the correlation of an item with the total of the
other items. KR-20 is the reliability of the whole test of n items: n / (n − 1) · (1 − Σ p(1 − p) / variance
of the totals).

Sources:
    G. F. Kuder, M. W. Richardson, "The theory of the estimation of test reliability", Psychometrika 2, 1937.
    T. L. Kelley, "The selection of upper and lower groups for the validation of test items", Journal of
    Educational Psychology 30, 1939.
    R. L. Ebel, D. A. Frisbie, "Essentials of educational measurement", 5th edition, 1991.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chegara.common.intervals import Interval, wilson

GROUP = 0.27


@dataclass(frozen=True)
class Item:
    """One question: share of right answers with Wilson's interval, D (−1 to 1) and the point-biserial.

    The last two are None where they are unknown: fewer than two persons, or answers or totals all equal.
    """

    difficulty: float
    difficulty_interval: Interval
    discrimination: float | None
    point_biserial: float | None


@dataclass(frozen=True)
class Statistics:
    """All items in order, and the reliability (None where totals do not vary or there is a single item)."""

    persons: int
    items: tuple[Item, ...]
    kr20: float | None


def item_statistics(answers: Sequence[Sequence[bool]], *, level: float = 0.95) -> Statistics:
    """Return the statistics of answers, right or wrong, one row a person and one column an item.

    Raises:
        ValueError: there is no person or no item, or the rows are of different lengths.
    """
    if not answers or not answers[0]:
        raise ValueError("item statistics need at least one person and one item")
    if len({len(row) for row in answers}) > 1:
        raise ValueError("each person needs an answer, right or wrong, to each item")
    right = np.array(answers, dtype=float)
    totals = right.sum(axis=1)
    best, weakest = group_weights(totals), group_weights(-totals)
    items = tuple(
        Item(
            float(column.mean()),
            wilson(float(column.sum()), len(column), level=level),
            _discrimination(column, totals, best, weakest),
            _correlation(column, totals - column),
        )
        for column in right.T
    )
    return Statistics(len(right), items, _kr20(right, totals))


def group_weights(totals: np.ndarray) -> np.ndarray:
    """Return each person's weight, 0 to 1, in the best group: 27 per cent, at least one person.

    >>> group_weights(np.array([9.0, 5.0, 5.0, 1.0, 1.0, 1.0, 1.0])).tolist()
    [1.0, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0]
    """
    size = max(1, round(GROUP * len(totals)))
    border = np.sort(totals)[-size]
    above, level = totals > border, totals == border
    weights: np.ndarray = above + level * (size - above.sum()) / level.sum()
    return weights


def _discrimination(
    column: np.ndarray, totals: np.ndarray, best: np.ndarray, weakest: np.ndarray
) -> float | None:
    if np.ptp(totals) == 0:
        return None
    return float(column @ best / best.sum() - column @ weakest / weakest.sum())


def _correlation(column: np.ndarray, rest: np.ndarray) -> float | None:
    if np.ptp(column) == 0 or np.ptp(rest) == 0:
        return None
    return float(np.corrcoef(column, rest)[0, 1])


def _kr20(right: np.ndarray, totals: np.ndarray) -> float | None:
    n = right.shape[1]
    variance = float(totals.var())
    if n < 2 or variance == 0:
        return None
    p = right.mean(axis=0)
    return float(n / (n - 1) * (1 - (p * (1 - p)).sum() / variance))
