"""Months in which the level of a series of counts changed, with what is not known about them.

The counts of a month are negative binomial with mean level x season and variance dispersion x mean (NB1), and
may lean upon last month's. The level is constant between changes; the season (twelve factors) is the same
throughout. Months that nobody reported are left out: they are neither a zero nor a change.

How many changes: K is tested against K + 1 and K + 2 together (two, because a level that rises and falls back
is no evidence of one change), from K = 0 on, until the test does not reject. The statistic is the largest
gain of twice the log-likelihood a change, over how much a mean of such counts scatters (their dispersion and
dependence); its distribution is that of the same computation on series simulated from the fitted model with K
changes. So each test says "more than K" wrongly in as many cases as its significance level: measured by
`benchmarks/change_points.py`, with up to half again as many where neighbouring months are very dependent.

Where: given the number and the season, the segmentation is the best of all (dynamic programming over all
segments of at least four known months). The interval of a change's month is the shortest set that holds 95 %
of the likelihood over the months between its neighbours, each month being equally likely beforehand.

What it cannot tell: a slow rise is described as a step or two; a change in the season is none of the level; a
change in how cases are counted looks like any other.

Sources:
    J. Bai, P. Perron, "Estimating and testing linear models with multiple structural changes", Econometrica
    66, 1998 (tests of l against more changes, one after another; double maximum); the same, "Computation and
    analysis of multiple structural change models", J. Applied Econometrics 18, 2003 (dynamic programming).
    K. J. Worsley, "Confidence regions and tests for a change-point in a sequence of exponential family random
    variables", Biometrika 73, 1986.
    P. McCullagh, J. A. Nelder, Generalized Linear Models, 2nd ed. 1989, 6.2 (dispersion).
    A. C. Davison, D. V. Hinkley, Bootstrap Methods and their Application, 1997, 4.2 (Monte Carlo tests).
    C. Gourieroux, A. Monfort, E. Renault, "Indirect inference", J. Applied Econometrics 8, 1993 (dependence).
    G. Masarotto, C. Varin, "Gaussian copula marginal regression", Electronic J. Statistics 6, 2012.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import scipy
from numpy.typing import NDArray

from chegara.common.intervals import Interval, poisson_ratio
from chegara.common.periods import Month

Array: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]

SEASON = 12
LEAST_MONTHS = 36
"""A season of which each month was seen three times can be told from a level."""

LEAST_COUNT = 60
"""Fewer cases than five for each month of the year say too little about the season."""

LEAST_SEGMENT = 4
"""A level has to last for four reported months: a shorter one is an episode, not a level."""

LONGEST = 120
"""The last ten years are searched: what was before is not the level of today."""

MOST_CHANGES = 5
TOGETHER = 2
"""So many changes more are tested together: a level that comes back is no evidence of one."""

SIGNIFICANCE = 0.05
LEVEL = 0.95

_RICHER = 4
"""Scatter and dependence are told from the residuals of a model with so many changes more than are supposed:
a change that it leaves out looks like dependence."""

_BATCH = 50  # simulated series at a time, so that their segments fit the processor's cache
_ROUNDS = 12
_CALIBRATION = 50
_DEPENDENCES = (0.0, 0.3, 0.6, 0.85)


class Unjudged(StrEnum):
    """Why a series is not searched for changes."""

    TOO_SHORT = "too_short"
    TOO_FEW = "too_few"
    NOT_COUNTS = "not_counts"


@dataclass(frozen=True, kw_only=True)
class ChangePoint:
    """A new level from `month` on; it began between `earliest` and `latest`, with 95 % of the likelihood.

    `ratio` is the level after over the level before (season taken out), with its 95 % interval.
    """

    month: Month
    earliest: Month
    latest: Month
    ratio: float
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class Level:
    """What the series was on average a month, season taken out, from one change to the next."""

    first: Month
    last: Month
    mean: float


@dataclass(frozen=True, kw_only=True)
class ChangePoints:
    """The changes found, or why none were looked for.

    `probabilities` are those of the tests, one after another: of so large a gain by chance if there were no
    change more than those found before it; all but the last are below the significance level, unless
    `MOST_CHANGES` were found. `dispersion` is the variance of a count over its mean, `dependence` (0 to 1)
    the correlation of a month with the one before it, `months` how many reported months were searched.
    """

    unjudged: Unjudged | None = None
    changes: tuple[ChangePoint, ...] = ()
    levels: tuple[Level, ...] = ()
    probabilities: tuple[float, ...] = ()
    dispersion: float = 1.0
    dependence: float = 0.0
    months: int = 0


@dataclass(frozen=True)
class Segments:
    """The best segmentations of each of many series: `ends[k]` (series x k+1) for k changes.

    A segment lasts from the end of the one before it (0 for the first) up to its own, which it excludes.
    """

    ends: tuple[Whole, ...]


def change_points(
    values: Mapping[Month, float | None],
    *,
    rng: np.random.Generator,
    draws: int = 199,
    significance: float = SIGNIFICANCE,
) -> ChangePoints:
    """Return the months in which the level of a series of monthly counts changed.

    Args:
        values: counts by month; None, NaN or an absent month was not reported.
        rng: draws the simulated series.
        draws: how many are simulated a test; 199 give probabilities from 0.005 up.
        significance: of each test, 0 to 1.

    Raises:
        ValueError: a count is negative or infinite, or the significance is no share.
    """
    if not 0 < significance < 1:
        raise ValueError(f"the significance is a share between 0 and 1, not {significance}")
    known = {month: float(v) for month, v in values.items() if v is not None and not math.isnan(v)}
    if not all(0 <= value < math.inf for value in known.values()):
        raise ValueError("a count must be a number from 0 up")
    months = sorted(known)
    months = [month for month in months if months[-1] - month < LONGEST]
    counts = np.array([known[month] for month in months])
    unjudged = _unjudged(counts)
    if unjudged is not None:
        return ChangePoints(unjudged=unjudged, months=len(months))
    places = np.array([month.month - 1 for month in months])
    found = 0
    probabilities: list[float] = []
    while found <= MOST_CHANGES - 1:
        step = _test(counts, places, found, rng, draws)
        probabilities.append(step.probability)
        if step.probability >= significance:
            break
        found = min(found + step.more, MOST_CHANGES)
    return _described(months, counts, places, found, step, tuple(probabilities))


def _unjudged(counts: Array) -> Unjudged | None:
    if not np.equal(counts, np.round(counts)).all():
        return Unjudged.NOT_COUNTS
    if len(counts) < LEAST_MONTHS:
        return Unjudged.TOO_SHORT
    return Unjudged.TOO_FEW if counts.sum() < LEAST_COUNT else None


# -- segmentation -----------------------------------------------------------------------------------------


def segmentations(counts: Array, weights: Array, most: int, least: int = LEAST_SEGMENT) -> Segments:
    """Return, for 0 to `most` changes, the segments under which each series is likeliest.

    Args:
        counts: series x months.
        weights: what a month counts for against the level, such as its season; of the same shape.
        most: the most changes; fewer where the series are too short for them.
        least: the fewest months of a segment.

    The log-likelihood of a segment is Y ln(Y / W), with Y and W the sums of its counts and weights; what does
    not depend on the segments is left out.
    """
    series, length = counts.shape
    start = np.zeros((series, 1))
    sums = np.concatenate([start, np.cumsum(counts, axis=1)], axis=1)
    exposures = np.concatenate([start, np.cumsum(weights, axis=1)], axis=1)
    gains = _likelihood(sums[:, None, :] - sums[:, :, None], exposures[:, None, :] - exposures[:, :, None])
    # From a column to a later one by at least the shortest segment.
    span = np.arange(length + 1)[None, :] - np.arange(length + 1)[:, None]
    gains[:, span < least] = -np.inf
    best = gains[:, 0, :]
    came_from: list[Whole] = []
    most = min(most, length // least - 1)
    for _ in range(most):
        through = best[:, :, None] + gains
        came_from.append(through.argmax(axis=1))
        best = through.max(axis=1)
    rows = np.arange(series)
    ends = []
    for changes in range(most + 1):
        found = [np.full(series, length)]
        for back in reversed(came_from[:changes]):
            found.append(back[rows, found[-1]])
        ends.append(np.stack(found[::-1], axis=1))
    return Segments(tuple(ends))


def _likelihood(sums: Array, exposures: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        found = sums * np.log(sums / exposures)
    return np.where((sums > 0) & (exposures > 0), found, 0.0)


# -- the model --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Fit:
    """Of each series: the mean of each month, the season's part in it, and the log-likelihood."""

    means: Array
    seasons: Array
    likelihood: Array


