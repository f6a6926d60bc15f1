"""Booths and officers needed next year at a crossing point, against those available.

Flow comes as a forecast of months; a profile spreads a month's flow over the hours of its days; service time
turns it into load; Erlang's formula into the booths that keep a target such as "95 per cent wait no longer
than 5 minutes", hour by hour. Booth-hours become officers by the hours that an officer works in a year. What
is uncertain in the forecast and in the service time is carried through: everything is computed for many drawn
years.

Each hour is taken as a queue in steady state (pointwise stationary approximation), which is good where
service is short against an hour and no hour is overloaded; a queue that is carried over from a peak is the
business of simulation. In a drawn year all months miss the forecast together, on the same side: forecasts err
by the level more than month by month, and of the two assumptions this asks for more officers.

Sources:
    L. Green, P. Kolesar, "The pointwise stationary approximation for queues with nonstationary arrivals",
    Management Science 37, 1991.
    L. Green, P. Kolesar, W. Whitt, "Coping with time-varying demand when setting staffing requirements for a
    service system", Production and Operations Management 16, 2007.
    K. F. Wallis, "The two-piece normal, binormal, or double Gaussian distribution", Statistical Science 29,
    2014.
    Frontex, Best practice technical guidelines for automated border control systems, 2015 (a target as a
    share of travellers within a time).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
import scipy
from numpy.typing import NDArray

from chegara.common.intervals import Interval
from chegara.common.periods import Month
from chegara.plans.methods.queues import booths_needed

Array: TypeAlias = NDArray[np.float64]

HOURS = 24
MINUTES_IN_HOUR = 60
MONTHS_IN_YEAR = 12
_INTERVAL = (0.05, 0.95)


class Positive(Protocol):
    """An uncertain positive amount; every distribution of `chegara.elicitation.methods` is one."""

    def sample(self, size: int, rng: np.random.Generator) -> NDArray[np.floating]:
        """Return so many independent draws."""
        ...


@dataclass(frozen=True, kw_only=True)
class Triangular:
    """A mean time known by its shortest, usual and longest value in minutes; if all are one it is certain."""

    low: float
    best: float
    high: float

    def __post_init__(self) -> None:
        """Refuse times out of order, and none at all."""
        if not 0 < self.low <= self.best <= self.high < math.inf:
            raise ValueError(
                f"a time is positive and in order, shortest, usual, longest, not {self.low}, {self.best}, "
                f"{self.high}"
            )

    def sample(self, size: int, rng: np.random.Generator) -> Array:
        """Return so many independent draws, in minutes."""
        if self.low == self.high:
            return np.full(size, self.best)
        return rng.triangular(self.low, self.best, self.high, size)


@dataclass(frozen=True, kw_only=True)
class MonthFlow:
    """Travellers forecast for a month, with the interval that holds them with probability `level`."""

    month: Month
    expected: float
    low: float
    high: float
    level: float = 0.8

    def __post_init__(self) -> None:
        """Refuse a forecast outside its interval."""
        if not (0 <= self.low <= self.expected <= self.high < math.inf and 0 < self.level < 1):
            raise ValueError(
                f"{self.month}: expected flow and interval must be in order, "
                f"not {self.low}, {self.expected}, {self.high}"
            )


@dataclass(frozen=True, kw_only=True)
class WaitTarget:
    """So large a share of travellers (0 to 1) waits no longer than so many minutes."""

    share: float
    minutes: float


@dataclass(frozen=True, kw_only=True)
class Staffing:
    """How booth-hours become officers.

    `hours_a_year` is what an officer works at all posts, leave, sickness and training taken off;
    `share_at_booths` is how much of it is at a booth, breaks and other duties taken off; `officers_a_booth`
    is how many stand at one booth.
    """

    hours_a_year: float
    share_at_booths: float = 1.0
    officers_a_booth: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what makes no officers."""
        if not (
            0 < self.hours_a_year <= 8784 and 0 < self.share_at_booths <= 1 and self.officers_a_booth > 0
        ):
            raise ValueError(
                "an officer works from 0 to 8784 hours a year, a share from 0 to 1 of them at booths"
            )

    def officers(self, booth_hours: Array) -> Array:
        """Return the officers that so many booth-hours a year need."""
        return booth_hours * self.officers_a_booth / (self.hours_a_year * self.share_at_booths)


@dataclass(frozen=True, kw_only=True)
class Needed:
    """What is needed: its median over drawn years and the interval that holds 90 per cent of them."""

    median: float
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class Gap:
    """What is missing: needed less available; below 0 there are more than needed.

    `probability` is that of needing more than there are; `cost` that of closing the gap, 0 where there is
    none.
    """

    needed: Needed
    available: float
    missing: Needed
    probability: float
    cost: Needed


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """Booths and officers needed at one point.

    `booths` are hours x months: the median number of booths; `booths_high` the 95th percentile. `peak` is the
    highest number at any hour of the year, `booth_hours` and `officers` are of the year; `draws` years were
    drawn.
    """

    months: tuple[Month, ...]
    booths: NDArray[np.int64]
    booths_high: NDArray[np.int64]
    peak: Needed
    booth_hours: Needed
    officers: Needed
    draws: int
    peak_drawn: Array
    officers_drawn: Array


