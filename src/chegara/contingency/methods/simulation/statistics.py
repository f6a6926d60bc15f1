"""What one run says in numbers, and what many replications say together.

Waits are those of all who queued, in minutes: also of those who gave up, and of those who still wait at the
end, for whom they are at least so long. Who was turned away before the first control has no wait. Percentiles
are found within each replication and averaged over replications, with Student's 95 % interval of that mean
(Law, Simulation Modeling and Analysis, 2015, 9.4.1, replication of terminating runs); beside it stands the
range of nine days in ten.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from chegara.contingency.methods.simulation.draws import Day
from chegara.contingency.methods.simulation.engine import OPEN, SERVED, WAITING, Outcome
from chegara.contingency.methods.simulation.kernel.state import INSIDE, LEFT, THROUGH, TURNED_AWAY
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


IN_AN_HOUR = ("arrived", "wait mean", *(f"wait p{share * 100:.0f}" for share in PERCENTILES))
OF_A_FLOW = (
    "through", "left", "turned away", "inside at the end", "arrived",
    "wait mean", *(f"wait p{share * 100:.0f}" for share in PERCENTILES), "wait max", "within target",
    "crossing mean", "crossing p95",
)  # fmt: skip
OF_A_STATION = (
    "queue mean", "queue p95", "queue max", "queue at the end", "use", "served", "wait mean", "wait p95",
)  # fmt: skip
OF_A_STATION_IN_AN_HOUR = ("queue mean", "queue max", "use", "booths open")


def measure(scenario: Scenario, day: Day, outcome: Outcome) -> dict[Key, float]:
    """Return every number about one run; always the same keys in the same order for one scenario."""
    return dict(zip(keys_of(scenario), values_of(scenario, day, outcome), strict=True))


def keys_of(scenario: Scenario) -> list[Key]:
    """Return what the numbers of `values_of` are about."""
    hours = range(math.ceil(scenario.hours))
    found: list[Key] = []
    for code, is_grouped in (*((flow.code, flow.is_grouped) for flow in scenario.flows), (EVERYBODY, False)):
        found += [Key("flow", code, name, hour) for hour in hours for name in IN_AN_HOUR]
        found += [Key("flow", code, name) for name in OF_A_FLOW]
        found += [Key("flow", code, "group through p95")] if is_grouped else []
        found += [Key("flow", code, "diverted")] if code != EVERYBODY else []
    for station in scenario.stations:
        found += [Key("station", station.code, name) for name in OF_A_STATION]
        found += [
            Key("station", station.code, name, hour) for hour in hours for name in OF_A_STATION_IN_AN_HOUR
        ]
    return found + [Key("level", name, "time in level") for name in scenario.levels]


def values_of(scenario: Scenario, day: Day, outcome: Outcome) -> list[float]:
    """Return every number about one run, in the order of `keys_of`."""
    ends = [*day.flow_first[1:], len(day.arrival)]
    found: list[float] = []
    for number, flow in enumerate(scenario.flows):
        part = slice(int(day.flow_first[number]), int(ends[number]))
        found += _flow(scenario, day, outcome, part)
        if flow.is_grouped:
            found.append(_group_through(day, outcome, part))
        own = _own_itinerary(scenario, number)
        taken = outcome.itinerary[part]
        diverted = np.count_nonzero((taken >= 0) & (taken != own)) if len(flow.routes) > 1 else 0
        found.append(float(diverted))
    found += _flow(scenario, day, outcome, slice(None))
    found += _stations(scenario, day, outcome)
    return found + [float(np.mean(outcome.level == level)) for level in range(len(scenario.levels))]


def _own_itinerary(scenario: Scenario, number: int) -> int:
    return sum(len(flow.routes) for flow in scenario.flows[:number])


def _flow(scenario: Scenario, day: Day, outcome: Outcome, part: slice) -> list[float]:
    """Return the numbers about the people in `part`: `IN_AN_HOUR` by hour, then `OF_A_FLOW`."""
    ends, arrival = outcome.outcome[part], day.arrival[part]
    counts = np.bincount(ends, minlength=4).tolist()
    waits = outcome.wait[part] * MINUTES
    queued_arrival = arrival
    if counts[TURNED_AWAY]:
        queued = ends != TURNED_AWAY
        waits, queued_arrival = waits[queued], arrival[queued]
    if part == slice(None):
        order = day.order if not counts[TURNED_AWAY] else np.argsort(queued_arrival, kind="stable")
        waits, queued_arrival = waits[order], queued_arrival[order]
    edges = np.searchsorted(queued_arrival, np.arange(math.ceil(scenario.hours) + 1))
    by_hour = _by_hour(waits, edges)
    ordered = np.sort(waits)
    is_any = len(ordered) > 0
    return [
        *by_hour,
        *(float(counts[end]) for end in (THROUGH, LEFT, TURNED_AWAY, INSIDE)),
        float(len(arrival)),
        float(ordered.mean()) if is_any else math.nan,
        *(quantile(ordered, share) for share in PERCENTILES),
        float(ordered[-1]) if is_any else math.nan,
        float(np.searchsorted(ordered, scenario.target, side="right") / len(ordered)) if is_any else math.nan,
        *_crossings(day, outcome, part),
    ]


def _by_hour(waits: Array, edges: NDArray[np.int64]) -> list[float]:
    """Return `IN_AN_HOUR` by hour of waits that stand in the order of arrival; `edges` part the hours."""
    counts = np.diff(edges)
    found = np.full((len(counts), len(IN_AN_HOUR)), math.nan)
    found[:, 0] = counts
    sums = np.concatenate([[0.0], np.cumsum(waits)])
    known = counts > 0
    found[known, 1] = np.diff(sums[edges])[known] / counts[known]
    ordered = waits.copy()
    for start, end in pairwise(edges.tolist()):
        ordered[start:end].sort()
    starts, last = edges[:-1][known, None], counts[known, None] - 1
    place = np.array(PERCENTILES) * last
    below = place.astype(np.int64)
    low = ordered[starts + below]
    found[known, 2:] = low + (place - below) * (ordered[starts + np.minimum(below + 1, last)] - low)
    return found.ravel().tolist()


def _crossings(day: Day, outcome: Outcome, part: slice) -> tuple[float, float]:
    """Return mean and 95th percentile of the time from arrival until out, of who got through."""
    through = outcome.outcome[part] == THROUGH
    times = (outcome.gone[part] - day.arrival[part])[through] * MINUTES
    return float(times.mean()) if len(times) else math.nan, quantile(np.sort(times), 0.95)


def _group_through(day: Day, outcome: Outcome, part: slice) -> float:
    """Return the 95th percentile of the time until the last of a group is out."""
    arrival = day.arrival[part]
    firsts = np.flatnonzero(np.diff(arrival, prepend=-1.0))
    last_out = np.maximum.reduceat(outcome.gone[part], firsts) if len(firsts) else np.empty(0)
    groups = (last_out - arrival[firsts]) * MINUTES
    return quantile(np.sort(groups[np.isfinite(groups)]), 0.95)


def _stations(scenario: Scenario, day: Day, outcome: Outcome) -> list[float]:
    """Return `OF_A_STATION`, then `OF_A_STATION_IN_AN_HOUR` by hour, station after station."""
    queue, busy, opened = (outcome.grid[:, :, kind].astype(float) for kind in (WAITING, SERVED, OPEN))
    hours = math.ceil(scenario.hours)
    # Looks lie at 0, look_every, ...: each hour has its own, and the last one closes the run.
    starts = np.searchsorted(np.arange(len(queue)) * scenario.look_every / MINUTES, np.arange(hours))
    looks = np.diff(np.append(starts, len(queue)))[:, None]
    queues, busies, opens = (np.add.reduceat(each, starts, axis=0) for each in (queue, busy, opened))
    tallest = np.maximum.reduceat(queue, starts, axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        # Unknown where none was open. A closing booth may still be busy.
        use = np.where(opens > 0, np.minimum(1.0, busies / opens), math.nan)
    by_hour = np.stack([queues / looks, tallest, use, opens / looks], axis=2)
    lines = np.sort(queue, axis=0)
    found: list[float] = []
    for place, waits in enumerate(_waits_by_station(scenario, day, outcome)):
        line, served = lines[:, place], np.sort(waits)
        found += [
            float(queue[:, place].mean()),
            quantile(line, 0.95),
            float(line[-1]),
            float(queue[-1, place]),
            _ratio(busy[:, place].sum(), opened[:, place].sum()),
            float(len(served)),
            float(served.mean()) if len(served) else math.nan,
            quantile(served, 0.95),
            *by_hour[:, place].ravel().tolist(),
        ]
    return found


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