def _members(groups: Whole, number: int) -> Array:
    """Return ones where a month belongs to a group: (series x) months x groups."""
    found: Array = (groups[..., None] == np.arange(number)).astype(np.float64)
    return found


def _labels(ends: Whole, length: int) -> Whole:
    """Return of which segment each month is: series x months."""
    labels: Whole = (np.arange(length)[None, :, None] >= ends[:, None, :-1]).sum(axis=2)
    return labels


def _fit(counts: Array, places: Whole, labels: Whole, number: int) -> _Fit:
    """Fit level x season by maximum likelihood, iterating proportionally between the two."""
    season_of = _members(places, SEASON)
    level_of = _members(labels, number)
    seasonal = counts @ season_of
    by_level = np.einsum("bn,bns->bs", counts, level_of)
    seasons = np.ones_like(counts)
    levels = np.ones_like(counts)
    for _ in range(_ROUNDS):
        exposure = np.einsum("bn,bns->bs", seasons, level_of)
        levels = np.einsum("bs,bns->bn", _over(by_level, exposure), level_of)
        seasons = _over(seasonal, levels @ season_of) @ season_of.T
    means = levels * seasons
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(counts > 0, counts * np.log(means), 0.0) - means
    return _Fit(means, seasons, terms.sum(axis=1))


