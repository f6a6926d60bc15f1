"""Running the event loop: its workspace, and the choice between compiled records and plain objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chegara.common.machine_code import IS_COMPILED
from chegara.contingency.methods.simulation.draws import Day
from chegara.contingency.methods.simulation.kernel.loop import run
from chegara.contingency.methods.simulation.kernel.state import NOBODY, World
from chegara.contingency.methods.simulation.rules import Rules, rules_of
from chegara.contingency.methods.simulation.scenario import Scenario
from chegara.contingency.methods.simulation.world import LAYOUTS, as_objects, table

Array: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.integer]

MINUTES = 60.0
WAITING, SERVED, OPEN = 0, 1, 2
NOT_SERVED = -1.0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one day. Times in hours.

    By person as in `Day`: `wait` (queues and stops in a booth), `gone` (when out; NaN: still there),
    `outcome` (`kernel.state`: INSIDE, THROUGH, LEFT, TURNED_AWAY), `itinerary`. By step as in `Day.work`:
    `step_wait`, negative where nobody was served. `grid`: by tick, station and WAITING, SERVED, OPEN.
    `level`: by tick.
    """

    wait: Array
    gone: Array
    outcome: Integers
    itinerary: Integers
    step_wait: Array
    grid: Integers
    level: Integers


class Simulator:
    """One scenario, ready to run any number of days."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.rules = rules_of(scenario)
        self.tick = scenario.look_every / MINUTES
        self.ticks = int(np.floor(scenario.hours / self.tick + 1e-9)) + 1

    def run(self, day: Day) -> Outcome:
        """Run one day; the same day and scenario give the same outcome to the last bit."""
        world = self.world(day)
        run(world, self.scenario.end, self.tick)
        more = 1
        while _is_full(world):
            more *= 2
            world = self.world(day, more)
            run(world, self.scenario.end, self.tick)
        return _outcome(world, len(self.scenario.stations))

    def world(self, day: Day, more: int = 1) -> World:
        """Return the world at the start of a day, with room for `more` times the usual number of events."""
        soon = int(self.rules.stations["built"].sum()) + len(self.rules.triggers) + 16
        late = 2 * len(day.order) + 16
        world = _world(self.rules, day, self.ticks, (more * soon, more * late))
        return world if IS_COMPILED else World(*(_readable(each) for each in world))


def _is_full(world: World) -> bool:
    clock = world.clock[0]
    return bool(clock["is_full"] if IS_COMPILED else clock.is_full)


def _world(rules: Rules, day: Day, ticks: int, rooms: tuple[int, int]) -> World:
    people, stations = len(day.order), len(rules.stations)
    flows, itineraries = rules.flows.copy(), rules.itineraries.copy()
    flows["first"], itineraries["first"] = day.flow_first, day.itinerary_first
    clock = table("clock", 1, priorities=rules.priorities)
    return World(
        flows=flows,
        itineraries=itineraries,
        stops=rules.stops,
        stations=rules.stations.copy(),
        paces=rules.paces,
        shifts=rules.shifts,
        triggers=rules.triggers.copy(),
        actions=rules.actions.copy(),
        people=np.empty(people, dtype=LAYOUTS["people"]),
        arrival=day.arrival,
        flow=day.flow,
        patience=day.patience,
        fate=day.fate,
        order=day.order,
        work=day.work.copy() if rules.stations["preempts"].any() else day.work,
        step_wait=np.full(len(day.work), NOT_SERVED),
        lines=table("lines", stations * rules.priorities, head=NOBODY, tail=NOBODY),
        soon_time=_empty_heap(rooms[0]),
        soon_event=np.zeros(rooms[0], dtype=np.int64),
        late_time=_empty_heap(rooms[1]),
        late_event=np.zeros(rooms[1], dtype=np.int64),
        slots=np.zeros(int(rules.stations["built"].sum()), dtype=np.int64),
        reserves=rules.reserves.copy(),
        grid=np.zeros(ticks * (1 + 3 * stations), dtype=np.int64),
        clock=clock,
    )


def _empty_heap(room: int) -> Array:
    times = np.empty(room)
    times[0] = np.inf
    return times


def _readable(values: Any) -> Any:
    return as_objects(values) if values.dtype.names else values.tolist()


def _outcome(world: World, stations: int) -> Outcome:
    grid = np.asarray(world.grid).reshape(-1, 1 + 3 * stations)
    return Outcome(
        wait=_column(world.people, "wait"),
        gone=_column(world.people, "gone"),
        outcome=_column(world.people, "outcome"),
        itinerary=_column(world.people, "itinerary"),
        step_wait=np.asarray(world.step_wait),
        grid=grid[:, 1:].reshape(-1, stations, 3),
        level=grid[:, 0],
    )


def _column(rows: Any, field: str) -> Any:
    if isinstance(rows, np.ndarray):
        return np.ascontiguousarray(rows[field])
    return np.array([getattr(row, field) for row in rows], dtype=LAYOUTS["people"][field])
