"""What one run says in numbers, and what many replications say together.

Waits are those of all who queued, in minutes: also of those who gave up, and of those who still wait at the
end, for whom they are at least so long. Who was turned away before the first control has no wait. Percentiles
are found within each replication and averaged over replications, with Student's 95 % interval of that mean
(Law, Simulation Modeling and Analysis, 2015, 9.4.1, replication of terminating runs); beside it stands the
range of nine days in ten.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from chegara.contingency.methods.simulation.draws import Day
from chegara.contingency.methods.simulation.engine import OPEN, SERVED, WAITING, Outcome
from chegara.contingency.methods.simulation.kernel import INSIDE, LEFT, THROUGH, TURNED_AWAY
from chegara.contingency.methods.simulation.scenario import Scenario

Array: TypeAlias = NDArray[np.float64]
About = Literal["flow", "station", "level"]

MINUTES = 60.0
EVERYBODY = "all"
PERCENTILES = (0.5, 0.9, 0.95)
CONFIDENCE = 0.95
DAYS_FROM, DAYS_TO = 0.05, 0.95

UNITS = {
    "arrived": "persons",
    "through": "persons",
    "left": "persons",
    "turned away": "persons",
    "inside at the end": "persons",
    "diverted": "persons",
    "wait mean": "minutes",
    "wait p50": "minutes",
    "wait p90": "minutes",
    "wait p95": "minutes",
    "wait max": "minutes",
    "within target": "share",
    "crossing mean": "minutes",
    "crossing p95": "minutes",
    "group through p95": "minutes",
    "served": "persons",
    "queue mean": "persons",
    "queue p95": "persons",
    "queue max": "persons",
    "queue at the end": "persons",
    "use": "share",
    "booths open": "booths",
    "time in level": "share",
}
"""Every measure and its unit; a person of a flow of trucks is a truck."""


@dataclass(frozen=True, order=True)
class Key:
    """What a number is about: a flow (or all), a station or a level; the whole run, or one of its hours."""

    about: About
    code: str
    measure: str
    hour: int | None = None

    @property
    def unit(self) -> str:
        """The unit of the number."""
        return UNITS[self.measure]


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A mean over replications with its 95 % interval, and between what nine days in ten lie.

    NaN where no replication knows it, as the wait of an hour in which nobody came; the interval is NaN where
    only one replication does.
    """

    mean: float
    low: float
    high: float
    day_low: float
    day_high: float
    replications: int


Measured = tuple[str, int | None, float]


def measure(scenario: Scenario, day: Day, outcome: Outcome) -> dict[Key, float]:
    """Return every number about one run; always the same keys in the same order for one scenario."""
    return {
        Key(about, code, measured, hour): value
        for about, code, (measured, hour, value) in _numbers(scenario, day, outcome)
    }


def measure_again(scenario: Scenario, day: Day, outcome: Outcome) -> list[float]:
    """Return the numbers of `measure` without their keys."""
    return [value for _, _, (_, _, value) in _numbers(scenario, day, outcome)]


def _numbers(scenario: Scenario, day: Day, outcome: Outcome) -> Iterator[tuple[About, str, Measured]]:
    ends = [*day.flow_first[1:], len(day.arrival)]
    for number, flow in enumerate(scenario.flows):
        part = slice(int(day.flow_first[number]), int(ends[number]))
        for each in _flow(scenario, day, outcome, part, flow.is_grouped):
            yield "flow", flow.code, each
        own = _own_itinerary(scenario, number)
        taken = outcome.itinerary[part]
        diverted = np.count_nonzero((taken >= 0) & (taken != own)) if len(flow.routes) > 1 else 0
        yield "flow", flow.code, ("diverted", None, float(diverted))
    for each in _flow(scenario, day, outcome, slice(None), is_grouped=False):
        yield "flow", EVERYBODY, each
    for code, each in _stations(scenario, day, outcome):
        yield "station", code, each
    for level, name in enumerate(scenario.levels):
        yield "level", name, ("time in level", None, float(np.mean(outcome.level == level)))


def _own_itinerary(scenario: Scenario, number: int) -> int:
    return sum(len(flow.routes) for flow in scenario.flows[:number])


def _flow(
    scenario: Scenario, day: Day, outcome: Outcome, part: slice, is_grouped: bool
) -> Iterator[Measured]:
    """Yield measure, hour and value of the people in `part`."""
    ends, arrival = outcome.outcome[part], day.arrival[part]
    counts = np.bincount(ends, minlength=4)
    for measured, end in (
        ("through", THROUGH),
        ("left", LEFT),
        ("turned away", TURNED_AWAY),
        ("inside at the end", INSIDE),
    ):
        yield measured, None, float(counts[end])
    yield "arrived", None, float(len(arrival))
    waits = outcome.wait[part] * MINUTES
    if counts[TURNED_AWAY]:
        queued = ends != TURNED_AWAY
        waits, arrival = waits[queued], arrival[queued]
    if part == slice(None):
        order = day.order if not counts[TURNED_AWAY] else np.argsort(arrival, kind="stable")
        waits, arrival = waits[order], arrival[order]
    hours = math.ceil(scenario.hours)
    edges = np.searchsorted(arrival, np.arange(hours + 1))
    sums = np.concatenate([[0.0], np.cumsum(waits)])
    for hour, (start, end) in enumerate(pairwise(edges.tolist())):
        within = np.sort(waits[start:end])
        yield "arrived", hour, float(end - start)
        yield "wait mean", hour, float(sums[end] - sums[start]) / (end - start) if end > start else math.nan
        for share in PERCENTILES:
            yield f"wait p{share * 100:.0f}", hour, quantile(within, share)
    ordered = np.sort(waits)
    yield "wait mean", None, float(ordered.mean()) if len(ordered) else math.nan
    for share in PERCENTILES:
        yield f"wait p{share * 100:.0f}", None, quantile(ordered, share)
    yield "wait max", None, float(ordered[-1]) if len(ordered) else math.nan
    within_target = np.searchsorted(ordered, scenario.target, side="right")
    yield "within target", None, float(within_target / len(ordered)) if len(ordered) else math.nan
    yield from _crossings(day, outcome, part, is_grouped)