def requirement(
    flows: Sequence[MonthFlow],
    profile: Array,
    *,
    service_minutes: Positive,
    target: WaitTarget,
    staffing: Staffing,
    rng: np.random.Generator,
    draws: int = 500,
    least_booths: int = 0,
) -> Requirement:
    """Return the booths and officers needed for the months forecast.

    `profile` is hours (24), or hours x months, of weights that are scaled to a day's flow. `service_minutes`
    is the uncertain mean time at a booth. `least_booths` stay open at every hour that the profile does not
    leave out. Officers are of a year: where fewer or more months than twelve are forecast they are scaled.

    Raises:
        ValueError: nothing is forecast, the profile has no 24 hours or no weight, or a drawn service time is
            not positive.
    """
    if not flows or draws < 2:
        raise ValueError("a forecast and at least two draws are needed")
    shares = _shares(profile, len(flows))
    service = np.asarray(service_minutes.sample(draws, rng), dtype=np.float64) / MINUTES_IN_HOUR
    days = np.array([flow.month.last_day.day for flow in flows], dtype=np.float64)
    hourly = drawn_flows(flows, draws, rng)[:, None, :] / days * shares
    needed = booths_needed(
        hourly, service[:, None, None], share=target.share, wait=target.minutes / MINUTES_IN_HOUR
    )
    needed = np.where(shares > 0, np.maximum(needed, least_booths), needed)
    booth_hours = (needed * days).sum(axis=(1, 2)) * MONTHS_IN_YEAR / len(flows)
    officers = staffing.officers(booth_hours)
    peak = needed.max(axis=(1, 2)).astype(np.float64)
    middle, high = np.quantile(needed, [0.5, 0.95], axis=0, method="inverted_cdf")
    return Requirement(
        months=tuple(flow.month for flow in flows),
        booths=middle.astype(np.int64),
        booths_high=high.astype(np.int64),
        peak=needed_of(peak),
        booth_hours=needed_of(booth_hours),
        officers=needed_of(officers),
        draws=draws,
        peak_drawn=peak,
        officers_drawn=officers,
    )


def gap(drawn: Array, available: float, *, cost_each: float = 0.0) -> Gap:
    """Return what is missing of officers or booths, from the number needed in each drawn year.

    Raises:
        ValueError: what is available or its cost is negative, or no year was drawn.
    """
    if not (len(drawn) and available >= 0 and cost_each >= 0):
        raise ValueError("drawn years, and availability and cost from 0 up are needed")
    missing = drawn - available
    return Gap(
        needed=needed_of(drawn),
        available=available,
        missing=needed_of(missing),
        probability=float((missing > 0).mean()),
        cost=needed_of(np.maximum(missing, 0.0) * cost_each),
    )


def shortfall(missing: Sequence[Array]) -> Needed:
    """Return what is missing over several points together, from what is missing of each in each drawn year.

    What one point has too many of fills no gap of another: only what is missing is added.

    Raises:
        ValueError: there is no point, or their years are not as many.
    """
    if not missing or len({len(drawn) for drawn in missing}) != 1:
        raise ValueError("points with equally many drawn years are needed")
    return needed_of(np.sum([np.maximum(drawn, 0.0) for drawn in missing], axis=0))


def drawn_flows(flows: Sequence[MonthFlow], draws: int, rng: np.random.Generator) -> Array:
    """Return draws x months of flow, two-piece normal, all months of a draw on one side of the forecast."""
    z = rng.standard_normal((draws, 1))
    edge = scipy.special.ndtri([(1 + flow.level) / 2 for flow in flows])
    expected = np.array([flow.expected for flow in flows])
    up = (np.array([flow.high for flow in flows]) - expected) / edge
    down = (expected - np.array([flow.low for flow in flows])) / edge
    return np.asarray(np.maximum(expected + z * np.where(z > 0, up, down), 0.0))


def _shares(profile: Array, months: int) -> Array:
    """Return hours x months of shares of a day's flow."""
    table = np.asarray(profile, dtype=np.float64)
    table = np.repeat(table[:, None], months, axis=1) if table.ndim == 1 else table
    if table.shape != (HOURS, months) or not ((table >= 0) & (table < np.inf)).all():
        raise ValueError(
            f"a profile is {HOURS} hours, or {HOURS} hours x {months} months, of weights from 0 up"
        )
    totals = table.sum(axis=0)
    if not (totals > 0).all():
        raise ValueError("the profile of a month gives no hour any weight")
    return np.asarray(table / totals)


def needed_of(drawn: Array) -> Needed:
    """Return the median of drawn years and the interval that holds 90 per cent of them."""
    low, middle, high = np.quantile(drawn, [_INTERVAL[0], 0.5, _INTERVAL[1]])
    return Needed(median=float(middle), interval=Interval(float(low), float(high)))