def _over(sums: Array, exposures: Array) -> Array:
    found: Array = np.divide(sums, exposures, out=np.zeros_like(sums), where=exposures > 0)
    return found


def _years(places: Whole) -> Whole:
    """Return of which year each month is: a new one begins where the place in the year falls back."""
    return np.concatenate([[0], np.cumsum(np.diff(places) <= 0)])


@dataclass(frozen=True)
class _Gain:
    """Of each series: the gain by more changes, by how many, the dispersion, and the residuals."""

    statistic: Array
    more: Whole
    dispersion: Array
    residuals: Array


def _gain(counts: Array, places: Whole, changes: int) -> tuple[_Gain, _Fit]:
    """Return what one or two changes more would gain, and the fit without them."""
    series, length = counts.shape
    years = np.broadcast_to(_years(places), counts.shape)
    # The season for the search lets each year have its own level, so that no change bends it much.
    seasons = _fit(counts, places, years, int(years[0, -1]) + 1).seasons
    ends = segmentations(counts, seasons, changes + _RICHER).ends[changes:]
    fits = [_fit(counts, places, _labels(each, length), each.shape[1]) for each in ends[: 1 + TOGETHER]]
    richest = _fit(counts, places, _labels(ends[-1], length), ends[-1].shape[1])
    freedom = max(length - (SEASON - 1) - ends[-1].shape[1], 1)
    means = richest.means
    residuals = np.divide(counts - means, np.sqrt(means), out=np.zeros_like(means), where=means > 0)
    dispersion = np.maximum((residuals**2).sum(axis=1) / freedom, 1e-9)
    gains = np.stack(
        [
            2 * (fit.likelihood - fits[0].likelihood) / more / dispersion
            for more, fit in enumerate(fits[1:], start=1)
        ]
        or [np.zeros(series)]
    )
    more = gains.argmax(axis=0) + 1
    return _Gain(gains.max(axis=0), more, dispersion, residuals), fits[0]