def _crossings(day: Day, outcome: Outcome, part: slice, is_grouped: bool) -> Iterator[Measured]:
    """Yield the time from arrival until out, of who got through; of groups, until the last one is out."""
    through = outcome.outcome[part] == THROUGH
    times = (outcome.gone[part] - day.arrival[part])[through] * MINUTES
    yield "crossing mean", None, float(times.mean()) if len(times) else math.nan
    yield "crossing p95", None, quantile(np.sort(times), 0.95)
    if is_grouped:
        arrival = day.arrival[part]
        firsts = np.flatnonzero(np.diff(arrival, prepend=-1.0))
        last_out = np.maximum.reduceat(outcome.gone[part], firsts) if len(firsts) else np.empty(0)
        groups = (last_out - arrival[firsts]) * MINUTES
        yield "group through p95", None, quantile(np.sort(groups[np.isfinite(groups)]), 0.95)


def _stations(scenario: Scenario, day: Day, outcome: Outcome) -> Iterator[tuple[str, Measured]]:
    """Yield station, measure, hour and value."""
    queue, busy, opened = (outcome.grid[:, :, kind].astype(float) for kind in (WAITING, SERVED, OPEN))
    hours = math.ceil(scenario.hours)
    # Looks lie at 0, look_every, ...: each hour has its own, and the last one closes the run.
    starts = np.searchsorted(np.arange(len(queue)) * scenario.look_every / MINUTES, np.arange(hours))
    looks = np.diff(np.append(starts, len(queue)))
    queues, busies, opens = (np.add.reduceat(each, starts, axis=0) for each in (queue, busy, opened))
    tallest = np.maximum.reduceat(queue, starts, axis=0)
    for place, (station, waits) in enumerate(
        zip(scenario.stations, _waits_by_station(scenario, day, outcome), strict=True)
    ):
        code = station.code
        line, served = np.sort(queue[:, place]), np.sort(waits)
        yield code, ("queue mean", None, float(line.mean()))
        yield code, ("queue p95", None, quantile(line, 0.95))
        yield code, ("queue max", None, float(line[-1]))
        yield code, ("queue at the end", None, float(queue[-1, place]))
        yield code, ("use", None, _ratio(busy[:, place].sum(), opened[:, place].sum()))
        yield code, ("served", None, float(len(served)))
        yield code, ("wait mean", None, float(served.mean()) if len(served) else math.nan)
        yield code, ("wait p95", None, quantile(served, 0.95))
        for hour in range(hours):
            yield code, ("queue mean", hour, float(queues[hour, place] / looks[hour]))
            yield code, ("queue max", hour, float(tallest[hour, place]))
            yield code, ("use", hour, _ratio(busies[hour, place], opens[hour, place]))
            yield code, ("booths open", hour, float(opens[hour, place] / looks[hour]))


def _waits_by_station(scenario: Scenario, day: Day, outcome: Outcome) -> list[Array]:
    """Return the waits (minutes) before each station of all whom it served."""
    places = {station.code: place for place, station in enumerate(scenario.stations)}
    found: list[list[Array]] = [[] for _ in scenario.stations]
    routes = [route for flow in scenario.flows for route in flow.routes]
    ends = [*day.itinerary_first[1:], len(day.work)]
    for route, first, end in zip(routes, day.itinerary_first, ends, strict=True):
        waits = outcome.step_wait[int(first) : int(end)].reshape(-1, len(route.steps))
        for number, step in enumerate(route.steps):
            column = waits[:, number]
            found[places[step.station]].append(column[column >= 0.0] * MINUTES)
    return [np.concatenate(each) if each else np.empty(0) for each in found]


def quantile(ordered: Array, share: float) -> float:
    """Return a quantile of sorted values, between two of them by straight line; NaN of none.

    >>> quantile(np.array([0.0, 10.0]), 0.95)
    9.5
    """
    if not len(ordered):
        return math.nan
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (place - below) * (ordered[above] - ordered[below]))


def _ratio(part: float, whole: float) -> float:
    """Return the use of booths; unknown where none was open. A closing booth may still be busy."""
    return float(min(1.0, part / whole)) if whole else math.nan


def estimates(values: Array) -> list[Estimate]:
    """Return the estimate of each column of `values` (replications by numbers)."""
    known = np.isfinite(values)
    counts = known.sum(axis=0)
    filled = np.where(known, values, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = filled.sum(axis=0) / counts
        spread = np.where(known, values - means, 0.0)
        deviation = np.sqrt((spread**2).sum(axis=0) / (counts - 1))
        half = stdtrit(counts - 1.0, (1 + CONFIDENCE) / 2) * deviation / np.sqrt(counts)
    half = np.where(counts > 1, half, math.nan)
    ordered = np.sort(values, axis=0)  # unknown ones come last
    return [
        Estimate(
            mean=float(mean),
            low=float(mean - margin),
            high=float(mean + margin),
            day_low=quantile(ordered[:count, place], DAYS_FROM),
            day_high=quantile(ordered[:count, place], DAYS_TO),
            replications=int(count),
        )
        for place, (mean, margin, count) in enumerate(zip(means, half, counts, strict=True))
    ]
