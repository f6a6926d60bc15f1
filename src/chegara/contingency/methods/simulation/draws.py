"""Everything random about one replication, drawn before it runs.

Common random numbers: each flow, purpose and step has a stream of its own, found by its number and that of
the replication, so that the person who arrives as number 17 has the same service times whatever the plan
does, and whatever happens to others. Two plans then differ by what they do, not by luck.

Arrivals are a Poisson process of varying rate by change of time (Çinlar, Introduction to Stochastic
Processes, 1975, section 4.7): unit exponential gaps are laid on the cumulated rate, so that a change of the
rate moves arrivals instead of drawing others.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from chegara.contingency.methods.simulation.scenario import Duration, Flow, Route, Scenario

Array: TypeAlias = NDArray[np.float64]

Integers: TypeAlias = NDArray[np.int64]

MINUTES = 60.0
NOT_SENT = -1.0
EVERYWHERE = 1 << 16
ARRIVALS, GROUPS, PATIENCE, FATE, LEVEL, STEPS = range(6)
SERVICE, SHARE, TURNED_BACK = range(3)


@dataclass(frozen=True, kw_only=True)
class Day:
    """What is drawn for one run; people stand flow after flow, each flow by time of arrival. Hours.

    `order` holds the people by time of arrival, `flow_first` where a flow begins. `work` holds service,
    person after person within an itinerary (a route of a flow) that begins at `itinerary_first`, step after
    step within a person; negative: not sent there. `fate` (0 to 1) says who goes when a share of a flow is
    diverted.
    """

    arrival: Array
    flow: Integers
    order: Integers
    flow_first: Integers
    itinerary_first: Integers
    work: Array
    patience: Array
    fate: Array


class Streams:
    """The random streams of one replication."""

    def __init__(self, seed: int, replication: int) -> None:
        self._seed = seed
        self._replication = replication

    def of(self, *place: int) -> np.random.Generator:
        """Return the stream of a flow, a purpose, and what else tells it from others."""
        key = (self._replication, *place)
        return np.random.Generator(np.random.SFC64(np.random.SeedSequence(self._seed, spawn_key=key)))


def draw(scenario: Scenario, *, seed: int, replication: int) -> Day:
    """Draw one replication: who comes when, what each needs at each control, how long each would wait."""
    streams = Streams(seed, replication)
    levels = dict(
        zip(
            (station.code for station in scenario.stations),
            streams.of(EVERYWHERE, LEVEL).random(len(scenario.stations)),
            strict=True,
        )
    )
    arrivals = [_arrivals(scenario, flow, number, streams) for number, flow in enumerate(scenario.flows)]
    counts = [len(each) for each in arrivals]
    routes = [
        (route, count, (number, place))
        for number, (flow, count) in enumerate(zip(scenario.flows, counts, strict=True))
        for place, route in enumerate(flow.routes)
    ]
    sizes = [count * len(route.steps) for route, count, _place in routes]
    firsts, work = _starts(sizes), np.empty(sum(sizes))
    for first, size, (route, count, place) in zip(firsts.tolist(), sizes, routes, strict=True):
        _fill(work[first : first + size].reshape(count, -1), route, place, streams, levels)
    arrival = np.concatenate(arrivals) if arrivals else np.empty(0)
    return Day(
        arrival=arrival,
        flow=np.repeat(np.arange(len(counts), dtype=np.uint32), counts),
        order=np.argsort(arrival, kind="stable").astype(np.uint32),
        flow_first=_starts(counts),
        itinerary_first=firsts,
        work=work,
        patience=_patience(scenario, counts, streams),
        fate=_fate(scenario, counts, streams),
    )


def rates(scenario: Scenario, flow: Flow) -> tuple[Array, Array]:
    """Return the breaks (hours) and the rate of arrivals (per hour) between them, surges counted in."""
    surges = [surge for surge in scenario.surges if flow.code in surge.flows]
    by_day = len(flow.per_hour) == 24
    # Hours of the clock where the profile is by the clock; the run may begin at half past.
    offset = scenario.starts % 1.0 if by_day else 0.0
    breaks = {0.0, scenario.hours}
    breaks.update(hour - offset for hour in range(int(np.ceil(scenario.hours)) + 2))
    breaks.update(edge for surge in surges for edge in (surge.start, surge.end))
    times = np.array(sorted(each for each in breaks if 0.0 <= each <= scenario.hours))
    found = []
    for start, end in pairwise(times):
        middle = (start + end) / 2
        hour = int((middle + scenario.starts) % 24) if by_day else int(middle)
        rate = flow.per_hour[hour] if hour < len(flow.per_hour) else 0.0
        for surge in surges:
            if surge.start <= middle < surge.end:
                rate *= surge.factor
        found.append(rate)
    return times, np.array(found)


def duration(what: Duration, count: int, rng: np.random.Generator, level: float = 0.5) -> Array:
    """Return `count` durations in hours; `level` (0 to 1) says where in its range the mean lies."""
    mean = what.minutes / MINUTES
    if what.low is not None and what.high is not None and what.high > what.low:
        mean = triangular(what.low, what.minutes, what.high, level) / MINUTES
    if what.law == "exponential":
        return mean * rng.standard_exponential(count)
    if what.law == "lognormal" and what.cv > 0:
        sigma = np.sqrt(np.log1p(what.cv**2))
        drawn = rng.standard_normal(count)
        drawn *= sigma
        drawn += np.log(mean) - sigma**2 / 2
        return np.exp(drawn, out=drawn)
    if what.law == "gamma" and what.cv > 0:
        return mean * what.cv**2 * rng.standard_gamma(what.cv**-2, count)
    return np.full(count, mean)


def triangular(low: float, mode: float, high: float, level: float) -> float:
    """Return the quantile of a triangular distribution.

    >>> triangular(0, 1, 2, 0.5)
    1.0
    """
    width = high - low
    if level * width < mode - low:
        return low + float(np.sqrt(level * width * (mode - low)))
    return high - float(np.sqrt((1 - level) * width * (high - mode)))


def _arrivals(scenario: Scenario, flow: Flow, number: int, streams: Streams) -> Array:
    rng = streams.of(number, ARRIVALS)
    factor = 1.0
    if flow.factor_high > flow.factor_low:
        likely = min(max(1.0, flow.factor_low), flow.factor_high)
        factor = triangular(flow.factor_low, likely, flow.factor_high, streams.of(number, LEVEL).random())
    times = np.array([each for each in flow.times if each < scenario.hours])
    if any(flow.per_hour):
        breaks, per_hour = rates(scenario, flow)
        drawn = poisson(breaks, per_hour * factor, rng)
        times = np.sort(np.concatenate([times, drawn])) if len(times) else drawn
    if flow.is_grouped:
        sizes = streams.of(number, GROUPS).integers(flow.group[0], flow.group[1] + 1, len(times))
        times = np.repeat(times, sizes)
    return np.concatenate([np.zeros(flow.waiting_at_start), times]) if flow.waiting_at_start else times


def poisson(breaks: Array, per_hour: Array, rng: np.random.Generator) -> Array:
    """Return the arrivals of a Poisson process whose rate is constant between `breaks`, sorted."""
    cumulated = np.concatenate([[0.0], np.cumsum(per_hour * np.diff(breaks))])
    total = cumulated[-1]
    reached = np.cumsum(rng.standard_exponential(int(total + 6 * np.sqrt(total) + 20)))
    while reached[-1] < total:
        more = np.cumsum(rng.standard_exponential(64))
        reached = np.concatenate([reached, reached[-1] + more])
    reached = reached[: np.searchsorted(reached, total)]
    return np.interp(reached, cumulated, breaks)


def _fill(
    work: Array, route: Route, place: tuple[int, int], streams: Streams, levels: dict[str, float]
) -> None:
    """Draw hours of service by person and step, NOT_SENT where somebody is not sent."""
    count = len(work)
    for number, step in enumerate(route.steps):
        key = (*place, STEPS, number)
        column = duration(step.service, count, streams.of(*key, SERVICE), levels[step.station])
        if step.share < 1.0:
            np.copyto(column, NOT_SENT, where=streams.of(*key, SHARE).random(count) >= step.share)
        work[:, number] = column
    for number, step in enumerate(route.steps[:-1]):
        if step.turned_back > 0.0:
            rng = streams.of(*place, STEPS, number, TURNED_BACK)
            back = (rng.random(count) < step.turned_back) & (work[:, number] >= 0.0)
            work[back, number + 1 :] = NOT_SENT


def _patience(scenario: Scenario, counts: list[int], streams: Streams) -> Array:
    if not any(flow.patience for flow in scenario.flows):
        return np.full(sum(counts), np.inf)
    return np.concatenate(
        [
            duration(flow.patience, count, streams.of(number, PATIENCE))
            if flow.patience
            else np.full(count, np.inf)
            for number, (flow, count) in enumerate(zip(scenario.flows, counts, strict=True))
        ]
    )


def _fate(scenario: Scenario, counts: list[int], streams: Streams) -> Array:
    """Return a number between 0 and 1 by person, which says who is diverted when a share of them is."""
    if all(len(flow.routes) == 1 for flow in scenario.flows):
        return np.zeros(sum(counts))
    return np.concatenate([streams.of(number, FATE).random(count) for number, count in enumerate(counts)])


def _starts(counts: list[int]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)[:-1]]) if counts else np.empty(0, np.int64)


def is_drawn_alike(one: Scenario, other: Scenario) -> bool:
    """Say whether two scenarios meet the same people, so that one drawing serves both."""
    return one is other or (
        one.flows == other.flows
        and one.surges == other.surges
        and one.hours == other.hours
        and one.starts == other.starts
        and [each.code for each in one.stations] == [each.code for each in other.stations]
    )
