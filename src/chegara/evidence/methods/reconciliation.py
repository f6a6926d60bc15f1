"""Forecasts of parts and wholes that agree: points add up to their section, sections to the country.

Each series is forecast by itself (the base forecast), so that the parts' forecasts do not add up to the
whole's. Reconciliation takes the parts' forecasts b >= 0 that lie nearest to all base forecasts at once:

    minimise the sum over all series i of (base(i) - sum of b over i's parts)^2 / w(i)

with w(i) the mean squared error of i's base forecasts at earlier dates (minimum trace with a diagonal
covariance): a forecast that was seldom far out moves little. Structural weights, which know no errors, moved
small points by as much as large ones and made them worse by a fifth (`benchmarks/reconcile.py`). Where no
part comes out negative this is the weighted least squares of the literature; else its non-negative version.

Intervals are made anew from the reconciled forecasts' own past errors: base forecasts of earlier dates are
reconciled in the same way, each by weights that do not know that date, and the back-test's conformal half
widths are taken of what they missed.

Sources:
    S. L. Wickramasuriya, G. Athanasopoulos, R. J. Hyndman, "Optimal forecast reconciliation for hierarchical
    and grouped time series through trace minimization", JASA 114, 2019.
    R. J. Hyndman, A. J. Lee, E. Wang, "Fast computation of reconciled forecasts for hierarchical and grouped
    time series", Computational Statistics & Data Analysis 97, 2016 (weights by variance).
    S. L. Wickramasuriya, B. A. Turlach, R. J. Hyndman, "Optimal non-negative forecast reconciliation",
    Statistics and Computing 30, 2020.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from chegara.evidence.methods.backtest import coverage, half_widths

Array = NDArray[np.float64]

_LEAST_VARIANCE = 1e-9


@dataclass(frozen=True)
class Hierarchy:
    """Series and the parts that they are made of; a part is made of itself alone.

    `names` are all series, `parts` those that are not divided further; `summing` has a row a series and a
    column a part, 1 where the part belongs to the series.
    """

    names: tuple[str, ...]
    parts: tuple[str, ...]
    summing: Array

    @classmethod
    def of(cls, children: Mapping[str, Sequence[str]], root: str) -> Hierarchy:
        """Return the hierarchy under a root; whatever has no children is a part.

        >>> Hierarchy.of({"country": ["north", "south"]}, "country").summing.tolist()
        [[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]]

        Raises:
            ValueError: a series stands under two others or under itself.
        """
        names: list[str] = []
        held: dict[str, set[str]] = {}

        def visit(name: str) -> set[str]:
            if name in names:
                raise ValueError(f"{name!r} stands in two places of the hierarchy")
            names.append(name)
            below = children.get(name, ())
            held[name] = set().union(*map(visit, below)) if below else {name}
            return held[name]

        visit(root)
        parts = tuple(name for name in names if not children.get(name))
        summing = np.array([[float(part in held[name]) for part in parts] for name in names])
        return cls(tuple(names), parts, summing)


@dataclass(frozen=True, kw_only=True)
class Reconciled:
    """Coherent forecasts of all series of a hierarchy, in the order of its names, a column a month ahead.

    `errors` are actual less reconciled forecast at earlier dates (dates x series x months ahead, NaN where
    there was nothing to compare with); `half80`, `half95` half the widths of the intervals; `coverage80` the
    share of past months that the 80 % intervals would have held. `base_error` and `error` are the mean
    absolute errors before and after, in the series' unit, of the same dates and months.
    """

    values: Array
    errors: Array
    half80: Array
    half95: Array
    coverage80: tuple[float, ...]
    base_error: Array
    error: Array


def reconcile(base: Array, variances: Array, hierarchy: Hierarchy) -> Array:
    """Return the forecasts nearest to `base` that add up and are not negative.

    Args:
        base: series x months ahead, each forecast by itself.
        variances: of each series' forecast errors, in the square of its unit, or in proportion to them.

    Raises:
        ValueError: there is not one known forecast a series and month, or a variance is negative or unknown.
    """
    if base.ndim != 2 or len(base) != len(hierarchy.names) or not np.isfinite(base).all():
        raise ValueError("each series of the hierarchy needs a forecast of each month")
    if len(variances) != len(base) or not np.isfinite(variances).all() or variances.min() < 0:
        raise ValueError("each series of the hierarchy needs the variance of its errors")
    # A series that was never out moves as good as not at all.
    spread = 1 / np.sqrt(np.maximum(variances, _LEAST_VARIANCE * max(variances.max(), _LEAST_VARIANCE)))
    spread /= spread.max()
    weighted = hierarchy.summing * spread[:, None]
    parts = np.array([scipy.optimize.nnls(weighted, month * spread)[0] for month in base.T])
    coherent: Array = hierarchy.summing @ parts.T
    return coherent


def reconcile_tested(base: Array, past: Array, actual: Array, hierarchy: Hierarchy) -> Reconciled:
    """Reconcile forecasts, and those of earlier dates, from whose errors the intervals are made.

    Args:
        base: series x months ahead.
        past: base forecasts made at earlier dates: dates x series x months ahead; NaN where unknown.
        actual: what came of them, of the same shape; NaN where nobody reported.

    Raises:
        ValueError: as `reconcile`; or at fewer than two earlier dates all series were forecast.
    """
    known = np.asarray(np.isfinite(past).all(axis=1))
    squares = (actual - past) ** 2
    if known.any(axis=1).sum() < 2 or np.isnan(squares).all(axis=(0, 2)).any():
        raise ValueError("at fewer than two earlier dates were all series forecast")
    coherent = np.full(past.shape, np.nan)
    for date, months in enumerate(known):
        others = np.delete(squares, date, axis=0)
        if months.any() and not np.isnan(others).all(axis=(0, 2)).any():
            coherent[date][:, months] = reconcile(
                past[date][:, months], np.nanmean(others, axis=(0, 2)), hierarchy
            )
    errors = actual - coherent
    scored = np.isfinite(errors)
    base_errors = np.where(scored, actual - past, np.nan)
    return Reconciled(
        values=reconcile(base, np.nanmean(squares, axis=(0, 2)), hierarchy),
        errors=errors,
        half80=np.array([half_widths(errors[:, row], 0.8) for row in range(len(base))]),
        half95=np.array([half_widths(errors[:, row], 0.95) for row in range(len(base))]),
        coverage80=tuple(coverage(errors[:, row], 0.8) for row in range(len(base))),
        base_error=np.nanmean(np.abs(base_errors), axis=(0, 2)),
        error=np.nanmean(np.abs(errors), axis=(0, 2)),
    )
