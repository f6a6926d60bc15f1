"""A scenario as the rows that the event loop reads."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from chegara.contingency.methods.simulation.kernel.state import (
    DIVERT,
    NEVER,
    NO_EVENT,
    NO_LIMIT,
    NOBODY,
    OPEN,
    QUEUE,
    WAIT,
)
from chegara.contingency.methods.simulation.scenario import (
    HOURS_A_DAY,
    Flow,
    OpenBooths,
    Outage,
    Scenario,
    Station,
)
from chegara.contingency.methods.simulation.world import Table, table

Integers: TypeAlias = NDArray[np.int64]

MINUTES = 60.0


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Crossing points and plan, the same for every run, as rows of `world.LAYOUTS`."""

    flows: Table
    itineraries: Table
    stops: Integers
    stations: Table
    paces: Table
    shifts: Table
    triggers: Table
    actions: Table
    reserves: Integers
    priorities: int


def rules_of(scenario: Scenario) -> Rules:
    """Lay a scenario out for `kernel.run`."""
    stations = {station.code: place for place, station in enumerate(scenario.stations)}
    routes = [(flow, route) for flow in scenario.flows for route in flow.routes]
    widths = [len(route.steps) for _, route in routes]
    paces = [pace_of(scenario, station) for station in scenario.stations]
    pace_ends = list(accumulate(len(pace) for pace in paces))
    built = [station.built for station in scenario.stations]
    shifts = sorted(
        (time, place, booths)
        for place, station in enumerate(scenario.stations)
        for time, booths in roster(scenario, station)
    )
    priorities = sorted({flow.priority for flow in scenario.flows})
    return Rules(
        flows=table(
            "flows",
            len(scenario.flows),
            priority=[priorities.index(flow.priority) for flow in scenario.flows],
            itinerary=_before([len(flow.routes) for flow in scenario.flows]),
            overflow=[_itinerary(scenario, flow, flow.when_full) for flow in scenario.flows],
            diverted_to=NOBODY,
        ),
        itineraries=table(
            "itineraries",
            len(routes),
            stop=_before(widths),
            width=widths,
            travel=[route.travel / MINUTES for _, route in routes],
        ),
        stops=np.array(
            [stations[step.station] for _, route in routes for step in route.steps], dtype=np.uint32
        ),
        stations=table(
            "stations",
            len(stations),
            line=[place * max(1, len(priorities)) for place in range(len(stations))],
            places=[NO_LIMIT if each.places is None else each.places for each in scenario.stations],
            built=built,
            preempts=[station.preempts for station in scenario.stations],
            slot=_before(built),
            pace_first=_before([len(pace) for pace in paces]),
            pace_end=pace_ends,
            blocked_head=NOBODY,
            blocked_tail=NOBODY,
        ),
        paces=table(
            "paces",
            sum(len(pace) for pace in paces),
            start=[time for pace in paces for time, _ in pace],
            pace=[value for pace in paces for _, value in pace],
        ),
        shifts=table(
            "shifts",
            len(shifts),
            time=[time for time, _, _ in shifts],
            station=[place for _, place, _ in shifts],
            booths=[booths for _, _, booths in shifts],
        ),
        triggers=_triggers(scenario, stations),
        actions=_actions(scenario, stations),
        reserves=np.array(list(scenario.reserves.values()), dtype=np.int64),
        priorities=max(1, len(priorities)),
    )


def roster(scenario: Scenario, station: Station) -> list[tuple[float, int]]:
    """Return when how many booths of a station are staffed, by shift, handover and loss of staff."""
    changes = [
        day + shift.hour - scenario.starts
        for day in range(0, int(scenario.end + 2 * HOURS_A_DAY), HOURS_A_DAY)
        for shift in station.shifts
        if len(station.shifts) > 1
    ]
    handover = station.handover / MINUTES
    losses = [loss for loss in scenario.losses if station.code in loss.stations]
    breaks = {0.0, *changes, *(edge for loss in losses for edge in (loss.start, loss.end))}
    if handover:
        breaks.update(change + handover for change in changes)
    found: list[tuple[float, int]] = []
    for time in sorted(each for each in breaks if 0.0 <= each < scenario.end):
        booths = booths_at(station, (time + scenario.starts) % HOURS_A_DAY)
        if any(0.0 < change <= time < change + handover - 1e-9 for change in changes):
            booths -= round(booths * station.handover_share)
        for loss in losses:
            if loss.start <= time < loss.end:
                booths = max(0, booths - loss.booths)
                booths -= round(booths * loss.share)
        if not found or found[-1][1] != booths:
            found.append((time, booths))
    return found


def booths_at(station: Station, hour: float) -> int:
    """Return the booths staffed at an hour of the day; before the first shift the last one is still on."""
    begun = [shift for shift in station.shifts if shift.hour <= hour + 1e-9]
    return (begun or station.shifts)[-1].booths


def pace_of(scenario: Scenario, station: Station) -> list[tuple[float, float]]:
    """Return from when on work at a station goes at which pace; empty where no outage touches it."""
    outages = [outage for outage in scenario.outages if station.code in outage.stations]
    if not outages:
        return []
    breaks = sorted({0.0, *(edge for outage in outages for edge in (outage.start, outage.end))})
    return [(time, _slowest(outages, time)) for time in breaks]


def _slowest(outages: list[Outage], time: float) -> float:
    return min((outage.pace for outage in outages if outage.start <= time < outage.end), default=1.0)


def _itinerary(scenario: Scenario, flow: Flow, point: str | None) -> int:
    place = 0
    for each in scenario.flows:
        for route in each.routes:
            if each is flow and route is not flow.routes[0] and route.point == point:
                return place
            place += 1
    return NOBODY


def _triggers(scenario: Scenario, stations: dict[str, int]) -> Table:
    triggers = scenario.triggers
    units = [MINUTES if trigger.watches == "wait" else 1.0 for trigger in triggers]
    counts = [len(trigger.actions) for trigger in triggers]
    return table(
        "triggers",
        len(triggers),
        station=[stations[trigger.station] for trigger in triggers],
        metric=[QUEUE if trigger.watches == "queue" else WAIT for trigger in triggers],
        above=[trigger.above / unit for trigger, unit in zip(triggers, units, strict=True)],
        below=[trigger.below / unit for trigger, unit in zip(triggers, units, strict=True)],
        hold=[trigger.hold / MINUTES for trigger in triggers],
        release=[trigger.release / MINUTES for trigger in triggers],
        delay=[trigger.delay / MINUTES for trigger in triggers],
        level=[trigger.level for trigger in triggers],
        first_action=_before(counts),
        last_action=list(accumulate(counts)),
        since=NEVER,
        due=NO_EVENT,
    )


def _actions(scenario: Scenario, stations: dict[str, int]) -> Table:
    flows = {flow.code: place for place, flow in enumerate(scenario.flows)}
    reserves = list(scenario.reserves)
    rows = [
        (OPEN, stations[each.station], each.booths, reserves.index(each.reserve) if each.reserve else NOBODY)
        if isinstance(each, OpenBooths)
        else (
            DIVERT,
            flows[each.flow],
            each.share,
            _itinerary(scenario, scenario.flow(each.flow), each.point),
        )
        for trigger in scenario.triggers
        for each in trigger.actions
    ]
    return table(
        "actions",
        len(rows),
        kind=[row[0] for row in rows],
        target=[row[1] for row in rows],
        amount=[row[2] for row in rows],
        means=[row[3] for row in rows],
    )


def _before(counts: list[int]) -> list[int]:
    """Return how much stands before each place."""
    return [0, *accumulate(counts)][: len(counts)]
