"""The cheapest staffing by shift under which enough people wait no longer than the target.

Frontex's guidelines state a border's aim in this form: queueing under so many minutes for 95 % of travellers.
Staffings are tried from the cheapest on. Each is tried on few days first, and on all days only where these
leave the aim in reach. What fails also rules out, untried, all that has no booth more in any shift: on the
same days one booth more never lengthens a wait of a first-come line, and seldom elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from chegara.contingency.methods.simulation.draws import Day, draw
from chegara.contingency.methods.simulation.engine import Simulator
from chegara.contingency.methods.simulation.kernel.state import TURNED_AWAY
from chegara.contingency.methods.simulation.scenario import HOURS_A_DAY, Scenario, Shift

Array: TypeAlias = NDArray[np.float64]
MINUTES = 60.0
MOST_STAFFINGS = 100_000
MOST_KEPT = 60_000_000
"""Bytes of drawn days that are kept instead of being drawn anew for each staffing."""


class UnreachableError(ValueError):
    """No staffing within the bounds reaches the aim."""


class TooManyError(ValueError):
    """There are more staffings than can be tried: fewer shifts or narrower bounds are needed."""


@dataclass(frozen=True, kw_only=True)
class Aim:
    """A `share` of those who queue waits at most `minutes`; `flow` names one flow (None: all)."""

    minutes: float
    share: float = 0.95
    flow: str | None = None


@dataclass(frozen=True, kw_only=True)
class Staffing:
    """Booths by shift, their hours a day, and the share within the aim (95 % interval)."""

    booths: tuple[int, ...]
    hours: float
    share: float
    low: float
    high: float
    days: int


@dataclass(frozen=True, kw_only=True)
class Search:
    """The cheapest staffing (of equally cheap ones, the best), and how much was tried for it."""

    station: str
    shifts: tuple[float, ...]
    best: Staffing
    staffings: int
    simulated_days: int


def cheapest(
    scenario: Scenario,
    station: str,
    aim: Aim,
    *,
    bounds: Sequence[tuple[int, int]],
    seed: int,
    screening: int = 20,
    days: int = 200,
    costs: Sequence[float] | None = None,
    prune: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Search:
    """Find the cheapest booths by shift of one station; its shifts are those of the scenario.

    `bounds` gives the least and most booths a shift, `costs` the price of an hour by shift (1 by default).

    Raises:
        UnreachableError: even the most booths do not reach the aim.
        TooManyError: there are more than `MOST_STAFFINGS`.
    """
    shifts = scenario.station(station).shifts
    lengths = shift_lengths(shifts)
    prices = [length * cost for length, cost in zip(lengths, costs or [1.0] * len(lengths), strict=True)]
    if math.prod(high - low + 1 for low, high in bounds) > MOST_STAFFINGS:
        raise TooManyError
    grid = sorted(
        product(*(range(low, high + 1) for low, high in bounds)),
        key=lambda booths: (round(sum(map(float.__mul__, prices, map(float, booths))), 9), booths),
    )
    trial = _Trial(scenario, station, aim, seed)
    failed: list[tuple[int, ...]] = []
    best: Staffing | None = None
    for number, booths in enumerate(grid):
        hours = sum(length * each for length, each in zip(lengths, booths, strict=True))
        price = round(sum(each * b for each, b in zip(prices, booths, strict=True)), 9)
        if best is not None and price > round(
            sum(each * b for each, b in zip(prices, best.booths, strict=True)), 9
        ):
            break
        if prune and any(all(b <= f for b, f in zip(booths, each, strict=True)) for each in failed):
            continue
        staffing = trial.of(booths, hours, min(screening, days))
        if staffing.high >= aim.share and days > screening:
            staffing = trial.of(booths, hours, days)
        if staffing.share < aim.share:
            failed = [each for each in failed if not _covers(booths, each)] + [booths]
        elif best is None or staffing.share > best.share:
            best = staffing
        if progress:
            progress(number + 1, len(grid))
    if best is None:
        raise UnreachableError
    return Search(
        station=station,
        shifts=tuple(shift.hour for shift in shifts),
        best=best,
        staffings=trial.staffings,
        simulated_days=trial.days,
    )


def shift_lengths(shifts: Sequence[Shift]) -> list[float]:
    """Return the hours of each shift; the last one lasts until the first begins.

    >>> shift_lengths([Shift(hour=8, booths=1), Shift(hour=20, booths=1)])
    [12.0, 12.0]
    """
    starts = [shift.hour for shift in shifts]
    ends = [*starts[1:], starts[0] + HOURS_A_DAY]
    return [float(end - start) for start, end in zip(starts, ends, strict=True)]


def _covers(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(a >= b for a, b in zip(one, other, strict=True))


class _Trial:
    """Runs staffings over the same days, which are kept while they are small enough."""

    def __init__(self, scenario: Scenario, station: str, aim: Aim, seed: int) -> None:
        self.scenario, self.station, self.aim, self.seed = scenario, station, aim, seed
        self.flow = None if aim.flow is None else [flow.code for flow in scenario.flows].index(aim.flow)
        self.kept: dict[int, Day] = {}
        self.bytes = 0
        self.staffings = 0
        self.days = 0

    def of(self, booths: tuple[int, ...], hours: float, days: int) -> Staffing:
        simulator = Simulator(with_booths(self.scenario, self.station, booths))
        counts = np.array([self._count(simulator, number) for number in range(days)], dtype=float)
        self.staffings += 1
        self.days += days
        share, error = ratio(counts[:, 0], counts[:, 1])
        margin = float(ndtri(0.975)) * error
        return Staffing(
            booths=booths, hours=hours, share=share, low=share - margin, high=share + margin, days=days
        )

    def _count(self, simulator: Simulator, number: int) -> tuple[int, int]:
        """Return how many of one day waited no longer than the aim, and of how many."""
        day = self.kept.get(number)
        if day is None:
            day = draw(self.scenario, seed=self.seed, replication=number)
            self.bytes += sum(each.nbytes for each in vars(day).values())
            if self.bytes < MOST_KEPT:
                self.kept[number] = day
        outcome = simulator.run(day)
        queued = outcome.outcome != TURNED_AWAY
        if self.flow is not None:
            queued &= day.flow == self.flow
        within = queued & (outcome.wait <= self.aim.minutes / MINUTES)
        return int(np.count_nonzero(within)), int(np.count_nonzero(queued))


def with_booths(scenario: Scenario, station: str, booths: Sequence[int]) -> Scenario:
    """Return the scenario with so many booths by shift at one station."""

    def changed(shifts: tuple[Shift, ...]) -> tuple[Shift, ...]:
        return tuple(replace(shift, booths=each) for shift, each in zip(shifts, booths, strict=True))

    stations = (
        replace(each, shifts=changed(each.shifts), built=max(each.built, *booths))
        if each.code == station
        else each
        for each in scenario.stations
    )
    return replace(scenario, stations=tuple(stations))


def ratio(parts: Array, wholes: Array) -> tuple[float, float]:
    """Return the ratio of two sums over days and its standard error (ratio estimator, Cochran 1977, 2.11)."""
    whole = wholes.sum()
    if not whole:
        return math.nan, math.nan
    share = float(parts.sum() / whole)
    count = len(parts)
    if count < 2:
        return share, math.nan
    spread = parts - share * wholes
    return share, float(np.sqrt(count * (spread**2).sum() / (count - 1)) / whole)