@dataclass(frozen=True)
class _Test:
    probability: float
    more: int
    dispersion: float
    dependence: float


def _test(counts: Array, places: Whole, changes: int, rng: np.random.Generator, draws: int) -> _Test:
    """Test `changes` changes against one or two more."""
    observed, fit = _gain(counts[None, :], places, changes)
    means = fit.means[0]
    dispersion = max(float(observed.dispersion[0]), 1.0)
    truth = _Dependence.of(means, places, changes, dispersion, rng)
    dependence = float(truth.behind(observed.residuals)[0])
    simulated = _simulated(means, places, changes, dispersion, dependence, rng, draws)
    seen, drawn = (gain.statistic / _spread(truth.behind(gain.residuals)) for gain in (observed, simulated))
    as_large = int((drawn >= seen[0]).sum())
    return _Test((1 + as_large) / (draws + 1), int(observed.more[0]), dispersion, dependence)


def _spread(dependence: Array) -> Array:
    """Return how much wider a mean of dependent counts scatters than one of unrelated counts (variance)."""
    return (1 + dependence) / (1 - dependence)


@dataclass(frozen=True)
class _Dependence:
    """How dependent the residuals of a fitted model look, on average, for each true dependence of a grid.

    They look less dependent than the counts are, the more so the more was fitted.
    """

    follows: NDArray[np.bool_]
    looks: Array

    @classmethod
    def of(
        cls, means: Array, places: Whole, changes: int, dispersion: float, rng: np.random.Generator
    ) -> _Dependence:
        """Simulate series of each dependence of the grid."""
        follows = _follows(places)
        looks = [
            _lag_one(
                _simulated(means, places, changes, dispersion, true, rng, _CALIBRATION).residuals, follows
            ).mean()
            for true in _DEPENDENCES
        ]
        return cls(follows, np.maximum.accumulate(np.array(looks)))

    def behind(self, residuals: Array) -> Array:
        """Return the dependence under which residuals would look as these do: indirect inference."""
        return np.interp(_lag_one(residuals, self.follows), self.looks, _DEPENDENCES)


def _simulated(
    means: Array,
    places: Whole,
    changes: int,
    dispersion: float,
    dependence: float,
    rng: np.random.Generator,
    draws: int,
) -> _Gain:
    parts = []
    for start in range(0, draws, _BATCH):
        size = min(_BATCH, draws - start)
        counts = simulate(np.broadcast_to(means, (size, len(means))), dispersion, dependence, rng)
        parts.append(_gain(counts, places, changes)[0])
    return _Gain(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in _Gain.__dataclass_fields__)
    )


def simulate(means: Array, dispersion: float, dependence: float, rng: np.random.Generator) -> Array:
    """Return counts with these means (series x months), variance = dispersion x mean, and dependence.

    Dependence comes by a Gaussian copula: normal scores that are autoregressive of order one.
    """
    overdispersed = dispersion > 1 + 1e-6
    if dependence <= 0:
        if not overdispersed:
            return rng.poisson(means).astype(np.float64)
        shape = np.maximum(means, 1e-9) / (dispersion - 1)
        return rng.negative_binomial(shape, 1 / dispersion).astype(np.float64)
    scores = rng.standard_normal(means.shape)
    for month in range(1, means.shape[1]):
        scores[:, month] = dependence * scores[:, month - 1] + math.sqrt(1 - dependence**2) * scores[:, month]
    shares = np.clip(scipy.special.ndtr(scores), 1e-12, 1 - 1e-12)
    if not overdispersed:
        return np.asarray(scipy.stats.poisson.ppf(shares, np.maximum(means, 1e-9)))
    shape = np.maximum(means, 1e-9) / (dispersion - 1)
    return np.asarray(scipy.stats.nbinom.ppf(shares, shape, 1 / dispersion))


def _follows(places: Whole) -> NDArray[np.bool_]:
    """Say of each month but the first whether it follows the one before it, with none unreported between."""
    found: NDArray[np.bool_] = np.diff(places) % SEASON == 1
    return found


