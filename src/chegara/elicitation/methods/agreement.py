"""Krippendorff's alpha: how far several people's scores of the same items agree beyond chance.

alpha = 1 - observed disagreement / expected disagreement. 1 is full agreement, 0 what chance would give,
below 0 means opposition. Scores may be missing; an item with a single score says nothing about agreement and
is left out. Where nobody's scores differ at all, chance agreement is full too and alpha is undefined (None):
that says that the items do not vary, and nothing about who scored them.

The interval resamples items with all their scores (percentile bootstrap). Krippendorff's own bootstrap draws
single pairs and keeps the expected disagreement fixed; Zapf and others found that it covers about 60 per cent
where it promises 95, and the resampling of items what it promises.

Sources:
    K. Krippendorff, "Computing Krippendorff's alpha-reliability", University of Pennsylvania, 2011.
    K. Krippendorff, Content Analysis: An Introduction to Its Methodology, 4th ed. 2019, ch. 12.
    A. Zapf, S. Castell, L. Morawietz, A. Karch, "Measuring inter-rater reliability for nominal data - which
    coefficients and confidence intervals are appropriate?", BMC Medical Research Methodology 16:93, 2016.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chegara.common.intervals import Interval

Array: TypeAlias = NDArray[np.float64]

LEAST_SHARE_OF_RESAMPLES = 0.5
"""No interval is given where more than half of the resamples do not vary and so have no alpha."""


class Metric(StrEnum):
    """What the difference between two scores means."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Krippendorff's alpha of a table of scores; None where it is undefined.

    `items` and `scores` are how many could be compared: items with two scores or more, and their scores.
    """

    metric: Metric
    alpha: float | None
    items: int
    scores: int


@dataclass(frozen=True, kw_only=True)
class AgreementInterval:
    """A bootstrap interval of alpha; None where too few resamples vary.

    `resamples` were drawn, `undefined` of them had no alpha and were left out.
    """

    interval: Interval | None
    level: float
    resamples: int
    undefined: int


_DRAWN_AT_ONCE = 1_000_000
"""Items drawn at a time, which bounds the memory that it takes."""


def agreement(scores: ArrayLike, *, metric: Metric = Metric.ORDINAL) -> Agreement:
    """Return Krippendorff's alpha of scores, a row a person and a column an item, NaN where there is none.

    >>> coders = [[1, 1, 0, 1], [1, 0, 0, 1], [np.nan, 1, 0, 1]]
    >>> round(agreement(coders, metric=Metric.NOMINAL).alpha, 3)
    0.643

    Raises:
        ValueError: the scores are not a table.
    """
    counts, values = _counts(scores)
    return Agreement(
        metric=metric,
        alpha=_alpha(_pairs(counts).sum(axis=0)[None], counts.sum(axis=0)[None], values, metric)[0],
        items=len(counts),
        scores=int(counts.sum()),
    )


def agreement_interval(
    scores: ArrayLike,
    *,
    rng: np.random.Generator,
    metric: Metric = Metric.ORDINAL,
    level: float = 0.95,
    resamples: int = 2000,
) -> AgreementInterval:
    """Return the percentile bootstrap interval of alpha over items.

    It speaks of other items scored by these people, not of other people. With a dozen items it is wide.

    Raises:
        ValueError: the scores are not a table, or the level is not a share.
    """
    if not 0 < level < 1:
        raise ValueError(f"the level is a share between 0 and 1, not {level}")
    counts, values = _counts(scores)
    found: list[float] = []
    if len(counts):
        for start in range(0, resamples, size := max(1, _DRAWN_AT_ONCE // len(counts))):
            many = min(size, resamples - start)
            coincidences, totals = _drawn(counts, many, rng)
            found += [alpha for alpha in _alpha(coincidences, totals, values, metric) if alpha is not None]
    tail = (1 - level) / 2
    enough = len(found) >= max(1, LEAST_SHARE_OF_RESAMPLES * resamples)
    return AgreementInterval(
        interval=Interval(*(float(q) for q in np.quantile(found, [tail, 1 - tail]))) if enough else None,
        level=level,
        resamples=resamples,
        undefined=resamples - len(found),
    )


def _counts(scores: ArrayLike) -> tuple[Array, Array]:
    """Return how often each value was given to each item that has two scores or more, and the values."""
    table = np.asarray(scores, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError("scores are a table with a row for each person and a column for each item")
    table = table[:, (~np.isnan(table)).sum(axis=0) >= 2]
    values = np.unique(table[~np.isnan(table)])
    counts = (table[:, :, None] == values).sum(axis=0).astype(np.float64)
    return counts, values


def _pairs(counts: Array) -> Array:
    """Return what each item adds to the coincidences of values: items x values x values."""
    paired = counts.sum(axis=1, keepdims=True)
    own = np.einsum("ik,kl->ikl", counts, np.eye(counts.shape[1]))
    return np.asarray((counts[:, :, None] * counts[:, None, :] - own) / (paired[:, :, None] - 1))


def _drawn(counts: Array, samples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw items anew; return coincidences and totals of each sample, which are sums over the items drawn."""
    items, values = counts.shape
    drawn = rng.integers(0, items, size=(samples, items))
    places = (drawn + np.arange(samples)[:, None] * items).ravel()
    times = np.bincount(places, minlength=samples * items).reshape(samples, items).astype(np.float64)
    coincidences = times @ _pairs(counts).reshape(items, -1)
    return coincidences.reshape(samples, values, values), times @ counts


def _alpha(coincidences: Array, totals: Array, values: Array, metric: Metric) -> list[float | None]:
    """Return alpha of each sample; coincidences are samples x values x values, totals samples x values."""
    if not len(values):
        return [None] * len(totals)
    differences = _squared_differences(totals, values, metric)
    observed = (coincidences * differences).sum(axis=(1, 2))
    expected = np.einsum("sk,sl,skl->s", totals, totals, differences) / (totals.sum(axis=1) - 1)
    return [1 - float(o / e) if e > 0 else None for o, e in zip(observed, expected, strict=True)]


def _squared_differences(totals: Array, values: Array, metric: Metric) -> Array:
    """Return the squared difference of each pair of values, of each sample: samples x values x values."""
    if metric is Metric.NOMINAL:
        same = np.equal.outer(values, values)
        return np.broadcast_to((~same).astype(np.float64), (len(totals), *same.shape))
    if metric is Metric.INTERVAL:
        steps = np.subtract.outer(values, values) ** 2
        return np.broadcast_to(steps, (len(totals), *steps.shape))
    # All scores from one value to the other count, the two ends half: the distance of their mid-ranks.
    middle = np.cumsum(totals, axis=1) - totals / 2
    squares: Array = (middle[:, :, None] - middle[:, None, :]) ** 2
    return squares