def _lag_one(residuals: Array, follows: NDArray[np.bool_]) -> Array:
    before, after = residuals[:, :-1][:, follows], residuals[:, 1:][:, follows]
    squares = (residuals**2).mean(axis=1) * max(int(follows.sum()), 1)
    products: Array = (before * after).sum(axis=1)
    return _over(products, squares)


# -- what is said of the changes --------------------------------------------------------------------------


def _described(
    months: list[Month],
    counts: Array,
    places: Whole,
    number: int,
    test: _Test,
    probabilities: tuple[float, ...],
) -> ChangePoints:
    ends, seasons = _settled(counts, places, number)
    borders = [0, *ends]
    scale = max(test.dispersion, 1.0) * float(_spread(np.array(test.dependence)))
    changes = tuple(
        _change(months, counts, seasons, (before, at, after), scale)
        for before, at, after in zip(borders, borders[1:], borders[2:], strict=False)
    )
    levels = tuple(
        Level(
            first=months[first],
            last=months[last - 1],
            mean=float(counts[first:last].sum() / max(seasons[first:last].sum(), 1e-12)),
        )
        for first, last in pairwise(borders)
    )
    return ChangePoints(
        changes=changes,
        levels=levels,
        probabilities=probabilities,
        dispersion=test.dispersion,
        dependence=test.dependence,
        months=len(months),
    )


def _settled(counts: Array, places: Whole, number: int) -> tuple[list[int], Array]:
    """Return the segments and the season, each the best given the other."""
    one = counts[None, :]
    years = np.broadcast_to(_years(places), one.shape)
    seasons = _fit(one, places, years, int(years[0, -1]) + 1).seasons
    ends: Whole = np.array([[len(counts)]])
    for _ in range(_ROUNDS):
        found = segmentations(one, seasons, number).ends[-1]
        seasons = _fit(one, places, _labels(found, len(counts)), found.shape[1]).seasons
        if np.array_equal(found, ends):
            break
        ends = found
    season = seasons[0]
    # So that a level is a month of the average season, the twelve factors have the mean 1.
    factors = [season[places == place].mean() for place in sorted(set(places.tolist()))]
    return [int(end) for end in ends[0]], season / np.mean(factors)


def _change(
    months: list[Month], counts: Array, seasons: Array, borders: tuple[int, int, int], scale: float
) -> ChangePoint:
    before, at, after = borders
    low, high = _range_of(counts[before:after], seasons[before:after], scale)
    ratio = poisson_ratio(
        counts[at:after].sum() / scale,
        counts[before:at].sum() / scale,
        exposure=float(seasons[at:after].sum()),
        reference_exposure=float(seasons[before:at].sum()),
        level=LEVEL,
    )
    reference = counts[before:at].sum() / seasons[before:at].sum()
    level = counts[at:after].sum() / seasons[at:after].sum()
    return ChangePoint(
        month=months[at],
        # Months that nobody reported may hold the change as well as the first one reported after them.
        earliest=months[before + low - 1] + 1,
        latest=months[before + high],
        ratio=float(level / reference) if reference > 0 else math.inf,
        interval=ratio,
    )


def _range_of(counts: Array, seasons: Array, scale: float) -> tuple[int, int]:
    """Return the first and the last place, within two segments, of the shortest set with 95 % likelihood."""
    places = np.arange(1, len(counts))
    sums, exposures = np.cumsum(counts), np.cumsum(seasons)
    left = _likelihood(sums[:-1], exposures[:-1])
    right = _likelihood(sums[-1] - sums[:-1], exposures[-1] - exposures[:-1])
    logarithms = (left + right) / scale
    weights = np.exp(logarithms - logarithms.max())
    order = np.argsort(-weights, kind="stable")
    enough = int(np.searchsorted(np.cumsum(weights[order]) / weights.sum(), LEVEL)) + 1
    chosen = places[order[:enough]]
    return int(chosen.min()), int(chosen.max())
